import msgspec
import pytest

from brolly.testing.v1.worker import Worker

TEXT = """[processes.main]
applications = ["worker"]
[processes.fast-models]
applications = ["echo"]
address = "127.0.0.1:1"
"""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    rounds: int = 3
    tags: tuple[str, ...] = ()


def test_a_key_of_the_file_is_replaced(read):
    topology = read(TEXT, {"BROLLY_PROCESSES__FAST_MODELS__ADDRESS": "127.0.0.1:2"})

    assert topology.process("fast-models").address == "127.0.0.1:2"


def test_a_key_that_the_file_leaves_out_is_set(read):
    topology = read(TEXT, {"brolly_processes__main__grace_s": "2.5", "BROLLY_TRANSPORT": "copied"})

    assert topology.process("main").grace_s == 2.5
    assert topology.transport == "copied"


def test_an_application_without_a_section_can_be_set(read):
    topology = read(TEXT, {"BROLLY_APPLICATIONS__WORKER__LIMITS__SIZE": "4"})

    assert topology.applications["worker"].limits.size == 4


def test_a_value_is_toml_where_it_can_be(read, application):
    installed = [application("worker", provides=(Worker,), config=Config)]
    text = '[processes.main]\napplications = ["worker"]'
    environ = {
        "BROLLY_APPLICATIONS__WORKER__CONFIG__TAGS": '["a", "b"]',
        "BROLLY_APPLICATIONS__WORKER__CONFIG__ROUNDS": "7",
    }

    assert read(text, environ, installed=installed).configs["worker"] == Config(rounds=7, tags=("a", "b"))


def test_other_variables_are_none_of_its_business(read):
    read(TEXT, {"PATH": "/bin", "UMBRELLY_X": "1"})


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        (
            "BROLLY_PROCESSES__MIAN__ADDRESS",
            "x",
            "processes.mian: names no key of this topology; did you mean 'main'?",
        ),
        (
            "BROLLY_PROCESSES__MAIN__ADRESS",
            "x",
            "processes.main.adress: names no key of this topology; did you mean 'address'?",
        ),
        ("BROLLY_TRANSPRT", "x", "transprt: names no key of this topology; did you mean 'transport'?"),
        (
            "BROLLY_PROCESSES__MAIN__ADDRESS__PORT",
            "x",
            "processes.main.address: has no keys of its own; name the key itself",
        ),
        (
            "BROLLY_PROCESSES__MAIN__GRACE_S",
            "long",
            "processes.main.grace_s: expected float, got str; write a number",
        ),
        ("BROLLY_APPLICATIONS__WORKER__CONFIG__X", "1", "applications.worker.config: application 'worker' takes"),
    ],
)
def test_an_override_that_is_wrong_is_a_problem_that_names_it(problems, variable, value, expected):
    [problem] = problems(TEXT, {variable: value})

    assert problem.startswith(f"environment variable {variable}: {expected}")

import pickle

import msgspec
import pytest

from brolly.testing.v1.worker import Worker
from brolly.topology import Secret

ONE = '[processes.main]\napplications = ["worker"]\n[applications.worker.config]\npassword = '


class Config(msgspec.Struct, frozen=True, kw_only=True):
    password: Secret


@pytest.fixture
def worker(application):
    return [application("worker", provides=(Worker,), config=Config)]


def test_a_secret_comes_from_the_environment(read, worker):
    topology = read(ONE + '{ env = "PASSWORD" }', {"PASSWORD": "sesame"}, installed=worker)

    assert topology.configs["worker"].password.reveal() == "sesame"


def test_a_secret_comes_from_a_file_beside_the_topology(read, worker, tmp_path):
    (tmp_path / "password").write_text("sesame\n")

    topology = read(ONE + '{ file = "password" }', installed=worker)

    assert topology.configs["worker"].password.reveal() == "sesame"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{ env = "PASSWORD" }', "the secret's environment variable 'PASSWORD' is not set; set it"),
        ('{ file = "/none" }', "the secret's file '/none' cannot be read: No such file or directory; put it there"),
        ('{ vault = "x" }', "expected a secret, got dict; keep it out of the file and write"),
    ],
)
def test_a_secret_that_is_not_there_is_a_problem_with_its_line(problems, worker, source, expected):
    [problem] = problems(ONE + source, installed=worker)

    assert problem.startswith(f"t.toml:4: applications.worker.config.password: {expected}")


def test_a_secret_in_the_file_is_refused_and_not_repeated(problems, worker):
    assert "sesame" not in "".join(problems(ONE + '"sesame"', installed=worker))


def test_a_secret_is_never_printed(read, worker):
    topology = read(ONE + '{ env = "PASSWORD" }', {"PASSWORD": "sesame"}, installed=worker)

    assert "sesame" not in f"{topology!r} {topology.configs['worker'].password} {Secret('sesame'):>20}"


def test_a_secret_is_not_pickled():
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Secret("sesame"))


def test_secrets_compare_by_value():
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")

from pathlib import Path
from typing import Annotated

import msgspec
import pytest

from brolly.configuration import ConfigurationError
from brolly.testing.v1.echo import Echo
from brolly.testing.v1.worker import Worker
from brolly.topology import Limits, Secret
from brolly.topology.reading import read

PAIR = """
[processes.main]
applications = ["echo"]
[processes.work]
applications = ["worker"]
"""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    rounds: Annotated[int, msgspec.Meta(ge=1)] = 3
    folder: Path | None = None
    password: Secret | None = None


@pytest.fixture
def configured(application):
    return [application("worker", provides=(Worker,), config=Config)]


ONE = '[processes.main]\napplications = ["worker"]\n[applications.worker.config]\n'


def test_a_small_topology_has_every_default(read):
    topology = read(PAIR)

    assert topology.transport == "local"
    assert list(topology.processes) == ["main", "work"]
    assert topology.process("work").applications == ("worker",)
    assert topology.applications["worker"].limits is None
    assert topology.configs == {"echo": None, "worker": None}


def test_a_process_may_host_nothing_and_only_call(read):
    assert read(f"{PAIR}[processes.script]").process("script").applications == ()


def test_settings_are_decoded(read):
    topology = read(PAIR + "[applications.worker]\nlimits = { size = 4, queue = 16 }\ntimeout_s = 30")

    assert topology.applications["worker"].limits == Limits(size=4, queue=16)
    assert topology.applications["worker"].timeout_s == 30.0


def test_a_contract_is_found_by_its_provider(read):
    topology = read(PAIR)

    assert topology.provider_of("brolly.testing.v1.Worker") == "worker"
    assert topology.process_of("worker") == "work"
    assert topology.provider_of("brolly.testing.v1.Other") is None


@pytest.mark.parametrize("name", ["Worker", "brolly.testing.v1.Worker"])
def test_what_is_not_installed_is_found_by_what_the_file_says_of_it(read, application, name):
    text = f'{PAIR}[applications.worker]\nprovides = ["{name}"]'

    topology = read(text, installed=[application("echo", provides=(Echo,))])

    assert topology.provider_of("brolly.testing.v1.Worker") == "worker"


def test_a_socket_in_the_folder_of_the_run_is_the_address_of_a_process_without_one(read):
    topology = read(PAIR.replace('["worker"]', '["worker"]\naddress = "127.0.0.1:7001"'))

    assert topology.address_of("main", Path("/run/a")) == "unix:/run/a/main.sock"
    assert topology.address_of("work", Path("/run/a")) == "127.0.0.1:7001"


def test_a_folder_too_long_for_a_socket_is_refused(read):
    with pytest.raises(ConfigurationError, match=r"at most 103 bytes, got 131: .*choose a shorter folder with --run"):
        read(PAIR).address_of("main", Path("/" + "x" * 120))


def test_paths_are_relative_to_the_file_and_links_stay(read, tmp_path):
    (tmp_path / "python").symlink_to("/bin/sh")

    topology = read(PAIR + 'python = "./python"')

    assert topology.process("work").python == tmp_path / "python"


def test_a_config_is_decoded_where_its_application_is_installed(read, configured, tmp_path):
    topology = read(ONE + 'rounds = 5\nfolder = "data"', installed=configured)

    assert topology.configs["worker"] == Config(rounds=5, folder=tmp_path / "data")


def test_a_process_reads_only_its_own_configs(read, configured, application):
    installed = [*configured, application("echo", provides=(Echo,))]
    text = PAIR + '[applications.worker.config]\npassword = { env = "NOT_SET" }'

    topology = read(text, installed=installed, process="main")

    assert list(topology.configs) == ["echo"]


def test_a_process_needs_only_its_own_applications(read, application):
    topology = read(PAIR, installed=[application("echo", provides=(Echo,))], process="main")

    assert list(topology.installed) == ["echo"]


def test_an_application_that_is_not_installed_is_refused_by_its_own_process(problems, application):
    found = problems(PAIR, installed=[application("echo", provides=(Echo,))], process="work")

    assert found == [
        (
            "t.toml:5: processes.work.applications.0: application 'worker' is not installed in this environment; "
            "install its package here, or give the process the python of an environment that has it"
        )
    ]


def test_all_problems_are_told_together_in_the_order_of_the_file(problems):
    text = """transport = "remote"
[processes.main]
applications = ["echo", "wrker"]
grace_s = "long"
[processes.work]
applications = ["worker", "echo"]
adress = "1.2.3.4"
[applications.worker]
limits = { max_overflow = 2 }
[applications.nobody]
"""
    lines = [problem.split(": ")[:2] for problem in problems(text)]

    assert lines == [
        ["t.toml:1", "transport"],
        ["t.toml:3", "processes.main.applications.1"],
        ["t.toml:4", "processes.main.grace_s"],
        ["t.toml:6", "processes.work.applications.1"],
        ["t.toml:7", "processes.work.adress"],
        ["t.toml:9", "applications.worker.limits.size"],
        ["t.toml:10", "applications.nobody"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = = 1", "t.toml:1: it is not TOML: Invalid value; mend this line"),
        ("a = 1\n[b", "t.toml:2: it is not TOML: Expected ']' at the end of a table declaration; mend this line"),
        ("", "t.toml:1: processes: there is no process; write [processes.main] with its applications"),
        (
            f'transport = "remote"{PAIR}',
            "t.toml:1: transport: expected one of 'local', 'copied', got 'remote'",
        ),
        (
            f"{PAIR}adress = 'x'",
            "t.toml:6: processes.work.adress: unknown key 'adress'; did you mean 'address'?",
        ),
        (
            f"{PAIR}grace_s = 'long'",
            "t.toml:6: processes.work.grace_s: expected float, got str; write a number",
        ),
        (
            f"{PAIR}[applications.worker]\nprovides = [\n'Worker',\n1,\n2]",
            "t.toml:9: applications.worker.provides.1: expected str, got int; write a text in quotes",
        ),
        (
            f"{PAIR}[applications.worker]\nprovides = [\n'Worker',\n1,\n2]",
            "t.toml:10: applications.worker.provides.2: expected str, got int; write a text in quotes",
        ),
        (
            f"{PAIR}grace_s = 0",
            "t.toml:6: processes.work.grace_s: expected float > 0.0, got 0",
        ),
        (
            f"{PAIR}[processes.No]\napplications=['x']",
            (
                "t.toml:6: processes.No: expected a name of at most 40 of a-z, 0-9, _ and - after a letter, got 'No'; "
                "it becomes the name of a socket: choose a short one"
            ),
        ),
        (
            f"{PAIR}address = 'somewhere'",
            (
                "t.toml:6: processes.work.address: expected HOST:PORT or unix:/path, got 'somewhere'; "
                'write address = "127.0.0.1:7001" or "unix:/run/models.sock"'
            ),
        ),
        (
            f"{PAIR}address = '0.0.0.0:80'",
            (
                "t.toml:6: processes.work.address: expected tls on an address that other machines can reach, got "
                "'0.0.0.0:80' without; "
                "add tls = { certificate = ..., key = ... }, or plaintext = true where the network is safe"
            ),
        ),
        (
            f"{PAIR}python = '/nowhere/python'",
            (
                "t.toml:6: processes.work.python: there is no interpreter at /nowhere/python; "
                "create that environment, or remove the key to run with the launcher's own"
            ),
        ),
        (
            f"{PAIR}tls = {{ certificate = '/nowhere/c.pem' }}",
            "t.toml:6: processes.work.tls.key: is missing; write key = ...",
        ),
        (
            f"{PAIR}tls = {{ certificate = '/nowhere/c.pem', key = '/bin/sh' }}",
            (
                "t.toml:6: processes.work.tls.certificate: there is no readable file at /nowhere/c.pem; "
                "put the PEM file there"
            ),
        ),
        (
            f"{PAIR}[applications.worker]\nlimits = {{ size = 0 }}",
            "t.toml:7: applications.worker.limits.size: expected int >= 1, got 0",
        ),
        (
            f"{PAIR}[applications.worker]\nprovides = ['Wroker']",
            (
                "t.toml:7: applications.worker.provides.0: application 'worker' does not provide 'Wroker'; "
                "did you mean 'Worker'?"
            ),
        ),
        (
            f"{PAIR}[applications.worker.config]\nx = 1",
            "t.toml:6: applications.worker.config: application 'worker' takes no config; remove the section",
        ),
        (
            PAIR.replace("worker", "wroker"),
            (
                "t.toml:5: processes.work.applications.0: application 'wroker' is not installed, and nothing says what "
                "it provides; did you mean 'worker'? Else install it, or write [applications.wroker] provides = [...]"
            ),
        ),
    ],
)
def test_a_problem_names_its_line_its_key_and_the_fix(problems, text, expected):
    assert expected in problems(text)


def test_an_address_of_two_processes_is_refused(problems):
    text = PAIR.replace("]\n[", ']\naddress = "127.0.0.1:7001"\n[') + 'address = "127.0.0.1:7001"'

    assert problems(text) == [
        (
            "t.toml:7: processes.work.address: '127.0.0.1:7001' is the address of process 'main' too; "
            "give each process one of its own"
        )
    ]


def test_a_circle_inside_a_process_is_refused(problems, application):
    installed = [
        application("echo", provides=(Echo,), requires=(Worker,)),
        application("worker", provides=(Worker,), requires=(Echo,)),
    ]

    assert problems('[processes.main]\napplications = ["echo", "worker"]', installed=installed) == [
        (
            "t.toml:2: processes.main.applications: applications of one process require each other in a circle: "
            "echo -> worker -> echo; put one of them into another process, or let one not require the other"
        )
    ]


def test_a_circle_between_processes_is_none(read, application):
    installed = [
        application("echo", provides=(Echo,), requires=(Worker,)),
        application("worker", provides=(Worker,), requires=(Echo,)),
    ]

    assert list(read(PAIR, installed=installed).installed) == ["echo", "worker"]


def test_a_contract_that_nobody_provides_is_refused(problems, application):
    installed = [application("echo", provides=(Echo,), requires=(Worker,))]

    assert problems('[processes.main]\napplications = ["echo"]', installed=installed) == [
        (
            "t.toml:2: applications.echo: 'echo' requires brolly.testing.v1.Worker, which no application of this "
            "topology provides; host one that does; where it is not installed, write its provides = [...]"
        )
    ]


def test_a_contract_that_two_provide_is_refused(problems, application):
    installed = [application("echo", provides=(Worker,)), application("worker", provides=(Worker,))]

    assert problems(PAIR, installed=installed) == [
        (
            "t.toml:5: applications.worker: brolly.testing.v1.Worker is provided by 'echo' and by 'worker'; "
            "host only one of them in a topology"
        )
    ]


def test_a_config_that_does_not_decode_is_refused_with_its_lines(problems, configured):
    found = problems(ONE + 'rounds = 0\nfolder = 3\npasswort = "x"\npassword = "x"', installed=configured)

    assert found == [
        "t.toml:4: applications.worker.config.rounds: expected int >= 1, got 0",
        "t.toml:5: applications.worker.config.folder: expected a path in quotes, got int; write a path in quotes",
        "t.toml:6: applications.worker.config.passwort: unknown key 'passwort'; did you mean 'password'?",
        (
            "t.toml:7: applications.worker.config.password: expected a secret, got str; "
            'keep it out of the file and write { env = "NAME" } or { file = "PATH" }'
        ),
    ]


def test_an_unknown_process_is_refused(problems):
    assert problems(PAIR, process="wrok") == ["t.toml:2: processes: there is no process 'wrok'; name one of main, work"]


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    with pytest.raises(ConfigurationError, match="the topology cannot be read: No such file or directory"):
        read(tmp_path / "none.toml", {})

import subprocess
import sys

import pytest

from brolly.cli import main


@pytest.fixture
def topology(tmp_path):
    def write(text):
        file = tmp_path / "t.toml"
        file.write_text(text)
        return str(file)

    return write


def test_a_sound_topology_is_ok_and_shown_as_a_table(topology, capsys):
    text = """[processes.main]
applications = ["one", "two"]
[processes.three]
applications = ["three"]
address = "127.0.0.1:7001"
[applications]
one.provides = ["One"]
two.provides = ["Two"]
three.provides = ["Three"]
"""
    assert main(["check", topology(text)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "ok",
        "PROCESS  APPLICATIONS  ADDRESS",
        "main     one, two      a socket in the run's folder",
        "three    three         127.0.0.1:7001",
    ]


@pytest.mark.parametrize("command", [["check"], ["up"], ["up", "--process", "main"]], ids=" ".join)
def test_a_wrong_topology_is_told_whole_without_a_traceback(topology, capsys, command):
    file = topology('[processes.main]\napplications = ["nothing"]\ngrace = 1\n')

    assert main([*command, file]) == 2

    told = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in told] == [f"{file}:2", f"{file}:3"]


def test_a_topology_that_is_not_there_is_told(tmp_path, capsys):
    assert main(["check", str(tmp_path / "none.toml")]) == 2
    assert "none.toml: the topology cannot be read: No such file or directory" in capsys.readouterr().err


def test_an_unknown_command_is_a_wrong_use(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["dance"])

    assert "invalid choice: 'dance'" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["up", "check", "call", "generate", "evolution"])
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])

    assert f"usage: brolly {command}" in capsys.readouterr().out


def test_the_parent_of_processes_imports_no_transport():
    heavy = {"grpc", "google.protobuf", "numpy", "pyarrow", "brolly.generator"}
    code = f"""
import sys
import brolly.cli.supervision, brolly.cli.program
assert not (loaded := {heavy} & set(sys.modules)), loaded
"""
    subprocess.run([sys.executable, "-c", code], check=True)

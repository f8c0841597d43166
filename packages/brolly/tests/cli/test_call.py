import os
import subprocess
import sys

import pytest

from brolly.cli import main
from brolly.launcher.run_folder import Run, write_run


@pytest.fixture
def state(tmp_path):
    (tmp_path / "state" / "runs").mkdir(parents=True)
    return tmp_path / "state"


@pytest.fixture
def called(state, capsys):
    """Calls, and returns the exit code and what standard error says."""

    def call(*arguments):
        code = main(["call", "--state", str(state), *arguments])
        told = capsys.readouterr()
        assert told.out == ""
        return code, told.err

    return call


def test_without_a_running_topology_the_start_is_told(called):
    assert called("Worker/Square") == (
        2,
        "no running topology is recorded; start it with `brolly up TOPOLOGY`, or give --address\n",
    )


def test_where_nothing_listens_the_start_is_told(called):
    code, told = called("Worker/Square", "--address", "unix:/nowhere/x.sock")

    assert code == 1
    assert told.startswith("nothing is listening; start it with `brolly up TOPOLOGY`\n  unix:/nowhere/x.sock: ")


@pytest.mark.parametrize("target", ["Worker", "Worker/", "/Square", ""])
def test_a_method_has_two_names(called, target):
    assert called(target, "--address", "unix:/nowhere/x.sock") == (
        2,
        f"expected SERVICE/METHOD, got {target!r}; write it as Worker/Square\n",
    )


def test_a_folder_without_a_run_is_told(called, tmp_path):
    code, told = called("Worker/Square", "--run", str(tmp_path))

    assert (code, told) == (2, f"nothing runs in {tmp_path}; start it with `brolly up TOPOLOGY --run DIR`\n")


def test_of_several_runs_one_must_be_chosen(called, state, tmp_path):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        for name, pid in (("a", os.getpid()), ("b", other.pid)):
            folder = tmp_path / name
            folder.mkdir()
            write_run(folder, Run(pid=pid, topology="/t.toml", processes={}))
            (state / "runs" / f"{pid}.json").write_text(f'"{folder}"')

        code, told = called("Worker/Square")
        other.communicate(b"\n")

    assert code == 2
    assert told.startswith("several topologies are running; choose one:\n")
    assert f"  --run {tmp_path}/a  (/t.toml, process {os.getpid()})" in told
    assert f"  --run {tmp_path}/b  (/t.toml, process {other.pid})" in told

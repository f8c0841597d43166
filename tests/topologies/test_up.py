"""What `brolly up` promises of the processes that it runs."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

import brolly
from brolly.cli.signals import ONE_REQUEST_S
from brolly.testing.v1.worker import Worker

PAIR_WITH_CLIENT = """
[processes.main]
applications = ["echo"]
[processes.work]
applications = ["worker"]
[processes.client]
"""
SQUARE = ("Worker/Square", '{"value": 7}')


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    if sys.platform == "linux":
        return False
    return subprocess.run(["ps", "-p", str(pid)], capture_output=True, check=False).returncode == 0


def test_it_says_what_runs_where(up):
    one = up()
    one.ready("main", "work")

    folder = one.run_folder()
    assert one.lines[:2] == [
        f"brolly: main runs echo at unix:{folder}/main.sock\n",
        f"brolly: work runs worker at unix:{folder}/work.sock\n",
    ]
    assert json.loads((folder / "run.json").read_text()) == {
        "pid": one.process.pid,
        "topology": one.process.args[4],
        "processes": {"main": f"unix:{folder}/main.sock", "work": f"unix:{folder}/work.sock"},
    }


async def test_a_child_that_is_killed_is_back_and_answers_within_two_seconds(up, topology):
    one = up()
    _, work = one.ready("main", "work")

    async with brolly.System(topology(PAIR_WITH_CLIENT), process="client", run=one.run_folder()) as system:
        worker = system.client(Worker)
        assert (await worker.square(7)).value == 49
        began = time.monotonic()
        os.kill(work, signal.SIGKILL)
        while True:
            try:
                answer = await worker.square(8)
                break
            except brolly.errors.Unavailable:
                assert time.monotonic() - began < 2

    assert answer.value == 64
    assert time.monotonic() - began < 2
    one.until("brolly: work died (signal SIGKILL)")
    one.until("brolly: work is restarted now")


@pytest.mark.parametrize("ready", [True, False], ids=["ready", "starting"])
def test_no_child_is_left_two_seconds_after_the_parent_is_killed(up, ready):
    one = up()
    if ready:
        pids = one.ready("main", "work")
    else:
        while len(pids := children_of(one.process.pid)) < 2:
            assert one.process.poll() is None

    one.process.kill()
    one.process.wait()
    end = time.monotonic() + 2
    while any(map(is_alive, pids)) and time.monotonic() < end:
        time.sleep(0.01)

    assert [pid for pid in pids if is_alive(pid)] == []


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=,ppid=", "-A"], capture_output=True, text=True, check=True).stdout
    return [int(child) for child, parent in map(str.split, listed.splitlines()) if int(parent) == pid]


def test_two_runs_of_one_topology_do_not_disturb_each_other(up, tmp_path):
    one, other = up(), up(state=tmp_path / "other")
    one.ready("main", "work")
    _, work = other.ready("main", "work")

    one.call("Worker/Sleep", '{"seconds": 0.01, "say": "x"}')
    assert json.loads(one.call("Worker/Observe").stdout)["began"] == "1"
    assert json.loads(other.call("Worker/Observe").stdout)["began"] == "0"

    assert one.stop() == 0
    assert is_alive(work)
    assert other.call(*SQUARE).stdout == '{"value": "49"}\n'


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_stops_in_order(up, number, code):
    one = up()
    one.ready("main", "work")
    folder = one.run_folder()

    assert one.stop(number) == code

    assert one.lines[-3:] == [
        "brolly: stopping; once more kills\n",
        "brolly: work has stopped (exit code 0)\n",
        "brolly: main has stopped (exit code 0)\n",
    ]
    assert "Traceback" not in "".join(one.lines)
    assert not folder.exists()
    assert list((one.state / "runs").iterdir()) == []


def test_a_call_that_runs_ends_before_its_process(up):
    one = up()
    one.ready("main", "work")
    command = [sys.executable, "-m", "brolly", "call", "--state", str(one.state)]
    sleeping = subprocess.Popen(
        [*command, "Worker/Sleep", '{"seconds": 1, "say": "done"}'], stdout=subprocess.PIPE, text=True
    )
    while json.loads(one.call("Worker/Observe").stdout)["began"] == "0":
        time.sleep(0.05)

    assert one.stop() == 0
    assert sleeping.communicate()[0] == '{"said": "done"}\n'


def test_a_signal_that_comes_twice_at_once_is_one(up):
    one = up()
    one.ready("main", "work")

    one.process.send_signal(signal.SIGINT)
    time.sleep(0.05)

    assert one.stop(signal.SIGINT) == 130
    assert one.lines[-1] == "brolly: main has stopped (exit code 0)\n"


def test_a_second_signal_kills_at_once(up):
    one = up()
    _, work = one.ready("main", "work")
    os.kill(work, signal.SIGSTOP)

    one.process.send_signal(signal.SIGINT)
    one.until("brolly: stopping")
    time.sleep(2 * ONE_REQUEST_S)
    began = time.monotonic()

    assert one.stop(signal.SIGINT) == 130
    assert time.monotonic() - began < 2
    assert not is_alive(work)


def test_one_process_runs_by_itself(up, tmp_path):
    one = up('[processes.main]\napplications = ["echo", "worker"]\n', "--process", "main", "--run", str(tmp_path / "r"))
    one.until(f"main is ready at unix:{tmp_path}/r/main.sock")

    called = one.call(*SQUARE, "--address", f"unix:{tmp_path}/r/main.sock")

    assert called.stdout == '{"value": "49"}\n'
    assert one.stop(signal.SIGINT) == 130
    assert "Traceback" not in "".join(one.lines)


def test_an_address_in_the_topology_is_listened_on(up, tmp_path, topology):
    text = PAIR_WITH_CLIENT.replace('["worker"]', f'["worker"]\naddress = "unix:{tmp_path}/w.sock"')
    one = up(text)
    one.ready("main", "work")

    assert one.call(*SQUARE, "--topology", str(topology(text))).stdout == '{"value": "49"}\n'


def test_an_override_reaches_the_children(up, monkeypatch, tmp_path):
    monkeypatch.setenv("BROLLY_PROCESSES__WORK__ADDRESS", f"unix:{tmp_path}/w.sock")

    one = up()

    one.until(f"brolly: work runs worker at unix:{tmp_path}/w.sock")
    one.ready("main", "work")
    assert one.call(*SQUARE, "--address", f"unix:{tmp_path}/w.sock").stdout == '{"value": "49"}\n'


def test_a_folder_in_use_is_refused(up, tmp_path):
    one = up("[processes.main]\napplications = ['echo']", "--run", str(tmp_path / "r"))
    one.ready("main")
    other = up("[processes.main]\napplications = ['echo']", "--run", str(tmp_path / "r"))

    assert other.ended() == 2
    assert f"--run: the run of process {one.process.pid}" in other.lines[0]


def test_output_of_children_stands_behind_their_names(up):
    one = up(PAIR_WITH_CLIENT, "--logs", "json")
    one.ready("main", "work")

    assert one.call("Worker/Fail", '{"failure": "FAILURE_UNEXPECTED", "text": "boo"}').returncode == 1

    name, _, line = one.until("failed unexpectedly").partition(" | ")
    assert name == "work"
    assert json.loads(line)["level"] == "ERROR"

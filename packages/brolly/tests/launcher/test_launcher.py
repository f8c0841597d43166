import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest

from brolly.launcher import Exited, Killed, Program, Ready, Restarting, Started, StartFailed

SLEEPS = "lifeline.ready(); time.sleep(60)"


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    if sys.platform == "linux":
        return False
    return subprocess.run(["ps", "-p", str(pid)], capture_output=True, check=False).returncode == 0


def assert_gone(pids: list[int], within_s: float = 2.0) -> None:
    end = time.monotonic() + within_s
    while any(map(is_alive, pids)):
        assert time.monotonic() < end, f"still alive: {[pid for pid in pids if is_alive(pid)]}"
        time.sleep(0.01)


async def test_a_program_is_ready_when_it_says_so(program, watch):
    async with watch.launcher(program("time.sleep(0.2); lifeline.ready(); time.sleep(60)")) as launcher:
        await launcher.ready()

        assert [type(event) for event in watch.events] == [Started, Ready]
        assert watch.events[1].after_s >= 0.2


async def test_a_program_that_is_killed_is_started_again_at_once(program, watch):
    async with watch.launcher(program(SLEEPS)) as launcher:
        await launcher.ready()
        began = time.monotonic()
        os.kill(watch.events[0].pid, signal.SIGKILL)
        await watch.until(Ready, times=2)

        assert time.monotonic() - began < 2
        assert Exited("one", "signal SIGKILL", wanted=False) in watch.events
        assert Restarting("one", 0.0) in watch.events


async def test_a_program_that_keeps_dying_is_started_less_and_less(program, watch):
    async with watch.launcher(program("sys.exit(1)")):
        await watch.until(Restarting, times=3)

    assert [event.delay_s for event in watch.events if isinstance(event, Restarting)] == [0.0, 0.1, 0.2]
    assert watch.events[1] == Exited("one", "exit code 1", wanted=False)


async def test_a_configuration_error_at_the_first_start_is_reported(program, watch):
    async with watch.launcher(program(SLEEPS, "good"), program("sys.exit(2)", "bad")) as launcher:
        with pytest.raises(StartFailed, match="process 'bad' cannot start: exit code 2, a configuration error"):
            await launcher.wait()

    assert not [event for event in watch.events if isinstance(event, Restarting)]


async def test_a_configuration_error_shows_while_waiting_for_readiness(program, watch):
    async with watch.launcher(program("sys.exit(2)")) as launcher:
        with pytest.raises(StartFailed):
            await launcher.ready()


async def test_exit_code_2_later_is_a_death_like_any(program, watch):
    async with watch.launcher(program("lifeline.ready(); time.sleep(0.1); sys.exit(2)")):
        await watch.until(Ready, times=2)


async def test_what_cannot_be_executed_is_reported(watch):
    async with watch.launcher(Program(name="one", command=("/nowhere/python",))) as launcher:
        with pytest.raises(StartFailed, match="/nowhere/python cannot be executed: No such file"):
            await launcher.wait()


async def test_programs_stop_in_the_reverse_order_of_their_start(program, watch):
    async with watch.launcher(program(SLEEPS, "first"), program(SLEEPS, "second")) as launcher:
        await launcher.ready()

    stopped = [event for event in watch.events if isinstance(event, Exited)]
    assert stopped == [Exited(name, "signal SIGTERM", wanted=True) for name in ("second", "first")]


async def test_a_program_that_does_not_stop_is_killed_after_its_grace_time(program, watch):
    stubborn = program("signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPS, grace_s=0.2)

    async with watch.launcher(stubborn) as launcher:
        await launcher.ready()
        began = time.monotonic()
        await launcher.stop()

    assert 0.2 <= time.monotonic() - began < 2
    assert [type(event) for event in watch.events[-2:]] == [Killed, Exited]


async def test_a_program_is_stopped_while_it_starts(program, watch):
    async with watch.launcher(program("time.sleep(60)")):
        pass

    assert not [event for event in watch.events if isinstance(event, Restarting)]


async def test_what_a_program_has_started_is_killed_with_it(program, watch):
    source = """
    print(subprocess.Popen(["sleep", "60"]).pid)
    lifeline.ready()
    time.sleep(60)
    """
    async with watch.launcher(program(source)) as launcher:
        await launcher.ready()

    assert_gone([int(watch.stdout.getvalue().split(b"|")[1])])


async def test_output_comes_line_by_line_behind_the_name(program, watch):
    source = """
    sys.stdout.write("hel"); sys.stdout.flush(); time.sleep(0.05); print("lo"); print("to err", file=sys.stderr)
    sys.stdout.write("no end")
    lifeline.ready()
    time.sleep(60)
    """
    async with watch.launcher(program(source), program(SLEEPS, "longer")) as launcher:
        await launcher.ready()

    assert watch.stdout.getvalue() == b"one    | hello\none    | no end\n"
    assert watch.stderr.getvalue() == b"one    | to err\n"


async def test_much_output_holds_nobody_up(program, watch):
    source = "os.write(1, b'x' * 1_000_000 + b'\\n'); lifeline.ready(); time.sleep(60)"

    async with watch.launcher(program(source)) as launcher:
        await launcher.ready()

    assert watch.stdout.getvalue().count(b"x") == 1_000_000
    assert max(map(len, watch.stdout.getvalue().splitlines())) <= 16 * 1024 + len("one | ")


PARENT = """
import asyncio, os, sys
from brolly.launcher import Launcher, Program, Started

def told(event):
    if isinstance(event, Started):
        print(event.pid, flush=True)

async def run():
    programs = [Program(name=name, command=(sys.executable, *sys.argv[1:])) for name in ("a", "b")]
    async with Launcher(programs, observe=told) as launcher:
        await launcher.ready()
        print("ready", flush=True)
        await launcher.wait()

asyncio.run(run())
"""


@pytest.mark.parametrize("ready", [True, False], ids=["ready", "starting"])
def test_no_child_outlives_a_launcher_that_is_killed(program, tmp_path, ready):
    child = program("signal.signal(signal.SIGTERM, signal.SIG_IGN); " + (SLEEPS if ready else "time.sleep(60)"))
    (tmp_path / "parent.py").write_text(textwrap.dedent(PARENT))
    command = [sys.executable, tmp_path / "parent.py", *child.command[1:]]

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        pids = [int(parent.stdout.readline()) for _ in range(2)]
        if ready:
            assert parent.stdout.readline() == "ready\n"
        parent.kill()

    assert_gone(pids)


def test_a_child_that_finds_its_parent_gone_dies(program):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [*program("print('alive')").command, "--parent", "1", "--lifeline", str(theirs.fileno())]
        done = subprocess.run(command, pass_fds=[theirs.fileno()], capture_output=True, check=False)

    assert done.returncode == -signal.SIGKILL
    assert done.stdout == b""


def test_the_end_of_the_lifeline_ends_a_child_by_itself(program):
    """Where the kernel does not do it, as on macOS."""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [*program(SLEEPS).command, "--parent", str(os.getpid()), "--lifeline", str(theirs.fileno())]
        child = subprocess.Popen(command, pass_fds=[theirs.fileno()])
    with ours:
        assert ours.recv(6) == b"ready\n"
    assert child.wait(timeout=2) == -signal.SIGKILL

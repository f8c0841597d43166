"""The servers of a benchmark, ours and the peers', each in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["free_port", "ml_tools", "ours", "peer", "running", "spawned"]

_PEERS = Path(__file__).parent / "peers"
_STOP_S = 5.0


def ours(topology: Path, process: str, run: Path) -> list[str]:
    """Return the command that runs one process of a topology."""
    where = ["--process", process, "--run", str(run)]
    return [sys.executable, "-P", "-u", "-m", "brolly", "up", str(topology), *where]


def ml_tools(*arguments: str) -> list[str]:
    """Return a command of `ml-tools`."""
    return [str(Path(sys.executable).with_name("ml-tools")), *arguments]


def peer(name: str, *arguments: str) -> list[str]:
    """Return the command that runs one of `peers/`."""
    return [sys.executable, "-u", str(_PEERS / f"{name}.py"), *arguments]


@contextmanager
def spawned(command: Sequence[str]) -> Generator[subprocess.Popen[str]]:
    """Start a server, and stop it at the end."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextmanager
def running(command: Sequence[str]) -> Generator[str]:
    """Start a server and wait until it is ready; gives the line with which it says so."""
    with spawned(command) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        if not said:
            raise RuntimeError(f"the server ended before it was ready: {' '.join(command)}")
        yield said


def free_port() -> int:
    """Return a port of the loopback interface that nobody had a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

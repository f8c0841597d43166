"""Whole systems, started for real by `brolly up`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PAIR = """
[processes.main]
applications = ["echo"]
[processes.work]
applications = ["worker"]
"""


class Up:
    """One `brolly up`, and what it has said."""

    def __init__(self, topology: Path, state: Path, *options: str) -> None:
        self.state = state
        self.lines: list[str] = []
        command = [sys.executable, "-m", "brolly", "up", str(topology), "--state", str(state), *options]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def until(self, text: str, times: int = 1, within_s: float = 10.0) -> str:
        """Wait for a line, and return it."""
        end = time.monotonic() + within_s
        while len(found := [line for line in self.lines if text in line]) < times:
            assert time.monotonic() < end, f"{text!r} was not said:\n{''.join(self.lines)}"
            time.sleep(0.01)
        return found[times - 1]

    def ready(self, *processes: str, times: int = 1) -> list[int]:
        """Wait until processes are ready, and return their process ids."""
        lines = [self.until(f"brolly: {process} is ready", times) for process in processes]
        return [int(line.rpartition("process ")[2].rstrip(")\n")) for line in lines]

    def call(self, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run `brolly call` against it."""
        command = [sys.executable, "-m", "brolly", "call", "--state", str(self.state), *arguments]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal to its whole process group, as a terminal does, and return the exit code."""
        os.killpg(self.process.pid, number)
        return self.ended()

    def run_folder(self) -> Path | None:
        """Return the folder of its sockets, once it has said what runs where."""
        said = next((line for line in self.lines if " runs " in line and "/brolly-" in line), None)
        return None if said is None else Path(said.rpartition("unix:")[2].strip()).parent

    def ended(self) -> int:
        """Wait for its end, and return the exit code."""
        code = self.process.wait(15)
        self._reader.join(5)
        return code


@pytest.fixture
def topology(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a topology file."""

    def write(text: str) -> Path:
        file = tmp_path / "topology.toml"
        file.write_text(text)
        return file

    return write


@pytest.fixture
def up(tmp_path: Path, topology: Callable[[str], Path]) -> Iterator[Callable[..., Up]]:
    """Starts topologies; whatever still runs at the end is killed."""
    started: list[Up] = []

    def start(text: str = PAIR, *options: str, state: Path = tmp_path / "state") -> Up:
        started.append(Up(topology(text), state, *options))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            os.kill(one.process.pid, signal.SIGKILL)
            one.ended()
        assert one.process.stdout is not None
        one.process.stdout.close()
        if (folder := one.run_folder()) is not None:
            shutil.rmtree(folder, ignore_errors=True)  # a parent that was killed leaves it

import asyncio
import io
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from brolly.launcher import Event, Launcher, Program

PREAMBLE = """
import os, signal, subprocess, sys, time
from brolly.launcher.lifeline import Lifeline
lifeline = Lifeline(int(sys.argv[-3]), int(sys.argv[-1]))
"""


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Program]:
    """Writes a program that ties itself to the launcher and then does what its source says."""

    def write(source: str, name: str = "one", grace_s: float = 5.0) -> Program:
        file = tmp_path / f"{name}.py"
        file.write_text(PREAMBLE + textwrap.dedent(source))
        return Program(name=name, command=(sys.executable, "-u", str(file)), grace_s=grace_s)

    return write


class Watch:
    """Remembers the events of a launcher, and waits for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.stdout = io.BytesIO()
        self.stderr = io.BytesIO()
        self._more = asyncio.Event()

    def launcher(self, *programs: Program) -> Launcher:
        return Launcher(programs, observe=self._see, stdout=self.stdout, stderr=self.stderr)

    def _see(self, event: Event) -> None:
        self.events.append(event)
        self._more.set()

    async def until(self, kind: type[Event], times: int = 1):
        async with asyncio.timeout(10):
            while len(found := [event for event in self.events if isinstance(event, kind)]) < times:
                self._more.clear()
                await self._more.wait()
        return found[times - 1]


@pytest.fixture
async def watch() -> Watch:
    return Watch()

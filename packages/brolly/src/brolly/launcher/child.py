"""One run of one program, from exec to its end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress

from brolly.launcher.lifeline import READY
from brolly.launcher.output import Output, PrefixedLines
from brolly.launcher.program import Program

__all__ = ["Child"]

_OUTPUT_GRACE_S = 1.0


class Child:
    """A running program; make one with `start`."""

    def __init__(
        self, program: Program, process: Process, lifeline: socket.socket, outputs: tuple[Output, Output]
    ) -> None:
        self.program = program
        self.pid = process.pid
        self.started = time.monotonic()
        self._process = process
        self._lifeline = lifeline
        self._copies = [
            asyncio.create_task(PrefixedLines(program.name, output).copy(stream))
            for stream, output in zip((process.stdout, process.stderr), outputs, strict=True)
            if stream is not None
        ]

    @classmethod
    async def start(cls, program: Program, outputs: tuple[Output, Output]) -> Child:
        """Start a program in a session of its own, so that Ctrl-C reaches only the launcher.

        Args:
            program: What to start.
            outputs: Where its standard output and its standard error go.

        Raises:
            OSError: It cannot be executed.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            ours.settimeout(0)
            ties = ("--parent", str(os.getpid()), "--lifeline", str(theirs.fileno()))
            try:
                process = await asyncio.create_subprocess_exec(
                    *program.command,
                    *ties,
                    stdin=DEVNULL,
                    stdout=PIPE,
                    stderr=PIPE,
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,
                )
            except BaseException:
                ours.close()
                raise
        return cls(program, process, ours, outputs)

    async def until_ready(self) -> bool:
        """Wait until it says that it is ready; False when it ends or closes its lifeline before."""
        said = b""
        while READY not in said:
            try:
                chunk = await asyncio.get_running_loop().sock_recv(self._lifeline, len(READY))
            except OSError:
                return False
            if not chunk:
                return False
            said += chunk
        return True

    async def ended(self) -> int:
        """Wait for its end; return the code, negative for a signal, when all of its output is through."""
        code = await self._process.wait()
        self.kill()  # what it started itself, and left behind
        _, left = await asyncio.wait(self._copies, timeout=_OUTPUT_GRACE_S)
        for copy in left:
            copy.cancel()
        return code

    def close(self) -> None:
        """Let go of its lifeline; a child that is still alive dies of it."""
        self._lifeline.close()

    def terminate(self) -> None:
        """Ask it to stop."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it and everything in its session's process group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

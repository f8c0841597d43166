"""One run of one program, from exec to its end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from asyncio.subprocess import DEVNULL, Process
from contextlib import ExitStack, suppress

from brolly.launcher.lifeline import READY
from brolly.launcher.output import Output, OutputPipe
from brolly.launcher.program import Program

__all__ = ["Child"]

_OUTPUT_GRACE_S = 1.0


class Child:
    """A running program; make one with `start`."""

    def __init__(self, process: Process, lifeline: socket.socket, copies: list[asyncio.Task[None]]) -> None:
        self.pid = process.pid
        self.started = time.monotonic()
        self._process = process
        self._lifeline = lifeline
        self._copies = copies

    @classmethod
    async def start(cls, program: Program, outputs: tuple[Output, Output]) -> Child:
        """Start a program in a session of its own, so that Ctrl-C reaches only the launcher.

        Args:
            program: What to start.
            outputs: Where its standard output and its standard error go.

        Raises:
            OSError: It cannot be executed.
        """
        with ExitStack() as failed, ExitStack() as theirs:
            # Pipes of our own: with asyncio's, the end of a program shows only when all that it started, and that
            # hold its output open, have ended too.
            pipes = [theirs.enter_context(OutputPipe(program.name, output)) for output in outputs]
            ours, lifeline = socket.socketpair()
            failed.callback(ours.close)
            theirs.callback(lifeline.close)
            ours.settimeout(0)
            process = await asyncio.create_subprocess_exec(
                *program.command,
                *("--parent", str(os.getpid()), "--lifeline", str(lifeline.fileno())),
                stdin=DEVNULL,
                stdout=pipes[0].end,
                stderr=pipes[1].end,
                pass_fds=(lifeline.fileno(),),
                start_new_session=True,
            )
            failed.pop_all()
            return cls(process, ours, [asyncio.create_task(pipe.copy()) for pipe in pipes])

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

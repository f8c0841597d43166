"""Tells a command that it is to stop."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable

__all__ = ["ONE_REQUEST_S", "StopRequest"]

ONE_REQUEST_S = 0.3
"""Signals this close are one: the terminal's, and the same passed on by a program around this one."""


class StopRequest:
    """Waits for SIGINT, SIGTERM or SIGHUP; make it inside the event loop, before anything is started."""

    def __init__(self, again: Callable[[], None] | None = None) -> None:
        """Take the signals over.

        Args:
            again: Called when a second one comes.
        """
        self.signal: signal.Signals | None = None
        """The first one that came."""
        self._came_at = 0.0
        self._came = asyncio.Event()
        self._again = again
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup has it ignored
                loop.add_signal_handler(number, self._take, number)

    async def wait(self) -> None:
        """Wait for the first signal."""
        await self._came.wait()

    @property
    def exit_code(self) -> int:
        """What a command that was stopped so returns: 130 after Ctrl-C, else 0."""
        return 130 if self.signal is signal.SIGINT else 0

    def _take(self, number: signal.Signals) -> None:
        now = time.monotonic()
        if self.signal is None:
            self.signal = number
            self._came_at = now
            self._came.set()
        elif self._again is not None and now - self._came_at > ONE_REQUEST_S:
            self._again()

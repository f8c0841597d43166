"""What the launcher is given: which programs to run, and what it says of them."""

from __future__ import annotations

import signal
from collections.abc import Callable

import msgspec

__all__ = [
    "CONFIGURATION_ERROR",
    "Event",
    "Exited",
    "Killed",
    "Observer",
    "Program",
    "Ready",
    "Restarting",
    "StartFailed",
    "Started",
    "reason_of",
]

CONFIGURATION_ERROR = 2
"""The exit code of a program that cannot work as it is configured: starting it again would not help."""


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """One program to keep running; it is called with `--parent PID --lifeline FD` behind its arguments."""

    name: str
    """Stands before each line of its output."""
    command: tuple[str, ...]
    """The executable and its arguments."""
    grace_s: float = 10.0
    """Seconds from SIGTERM until it is killed."""


class Event(msgspec.Struct, frozen=True):
    """Something that happened to a program."""

    name: str
    """The program's."""


class Started(Event, frozen=True):
    """It was started, and is not ready yet."""

    pid: int


class Ready(Event, frozen=True):
    """It said that it is ready."""

    pid: int
    after_s: float
    """Since it was started."""


class Exited(Event, frozen=True):
    """It has ended."""

    reason: str
    """The exit code or the signal, in words."""
    wanted: bool
    """True when the launcher had told it to."""


class Restarting(Event, frozen=True):
    """It will be started again."""

    delay_s: float
    """From now; 0 means at once."""


class Killed(Event, frozen=True):
    """It did not stop within its grace time, and was killed."""


class StartFailed(Exception):
    """A program cannot work as it is configured, or cannot be executed at all."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"process {name!r} cannot start: {reason}")
        self.name = name
        self.reason = reason


Observer = Callable[[Event], None]
"""Is told every event, in the order in which they happen."""


def reason_of(code: int) -> str:
    """Say in words how a program ended, from the return code as the standard library gives it."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"

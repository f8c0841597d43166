"""Counters: how often a method was called, how often it failed, and how long it took."""

from __future__ import annotations

import msgspec

__all__ = ["SAMPLED_AFTER", "Count", "Counter"]

SAMPLED_AFTER = 1024
"""Calls after which only every sixteenth is timed, and counted sixteenfold: a clock read costs as much as a call."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """What one side of one method has seen since its System started."""

    method: str
    """Full name of the method, as in `brolly.testing.v1.Worker/Square`."""
    where: str
    """`local` where the implementation runs, `remote` where a caller in another process waits."""
    calls: int
    errors: int
    """Calls that ended with an error; those cancelled by their caller are not among them."""
    seconds: float
    """Time in calls that have ended, waiting included; an estimate once a method was called over 1,024 times."""


class Counter:
    """The running numbers of one side of one method."""

    __slots__ = ("calls", "errors", "method", "seconds", "where")

    def __init__(self, method: str, where: str) -> None:
        self.method = method
        self.where = where
        self.calls = 0
        self.errors = 0
        self.seconds = 0.0

    def read(self) -> Count:
        return Count(method=self.method, where=self.where, calls=self.calls, errors=self.errors, seconds=self.seconds)

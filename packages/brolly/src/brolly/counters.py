"""Counters: how often a method was called, how often it failed, and how long it took."""

from __future__ import annotations

from typing import Final

import msgspec

__all__ = ["Count", "Counter"]

_SAMPLED_AFTER: Final = 1024
_SAMPLE_MASK: Final = 63


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
    """The running numbers of one side of one method.

    Reading the clock twice costs as much as a call. So once a method was called often, only one call in 64 is
    timed, and its time counted 64-fold.
    """

    __slots__ = ("calls", "errors", "mask", "method", "seconds", "where")

    def __init__(self, method: str, where: str) -> None:
        self.method = method
        self.where = where
        self.calls = 0
        self.errors = 0
        self.seconds = 0.0
        self.mask = 0
        """A call is timed when its number has none of these bits."""

    def add(self, seconds: float) -> None:
        """Add the time of a call that was to be timed."""
        self.seconds += seconds * (self.mask + 1)
        if self.calls > _SAMPLED_AFTER:
            self.mask = _SAMPLE_MASK

    def read(self) -> Count:
        return Count(method=self.method, where=self.where, calls=self.calls, errors=self.errors, seconds=self.seconds)

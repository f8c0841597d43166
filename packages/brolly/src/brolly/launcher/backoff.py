"""How long to wait before a program that died is started again."""

from __future__ import annotations

__all__ = ["Backoff"]

FIRST_S = 0.1
LONGEST_S = 5.0
HEALTHY_S = 10.0


class Backoff:
    """Not at all the first time, then 0.1 s, doubling to 5 s; 10 s of life make it forget."""

    def __init__(self) -> None:
        self._next_s = 0.0

    def after(self, lived_s: float) -> float:
        """Return the seconds to wait, given how long the program lived."""
        if lived_s >= HEALTHY_S:
            self._next_s = 0.0
        delay_s = self._next_s
        self._next_s = min(LONGEST_S, max(FIRST_S, 2 * delay_s))
        return delay_s

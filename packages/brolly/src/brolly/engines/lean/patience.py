"""How much a peer may send that costs it nothing and us something: pings, resets, settings, empty frames."""

from __future__ import annotations

from time import monotonic
from typing import Final

from brolly.engines.lean.faults import ConnectionFault
from brolly.engines.lean.frames import Code

__all__ = ["Patience"]

_MOST: Final = 2000.0
_PER_SECOND: Final = 500.0


class Patience:
    """A store that each such frame takes from and time fills again; an honest peer never empties it.

    What it keeps out: floods of PING, SETTINGS, RST_STREAM (rapid reset, CVE-2023-44487), CONTINUATION and empty DATA.
    """

    __slots__ = ("_left", "_since")

    def __init__(self) -> None:
        self._left = _MOST
        self._since = monotonic()

    def spend(self, what: str) -> None:
        """Take one.

        Raises:
            ConnectionFault: Nothing is left.
        """
        self._left -= 1.0
        if self._left > 0.0:
            return
        now = monotonic()
        self._left = min(_MOST, self._left + (now - self._since) * _PER_SECOND)
        self._since = now
        if self._left <= 0.0:
            raise ConnectionFault(Code.ENHANCE_YOUR_CALM, f"too many of {what}")

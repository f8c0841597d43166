"""How far a comparison is."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

__all__ = ["Observer", "Progress"]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """A step that has begun, and the steps that are done."""

    step: str
    """What is done now, in words."""
    service: str
    """The service that does it."""
    done: int
    total: int
    """0 while it is not known."""


Observer = Callable[[Progress], None]
"""Is told each step when it begins."""

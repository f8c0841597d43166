"""Bounds on what callers may ask for."""

from __future__ import annotations

import brolly

__all__ = ["check_between", "shown"]

_LONGEST = 60


def check_between(where: str, value: int, least: int, most: int) -> int:
    """Return a number that a caller has given.

    Raises:
        brolly.InvalidArgument: It is out of its bounds.
    """
    if not least <= value <= most:
        raise brolly.InvalidArgument(f"{where}: expected {least:,} to {most:,}, got {value}")
    return value


def shown(text: str) -> str:
    """Return a text in quotes, for a message: on one line, and cut when it is long."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "...")

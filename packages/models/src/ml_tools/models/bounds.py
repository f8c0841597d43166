"""Bounds on what callers may ask for."""

from __future__ import annotations

import math

import brolly

__all__ = ["check_between", "check_from_zero", "check_inside", "check_positive", "check_share", "shown"]

_LONGEST = 60


def check_between(where: str, value: int, least: int, most: int) -> int:
    """Return a number that a caller has given.

    Raises:
        brolly.InvalidArgument: It is out of its bounds.
    """
    if not least <= value <= most:
        raise brolly.InvalidArgument(f"{where}: expected {least:,} to {most:,}, got {value}")
    return value


def check_from_zero(where: str, value: float) -> float:
    """Return a number that a caller has given; raise `brolly.InvalidArgument` unless it is finite and 0 or more."""
    if not 0.0 <= value < math.inf:
        raise brolly.InvalidArgument(f"{where}: expected a number from 0 up, got {value}")
    return value


def check_positive(where: str, value: float) -> float:
    """Return a number that a caller has given; raise `brolly.InvalidArgument` unless it is finite and above 0."""
    if not 0.0 < value < math.inf:
        raise brolly.InvalidArgument(f"{where}: expected a number above 0, got {value}")
    return value


def check_share(where: str, value: float) -> float:
    """Return a number that a caller has given; raise `brolly.InvalidArgument` unless it is above 0 and up to 1."""
    if not 0.0 < value <= 1.0:
        raise brolly.InvalidArgument(f"{where}: expected a number above 0 and up to 1, got {value}")
    return value


def check_inside(where: str, value: float) -> float:
    """Return a number that a caller has given; raise `brolly.InvalidArgument` unless it is above 0 and below 1."""
    if not 0.0 < value < 1.0:
        raise brolly.InvalidArgument(f"{where}: expected a number above 0 and below 1, got {value}")
    return value


def shown(text: str) -> str:
    """Return a text in quotes, for a message: on one line, and cut when it is long."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "...")

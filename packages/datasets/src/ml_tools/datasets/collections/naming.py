"""What a collection may be called, and which names are nearly the same."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Final

import brolly

__all__ = ["MAX_NAME", "check_name", "did_you_mean", "is_name", "near", "shown"]

MAX_NAME: Final = 100
_NAME: Final = re.compile(rf"[a-z][a-z0-9_-]{{0,{MAX_NAME - 1}}}")


def is_name(text: str) -> bool:
    """Tell whether a collection may be called so."""
    return _NAME.fullmatch(text) is not None


def check_name(name: str, field: str = "name") -> None:
    """Raise `InvalidArgument`, which names the field, when no collection may be called so."""
    if not is_name(name):
        expected = f"a lower-case letter, then at most {MAX_NAME - 1} of a-z, 0-9, _ and -"
        raise brolly.InvalidArgument(f"{field}: expected {expected}, got {shown(name)}")


def near(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return at most three of the known names that are nearly the same, the nearest first; it takes its time."""
    if len(name) > 2 * MAX_NAME:
        return ()
    lower: dict[str, str] = {}
    for one in known:
        lower.setdefault(one.lower()[: 2 * MAX_NAME], one)
    return tuple(lower[found] for found in difflib.get_close_matches(name.lower(), lower, n=3))


def did_you_mean(names: Sequence[str]) -> str:
    """Return what to put behind a message that tells of an unknown name; empty when there is nothing to propose."""
    return f"; did you mean {' or '.join(shown(name) for name in names)}?" if names else ""


def shown(text: str) -> str:
    """Return a text as a message shows it: quoted, and not longer than a name may be."""
    return repr(text if len(text) <= MAX_NAME else text[: MAX_NAME - 3] + "...")

"""Notes: what was left out and why, in words."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["counted", "shortened"]

_MOST_NOTES = 100


def counted(number: int, one: str, many: str) -> str:
    """Return a number with what it counts, as `1 row` and `1,200 rows`."""
    return f"{number:,} {one if number == 1 else many}"


def shortened(notes: Sequence[str]) -> tuple[str, ...]:
    """Return notes, of very many only the first."""
    if len(notes) <= _MOST_NOTES:
        return tuple(notes)
    return (*notes[:_MOST_NOTES], f"and {len(notes) - _MOST_NOTES:,} more such notes")

"""What a profile says of columns, in words for people."""

from __future__ import annotations

from datetime import datetime

from ml_tools.datasets_interface import (
    ColumnKind,
    ColumnProfile,
    FindingKind,
    NumberValues,
    Profile,
    TextValues,
    TimeValues,
)
from ml_tools.main.numerals import as_share

__all__ = ["identifiers", "in_words"]

_SHOWN_LEVELS = 3


def identifiers(profile: Profile) -> tuple[str, ...]:
    """Return the columns that are likely to name the row."""
    return tuple(name for one in profile.findings if one.kind is FindingKind.IDENTIFIER for name in one.columns)


def in_words(column: ColumnProfile) -> str:
    """Return what the values of a column are, but for numbers, which have quantiles."""
    match column.values:
        case NumberValues(mean=mean) if column.kind is ColumnKind.BOOLEAN:
            return f"true {as_share(mean)}"
        case TextValues(levels=levels):
            shown = ", ".join(f"{level.value} {as_share(level.share)}" for level in levels[:_SHOWN_LEVELS])
            return f"{shown}, ..." if column.distinct_count > _SHOWN_LEVELS else shown
        case TimeValues(first=first, last=last):
            return f"{_moment(first)} to {_moment(last)}"
        case _:
            return ""


def _moment(value: datetime) -> str:
    return f"{value:%Y-%m-%d}" if (value.hour, value.minute, value.second) == (0, 0, 0) else f"{value:%Y-%m-%d %H:%M}"

"""A profile for programs."""

from __future__ import annotations

import msgspec

from ml_tools.datasets_interface import (
    ColumnProfile,
    Correlation,
    NumberValues,
    TextValues,
    TimeValues,
)
from ml_tools.main.profiling.profiling import Profiled

__all__ = ["ColumnSummary", "FindingSummary", "ProfileSummary", "summarized"]


class ColumnSummary(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A column; at most one of the last three is there."""

    name: str
    kind: str
    """`number`, `boolean`, `text`, `time` or `other`."""
    missing_count: int
    distinct_count: int
    distinct_is_exact: bool
    numbers: NumberValues | None = None
    """Of truths, too, as 0 and 1."""
    texts: TextValues | None = None
    times: TimeValues | None = None


class FindingSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What one should know before a model is fitted."""

    kind: str
    """`leakage`, `identifier`, `constant` and so on."""
    columns: tuple[str, ...]
    message: str


class ProfileSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers for programs; its JSON form is promised to stay."""

    source: str
    rows: int
    sampled_rows: int
    """How many rows quantiles, bins, levels and correlations are of."""
    target: str | None
    target_is_guessed: bool
    columns: tuple[ColumnSummary, ...]
    correlations: tuple[Correlation, ...]
    """The strongest first."""
    findings: tuple[FindingSummary, ...]
    """The gravest first."""
    notes: tuple[str, ...]


def summarized(profiled: Profiled) -> ProfileSummary:
    """Return the numbers of a profile."""
    profile = profiled.profile
    return ProfileSummary(
        source=profiled.source,
        rows=profile.row_count,
        sampled_rows=profile.sampled_rows,
        target=profile.target,
        target_is_guessed=profiled.is_guessed,
        columns=tuple(map(_column, profile.columns)),
        correlations=profile.correlations,
        findings=tuple(
            FindingSummary(kind=one.kind.name.lower(), columns=one.columns, message=one.message)
            for one in profile.findings
        ),
        notes=profiled.notes,
    )


def _column(column: ColumnProfile) -> ColumnSummary:
    values = column.values
    return ColumnSummary(
        name=column.name,
        kind=column.kind.name.lower(),
        missing_count=column.missing_count,
        distinct_count=column.distinct_count,
        distinct_is_exact=column.distinct_is_exact,
        numbers=values if isinstance(values, NumberValues) else None,
        texts=values if isinstance(values, TextValues) else None,
        times=values if isinstance(values, TimeValues) else None,
    )

"""What is known of the values of a column: its totals, and how they are distributed in the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ml_tools.datasets.arrow import compute
from ml_tools.datasets.profiles.totals import NumberTotals, TextTotals, TimeTotals, Totals, as_numbers, as_texts
from ml_tools.datasets_interface import (
    Bin,
    ColumnProfile,
    Level,
    NumberValues,
    Quantiles,
    TextValues,
    TimeValues,
    UnknownValues,
)

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["column_profile"]

_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
_FENCE = 1.5
_MOST_BINS = 30
_MOST_LEVELS = 20
_LONGEST_LEVEL = 200


def column_profile(name: str, totals: Totals, sampled: ChunkedArray) -> ColumnProfile:
    """Describe a column.

    Args:
        name: Its name.
        totals: Of all rows.
        sampled: Its values in the sample.
    """
    return ColumnProfile(
        name=name,
        kind=totals.kind,
        missing_count=totals.missing_count,
        distinct_count=totals.distinct.count,
        distinct_is_exact=totals.distinct.is_exact,
        values=_values(totals, sampled),
    )


def _values(totals: Totals, sampled: ChunkedArray) -> NumberValues | TextValues | TimeValues | UnknownValues:
    match totals:
        case NumberTotals(count=count) if count:
            return _numbers(totals, as_numbers(sampled))
        case TextTotals(longest=longest) if longest >= 0:
            return TextValues(levels=_levels(as_texts(sampled)), shortest=totals.shortest, longest=longest)
        case TimeTotals(first=first, last=last) if first and last:
            return TimeValues(first=first, last=last)
        case _:
            return UnknownValues()


def _numbers(totals: NumberTotals, sampled: NDArray[np.float64]) -> NumberValues:
    finite = sampled[np.isfinite(sampled)]
    if not len(finite):  # so few that none was drawn
        finite = np.array([totals.min, totals.max])
    low, lower, median, upper, high = (float(each) for each in np.quantile(finite, _SHARES))
    fence = _FENCE * (upper - lower)
    outliers = int(np.count_nonzero((finite < lower - fence) | (finite > upper + fence)))
    return NumberValues(
        min=totals.min,
        max=totals.max,
        mean=totals.mean,
        std=totals.std,
        quantiles=Quantiles(q05=low, q25=lower, median=median, q75=upper, q95=high),
        zero_count=totals.zero_count,
        infinite_count=totals.infinite_count,
        outlier_share=outliers / len(finite),
        histogram=_histogram(finite, totals),
        are_whole=totals.are_whole,
    )


def _histogram(finite: NDArray[np.float64], totals: NumberTotals) -> tuple[Bin, ...]:
    """Return bins of one width between the extremes: by Sturges' rule and that of Freedman and Diaconis, 30 at most."""
    if totals.min == totals.max:
        return (Bin(low=totals.min, high=totals.max, share=1.0),)
    half = totals.max / 2 - totals.min / 2  # the whole may overflow
    lower, upper = np.quantile(finite, (0.25, 0.75)) / 2
    width = 2 * (upper - lower) / len(finite) ** (1 / 3)
    wanted = max(np.log2(len(finite)) + 1, half / width if width else 1.0)
    bins = int(min(max(1, np.ceil(wanted)), _MOST_BINS, max(2, totals.distinct.count)))
    share = np.arange(bins + 1) / bins
    edges = totals.min * (1.0 - share) + totals.max * share
    edges[-1] = totals.max
    if not np.all(np.diff(edges) > 0):  # numbers so near each other that none lies between
        edges = np.array([totals.min, totals.max])
    place = np.clip(np.searchsorted(edges, finite, side="right") - 1, 0, len(edges) - 2)
    shares = np.bincount(place, minlength=len(edges) - 1) / len(finite)
    return tuple(
        Bin(low=float(low), high=float(high), share=float(share))
        for low, high, share in zip(edges[:-1], edges[1:], shares, strict=True)
    )


def _levels(texts: ChunkedArray) -> tuple[Level, ...]:
    known = texts.drop_null()
    counted: Any = compute.value_counts(known)
    table: Any = pa.Table.from_arrays([counted.field("values"), counted.field("counts")], ["value", "count"])
    commonest = table.sort_by([("count", "descending"), ("value", "ascending")]).slice(0, _MOST_LEVELS)
    return tuple(
        Level(value=row["value"][:_LONGEST_LEVEL], share=row["count"] / len(known)) for row in commonest.to_pylist()
    )

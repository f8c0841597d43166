"""Histogram: how the values of a column are distributed."""

from __future__ import annotations

import altair as alt
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.visualization.axes import names_axis, numeric_axis
from ml_tools.utils.visualization.clouds import domain
from ml_tools.utils.visualization.columns import Numbers, are_numbers, column_of, levels_of, numbers_of
from ml_tools.utils.visualization.labels import cleaned, counted, number, share
from ml_tools.utils.visualization.plots import BLUE, INK, Plot, Words, finish, rows_of

__all__ = ["binned", "plot_histogram"]

_MOST_BINS = 50
_MOST_LEVELS = 20
_WIDTH, _HEIGHT = 520, 280


def plot_histogram(table: pa.Table, column: str, title: str | None) -> Plot:
    """Return a chart of how many rows have numbers of which range, or which of the commonest texts.

    Raises:
        brolly.InvalidArgument: The column is not there, holds what is neither, or nothing.
    """
    if are_numbers(column_of(table, column).type):
        return _of_numbers(numbers_of(table, column), cleaned(column), title)
    return _of_levels(table, column, title)


def binned(values: Numbers, most: int) -> tuple[Numbers, Numbers]:
    """Return how many numbers are in each bin, and the edges of the bins, which are of one width.

    Args:
        values: `(rows,)`, one at least, all finite; a rare few far away are in no bin.
        most: So many bins at most; as many as the rule of Freedman and Diaconis or that of Sturges asks for.
    """
    different = np.unique(values[:1000])
    if len(different) == 1 and np.all(values == different[0]):
        low, high = domain(values)
        return np.array([float(len(values))]), np.array([low, high])
    low, high = domain(values)
    kept = values[(low <= values) & (values <= high)]
    lower, upper = np.quantile(kept, (0.25, 0.75))
    width = 2 * (upper - lower) / len(kept) ** (1 / 3)
    wanted = max(np.log2(len(kept)) + 1, (high - low) / width if width > 1e-300 else 1.0)
    edges = np.linspace(low, high, int(min(np.ceil(wanted), most)) + 1)
    if not np.all(np.diff(edges) > 0):  # numbers so near each other that none lies between
        edges = np.array([low, high])
    place = np.clip(np.searchsorted(edges, kept, side="right") - 1, 0, len(edges) - 2)
    return np.bincount(place, minlength=len(edges) - 1).astype(np.float64), edges


def _of_numbers(values: Numbers, name: str, title: str | None) -> Plot:
    finite = values[np.isfinite(values)]
    if not len(finite):
        raise brolly.InvalidArgument(f"table: expected numbers in the column {name!r}, got none that is finite")
    counts, edges = binned(finite, _MOST_BINS)
    across = alt.X("low", type="quantitative", title=name, axis=numeric_axis(edges[0], edges[-1]))
    up = alt.Y("rows", type="quantitative", title="rows", axis=numeric_axis(float(counts.max())))
    bars = alt.Chart(alt.NamedData("bins")).mark_bar(color=BLUE, binSpacing=1)
    chart = alt.LayerChart(
        layer=[bars.encode(x=across.scale(zero=False, nice=False), x2="high", y=up, y2=alt.datum(0))]
    )
    low, middle, high = np.quantile(finite, (0.05, 0.5, 0.95)).tolist()
    said = f"{counted(len(finite), 'row', 'rows')}: median {number(middle)}"
    said += f", nine in ten between {number(low)} and {number(high)}"
    said += _more(len(finite) - int(counts.sum()), len(values) - len(finite))
    words = Words(title=title or f"Distribution of {name}", subtitle=said, alt_text=f"Distribution of {name}: {said}.")
    rows = rows_of(low=edges[:-1], high=edges[1:], rows=counts)
    return finish(chart, words, (_WIDTH, _HEIGHT), {"bins": rows})


def _of_levels(table: pa.Table, column: str, title: str | None) -> Plot:
    levels, name = levels_of(table, column, _MOST_LEVELS), cleaned(column)
    counts = np.bincount(levels.codes[levels.codes >= 0], minlength=len(levels.labels))
    if not len(counts):
        raise brolly.InvalidArgument(f"table: expected values in the column {name!r}, got none")
    across = alt.X("rows", type="quantitative", title="rows", axis=numeric_axis(float(counts.max())))
    scale = alt.Scale(domain=levels.labels)
    up = alt.Y("level", type="nominal", sort=None, scale=scale, title=None, axis=names_axis(INK))
    bars = alt.Chart(alt.NamedData("levels")).mark_bar(color=BLUE, height={"band": 0.62}, cornerRadiusEnd=2)
    chart = alt.LayerChart(layer=[bars.encode(x=across, y=up)])
    total = int(counts.sum()) + levels.other_count
    said = f"{counted(total, 'row', 'rows')}: {levels.labels[0]} {share(counts[0] / total)}"
    said += f"; {counted(levels.other_count, 'row has', 'rows have')} other texts" if levels.other_count else ""
    said += _more(0, table.num_rows - total)
    words = Words(title=title or f"Distribution of {name}", subtitle=said, alt_text=f"Distribution of {name}: {said}.")
    return finish(chart, words, (_WIDTH, alt.Step(26)), {"levels": rows_of(level=levels.labels, rows=counts)})


def _more(outside: int, missing: int) -> str:
    said = f"; {outside:,} outside of the picture" if outside else ""
    return said + (f"; {counted(missing, 'row', 'rows')} without a value" if missing else "")

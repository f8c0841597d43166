"""Correlation: how strongly each pair of columns of numbers is related."""

from __future__ import annotations

import itertools

import altair as alt
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.visualization.columns import Numbers, are_numbers, numbers_of
from ml_tools.utils.visualization.labels import counted, distinct, signed
from ml_tools.utils.visualization.plots import INK, Plot, Rows, Words, finish

__all__ = ["plot_correlation"]

_MOST = 30
_SIDE = 420
_DARK = 0.6
_DIVERGING = ["#B35806", "#F7F7F7", "#2166AC"]
"""Brown to blue, which everybody can tell apart."""


def plot_correlation(table: pa.Table, title: str | None) -> Plot:
    """Return a chart of Pearson's correlation of each pair, over the rows that have both.

    Raises:
        brolly.InvalidArgument: There are fewer than two columns of numbers that vary.
    """
    fit = [name for name, kind in zip(table.schema.names, table.schema.types, strict=True) if are_numbers(kind)]
    columns = {name: numbers_of(table, name) for name in fit if table.column_names.count(name) == 1}
    varying = {name: values for name, values in columns.items() if _varies(values)}
    if len(varying) < 2:
        raise brolly.InvalidArgument(f"table: expected two columns of numbers that vary, got {len(varying)}")
    shown = dict(itertools.islice(varying.items(), _MOST))
    labels, matrix = distinct(shown), _matrix(list(shown.values()))
    side = max(16, min(64, _SIDE // len(labels)))
    words = _words(labels, matrix, len(varying), title)
    size, cells = alt.Step(side), _cells(labels, matrix, side)
    return finish(_chart(labels, side), words, (size, size), {"cells": cells})


def _varies(values: Numbers) -> bool:
    finite = values[np.isfinite(values)]
    return len(finite) > 1 and bool(np.ptp(finite) > 0)


def _matrix(columns: list[Numbers]) -> Numbers:
    """Return the coefficients, `(columns, columns)`; NaN where there are too few rows in common."""
    values = np.column_stack([each / np.nanmax(np.abs(each)) for each in columns])
    known = np.isfinite(values)
    filled, present = np.where(known, values - np.nanmean(values, axis=0), 0.0), known.astype(float)
    count, sums = present.T @ present, filled.T @ present
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.square(filled).T @ present - np.square(sums) / count
        matrix = (filled.T @ filled - sums * sums.T / count) / np.sqrt(variance * variance.T)
    return np.clip(np.where(count > 2, matrix, np.nan), -1, 1)


def _chart(labels: list[str], side: int) -> alt.LayerChart:
    scale = alt.Scale(domain=labels)
    below = alt.Axis(labelAngle=-40, labelLimit=140, domain=False, ticks=False, grid=False)
    beside = alt.Axis(labelLimit=160, domain=False, ticks=False, grid=False)
    across = alt.X("right", type="nominal", sort=None, scale=scale, axis=below, title=None)
    up = alt.Y("left", type="nominal", sort=None, scale=scale, axis=beside, title=None)
    cells = alt.Chart(alt.NamedData("cells")).encode(x=across, y=up)
    colour = alt.Color(
        "value",
        type="quantitative",
        title="correlation",
        scale=alt.Scale(domain=[-1, 0, 1], range=_DIVERGING),
        legend=alt.Legend(gradientLength=140, tickCount=5),
    )
    squares = cells.mark_rect(stroke="#FFFFFF", strokeWidth=1).encode(color=colour)
    ink = alt.Color("ink", type="nominal", scale=None)
    numbers = cells.mark_text(fontSize=11 if side >= 36 else 8).encode(text="text:N", color=ink)
    return alt.LayerChart(layer=[squares, numbers], resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent")))


def _cells(labels: list[str], matrix: Numbers, side: int) -> Rows:
    size = range(len(labels))
    return [
        {
            "left": labels[row],
            "right": labels[column],
            "value": float(matrix[row, column]) if np.isfinite(matrix[row, column]) else None,
            "text": signed(f"{matrix[row, column]:.2f}") if side >= 24 and np.isfinite(matrix[row, column]) else "",
            "ink": "#FFFFFF" if abs(matrix[row, column]) > _DARK else INK,
        }
        for row, column in itertools.product(size, size)
    ]


def _words(labels: list[str], matrix: Numbers, given: int, title: str | None) -> Words:
    left, right = np.triu_indices(len(labels), k=1)
    strength = np.nan_to_num(np.abs(matrix[left, right]))
    first = np.argsort(-strength, kind="stable")[:3]
    pairs = "; ".join(
        f"{labels[left[each]]} and {labels[right[each]]} {signed(f'{matrix[left[each], right[each]]:.2f}')}"
        for each in first
    )
    some = f"the first {len(labels)} of " if len(labels) < given else ""
    said = f"{some}{counted(given, 'column', 'columns')} of numbers; Pearson's coefficient"
    return Words(title=title or "Correlation", subtitle=said, alt_text=f"Strongest correlations: {pairs} ({said}).")

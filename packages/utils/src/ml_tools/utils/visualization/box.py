"""Box plot: the quartiles of a column, for each level of another."""

from __future__ import annotations

import altair as alt
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.visualization.axes import names_axis, numeric_axis
from ml_tools.utils.visualization.columns import Levels, Numbers, levels_of, numbers_of
from ml_tools.utils.visualization.labels import cleaned, counted, number
from ml_tools.utils.visualization.plots import BLUE, INK, SKY, Plot, Rows, Words, finish, rows_of

__all__ = ["plot_box"]

_MOST_LEVELS = 20
_MOST_DOTS = 30
"""Outliers of a box that are drawn; the farthest, and others evenly."""
_FENCE = 1.5
_WIDTH = 440


def plot_box(table: pa.Table, column: str, by: str | None, title: str | None) -> Plot:
    """Return a chart of the quartiles, of whiskers to the farthest numbers within 1.5 times their range, and of others.

    Raises:
        brolly.InvalidArgument: A column is not there, not of numbers or levels, or no row has both.
    """
    values = numbers_of(table, column)
    levels = _all_rows(len(values)) if by is None else levels_of(table, by, _MOST_LEVELS)
    parts = [values[(levels.codes == code) & np.isfinite(values)] for code in range(len(levels.labels))]
    labels = [label for label, part in zip(levels.labels, parts, strict=True) if len(part)]
    parts = [part for part in parts if len(part)]
    if not parts:
        raise brolly.InvalidArgument(f"table: expected a row with a number in {column[:60]!r}, got none")
    boxes, dots = _boxes(labels, parts)
    name = cleaned(column)
    words = _words(name, None if by is None else cleaned(by), labels, parts, title)
    chart = _chart(name, labels, float(max(np.abs(part).max() for part in parts)))
    return finish(chart, words, (_WIDTH, alt.Step(34)), {"boxes": boxes, "dots": dots})


def _all_rows(count: int) -> Levels:
    return Levels(labels=["all rows"], codes=np.zeros(count, np.int64), other_count=0)


def _boxes(labels: list[str], parts: list[Numbers]) -> tuple[Rows, Rows]:
    boxes: list[dict[str, object]] = []
    dots: list[dict[str, object]] = []
    for label, part in zip(labels, parts, strict=True):
        lower, middle, upper = np.quantile(part, (0.25, 0.5, 0.75)).tolist()
        fence = _FENCE * (upper - lower)
        near = part[(lower - fence <= part) & (part <= upper + fence)]
        boxes.append(
            {
                "level": label,
                "low": float(near.min()),
                "lower": lower,
                "middle": middle,
                "upper": upper,
                "high": float(near.max()),
            }
        )
        far = np.sort(part[(part < lower - fence) | (part > upper + fence)])
        drawn = far[np.unique(np.linspace(0, len(far) - 1, min(len(far), _MOST_DOTS)).astype(int))] if len(far) else far
        dots += rows_of(level=[label] * len(drawn), value=drawn)
    return boxes, dots


def _chart(name: str, labels: list[str], largest: float) -> alt.LayerChart:
    scale = alt.Scale(domain=labels)
    up = alt.Y("level", type="nominal", sort=None, scale=scale, title=None, axis=names_axis(INK))
    wide = alt.Scale(zero=False, padding=10)
    boxes = alt.Chart(alt.NamedData("boxes")).encode(y=up)
    low = alt.X("low", type="quantitative", title=name, scale=wide, axis=numeric_axis(largest))
    whiskers = boxes.mark_rule(color=INK, strokeWidth=1.2).encode(x=low, x2="high")
    lower, middle = (alt.X(field, type="quantitative") for field in ("lower", "middle"))
    quartiles = boxes.mark_bar(color=SKY, height={"band": 0.6}).encode(x=lower, x2="upper")
    medians = boxes.mark_tick(color=INK, thickness=2.5, height={"band": 0.6}).encode(x=middle)
    outliers = alt.Chart(alt.NamedData("dots")).mark_circle(size=18, opacity=0.5, color=BLUE)
    dots = outliers.encode(y=up, x=alt.X("value", type="quantitative"))
    return alt.LayerChart(layer=[whiskers, quartiles, medians, dots])


def _words(name: str, by: str | None, labels: list[str], parts: list[Numbers], title: str | None) -> Words:
    said = f"{counted(sum(map(len, parts)), 'row', 'rows')}; box: middle half, line: median, dots: farther out"
    medians = [f"{label} {number(float(np.median(part)))}" for label, part in zip(labels, parts, strict=True)][:10]
    heading = name if by is None else f"{name} by {by}"
    return Words(title=title or heading, subtitle=said, alt_text=f"Medians of {heading}: {'; '.join(medians)}.")

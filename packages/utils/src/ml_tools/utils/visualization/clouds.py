"""Many points in a plane: each as a dot, or when they are too many as cells that say how many there are."""

from __future__ import annotations

import math

import altair as alt
import numpy as np
from numpy.typing import NDArray

from ml_tools.utils.visualization.columns import Numbers
from ml_tools.utils.visualization.plots import BLUE, RED, Rows, rows_of

__all__ = ["Domain", "cloud", "count_outside", "domain", "reference", "short"]

Domain = tuple[float, float]

_MOST_DOTS = 2000
_CELLS = 44
_FAR = 1.5
_RARE = 0.001


def domain(values: Numbers, whole: Numbers | None = None) -> Domain:
    """Return a range with some room at both ends: of all values, but for a rare few that are far away.

    Args:
        values: `(rows,)`.
        whole: Numbers that are all inside of it.
    """
    ends = np.array([values.min(), values.max()])
    most = np.quantile(values, (_RARE, 1 - _RARE))
    if whole is not None:
        ends, most = _around(ends, whole), _around(most, whole)
    lowest, highest = (most if np.ptp(ends) > _FAR * np.ptp(most) > 0 else ends).tolist()
    room = (highest - lowest) * 0.03 or abs(highest) * 0.1 or 1.0
    return lowest - room, highest + room


def count_outside(x: Numbers, y: Numbers, domains: tuple[Domain, Domain]) -> int:
    """Return how many points are outside of the domains of the axes."""
    return len(x) - int(_inside(x, y, domains).sum())


def cloud(x: Numbers, y: Numbers, across: alt.X, up: alt.Y, domains: tuple[Domain, Domain]) -> tuple[alt.Chart, Rows]:
    """Return a layer and its data, `cloud`, without the points that are outside.

    Args:
        x: `(rows,)`.
        y: `(rows,)`.
        across: The field `x`.
        up: The field `y`.
        domains: That of each axis.
    """
    inside = _inside(x, y, domains)
    x, y = x[inside], y[inside]
    if len(x) <= _MOST_DOTS:
        dots = alt.Chart(alt.NamedData("cloud")).mark_circle(size=30, opacity=0.45, color=BLUE)
        return dots.encode(x=across, y=up), rows_of(x=x, y=y)
    cells = alt.Chart(alt.NamedData("cloud")).mark_rect()
    colour = alt.Color(
        "rows",
        type="quantitative",
        title="rows in a cell",
        scale=alt.Scale(type="log", scheme="viridis", reverse=True),
        legend=alt.Legend(gradientLength=140, tickCount=4, format="~s"),
    )
    return cells.encode(x=across, x2="x2", y=up, y2="y2", color=colour), _cells(x, y, domains)


def reference(across: alt.X, up: alt.Y) -> list[alt.Chart]:
    """Return the layers of a dashed line over a cloud, through the data `reference`; it is legible on any colour."""
    data = alt.Chart(alt.NamedData("reference")).encode(x=across, y=up)
    return [data.mark_line(color="#FFFFFF", strokeWidth=4), data.mark_line(color=RED, strokeDash=[6, 4], strokeWidth=2)]


def short(edges: Numbers) -> Numbers:
    """Return ascending numbers rounded to a thousandth of the distance between neighbours, so that they are short."""
    nearest = float(np.diff(edges).min())
    return np.round(edges, max(0, 3 - math.floor(math.log10(nearest)))) if nearest > 1e-200 else edges


def _around(ends: Numbers, values: Numbers) -> Numbers:
    return np.array([min(ends[0], values.min()), max(ends[1], values.max())])


def _inside(x: Numbers, y: Numbers, domains: tuple[Domain, Domain]) -> NDArray[np.bool_]:
    (left, right), (bottom, top) = domains
    return (left <= x) & (x <= right) & (bottom <= y) & (y <= top)


def _cells(x: Numbers, y: Numbers, domains: tuple[Domain, Domain]) -> Rows:
    counts, across, up = np.histogram2d(x, y, bins=_CELLS, range=domains)
    columns, rows = np.nonzero(counts)
    across, up = short(across), short(up)
    return rows_of(
        x=across[columns],
        x2=across[columns + 1],
        y=up[rows],
        y2=up[rows + 1],
        rows=counts[columns, rows].astype(np.int64),
    )

"""Map: rows where they are on the earth."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.visualization.clouds import Domain, domain, short
from ml_tools.utils.visualization.columns import Numbers, numbers_of
from ml_tools.utils.visualization.labels import cleaned, counted, number
from ml_tools.utils.visualization.plots import Plot, Rows, Words, finish, rows_of

__all__ = ["plot_map"]

_LONGEST_SIDE, _SHORTEST_SIDE = 520, 160
_MOST_DOTS = 2000
_CELLS = 70


def plot_map(table: pa.Table, latitude: str, longitude: str, value: str | None, title: str | None) -> Plot:
    """Return a chart of places, in which a degree east is as long as one north in the middle of the picture.

    Raises:
        brolly.InvalidArgument: A column is not there, not of numbers, or no row has a place.
    """
    north, east = numbers_of(table, latitude), numbers_of(table, longitude)
    worth = None if value is None else numbers_of(table, value)
    there = (np.abs(north) <= 90) & (np.abs(east) <= 180)
    if worth is not None:
        there &= np.isfinite(worth)
    if not there.any():
        expected = f"expected a row with degrees in {latitude[:60]!r} and {longitude[:60]!r}"
        raise brolly.InvalidArgument(f"table: {expected}, got none from -90 to 90 and -180 to 180")
    north, east = north[there], east[there]
    domains = domain(east), domain(north)
    name = None if value is None else cleaned(value)
    layer, rows = _layer(east, north, None if worth is None else worth[there], domains, name)
    words = _words(north, east, name, len(there) - len(north), title)
    return finish(alt.LayerChart(layer=[layer]), words, _size(domains), {"places": rows})


def _size(domains: tuple[Domain, Domain]) -> tuple[int, int]:
    (west, east), (south, north) = domains
    middle = math.cos(math.radians(min(80.0, abs(south + north) / 2)))
    ratio = (east - west) * middle / (north - south)
    if ratio >= 1:
        return _LONGEST_SIDE, max(_SHORTEST_SIDE, round(_LONGEST_SIDE / ratio))
    return max(_SHORTEST_SIDE, round(_LONGEST_SIDE * ratio)), _LONGEST_SIDE


def _layer(
    east: Numbers, north: Numbers, worth: Numbers | None, domains: tuple[Domain, Domain], name: str | None
) -> tuple[alt.Chart, Rows]:
    across, up = _axes(domains)
    few = len(east) <= _MOST_DOTS
    if few and worth is None:
        dots = alt.Chart(alt.NamedData("places")).mark_circle(size=26, opacity=0.5, clip=True)
        return dots.encode(x=across, y=up), rows_of(x=east, y=north)
    if few and worth is not None:
        dots = alt.Chart(alt.NamedData("places")).mark_circle(size=30, opacity=0.75, clip=True)
        return dots.encode(x=across, y=up, color=_colour(name)), rows_of(x=east, y=north, value=worth)
    cells = alt.Chart(alt.NamedData("places")).mark_rect(clip=True)
    return cells.encode(x=across, x2="x2", y=up, y2="y2", color=_colour(name)), _cells(east, north, worth, domains)


def _axes(domains: tuple[Domain, Domain]) -> tuple[alt.X, alt.Y]:
    wide, high = (alt.Scale(domain=list(each), nice=False, zero=False) for each in domains)
    style = alt.Axis(tickCount=5)
    return (
        alt.X("x", type="quantitative", title="degrees east", scale=wide, axis=style),
        alt.Y("y", type="quantitative", title="degrees north", scale=high, axis=style),
    )


def _colour(name: str | None) -> alt.Color:
    scale: Any = alt.Scale(type="log", scheme="viridis", reverse=True) if name is None else alt.Scale(scheme="viridis")
    legend = alt.Legend(gradientLength=140, tickCount=4, format="~s")
    return alt.Color("value", type="quantitative", title=name or "rows in a cell", scale=scale, legend=legend)


def _cells(east: Numbers, north: Numbers, worth: Numbers | None, domains: tuple[Domain, Domain]) -> Rows:
    """Return cells with how many rows there are, or with the mean of what they are worth."""
    counts, across, up = np.histogram2d(east, north, bins=_CELLS, range=domains)
    values = counts
    if worth is not None:
        sums = np.histogram2d(east, north, bins=_CELLS, range=domains, weights=worth)[0]
        values = sums / np.maximum(counts, 1)
    columns, rows = np.nonzero(counts)
    across, up = short(across), short(up)
    return rows_of(x=across[columns], x2=across[columns + 1], y=up[rows], y2=up[rows + 1], value=values[columns, rows])


def _words(north: Numbers, east: Numbers, name: str | None, missing: int, title: str | None) -> Words:
    said = f"{counted(len(north), 'row', 'rows')}, half of them around {number(float(np.median(north)))} degrees north"
    said += f" and {number(float(np.median(east)))} degrees east"
    said += f"; {counted(missing, 'row', 'rows')} left out" if missing else ""
    about = f"Map of {name}" if name else "Map of the rows"
    return Words(title=title or about, subtitle=said, alt_text=f"{about}: {said}.")

"""The charts of a profile."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING

from brolly import InvalidArgument
from ml_tools.datasets_interface import ColumnKind, NumberValues, Profile
from ml_tools.main.comparison import Figure
from ml_tools.utils_interface import Chart, Visualization

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CHARTED_ROWS", "drawn"]

CHARTED_ROWS = 100_000
_LATITUDES, _LONGITUDES = ("latitude", "lat"), ("longitude", "lon", "lng", "long")
_NORTH, _EAST = 90.0, 180.0


async def drawn(visualization: Visualization, rows: pa.Table, profile: Profile) -> tuple[Figure, ...]:
    """Draw what there is to see: each column, the target and what goes with it, correlations, and places.

    Args:
        visualization: Who draws.
        rows: All rows, or so many of them, drawn evenly.
        profile: Of all rows.
    """
    figures: list[Figure] = []
    for name, caption, drawing in _drawings(visualization, rows, profile):
        chart = await _if_possible(drawing)
        if chart is not None:
            figures.append(Figure(name=name, caption=caption, chart=chart))
    return tuple(figures)


async def _if_possible(drawing: Awaitable[Chart]) -> Chart | None:
    """Return None of rows that there is nothing to draw of, as columns that do not vary among them."""
    try:
        return await drawing
    except InvalidArgument:
        return None


def _drawings(
    visualization: Visualization, rows: pa.Table, profile: Profile
) -> Iterator[tuple[str, str, Awaitable[Chart]]]:
    numbers = {column.name for column in profile.columns if column.kind is ColumnKind.NUMBER}
    yield "columns", "How the values of each column are distributed.", visualization.plot_profile(rows)
    if (target := profile.target) is not None:
        caption = f"What {target} is, and how often."
        yield "target", caption, visualization.plot_histogram(rows.select([target]), column=target)
        if (other := _strongest(profile, target, numbers)) is not None:
            caption = f"Of all numbers, {other} goes with {target} most closely."
            yield "strongest", caption, visualization.plot_scatter(rows.select([other, target]), x=other, y=target)
    if len(numbers) > 1:
        shown = rows.select([name for name in rows.column_names if name in numbers])
        yield "correlation", "Pearson's correlation of each pair of numbers.", visualization.plot_correlation(shown)
    if (place := _place(profile)) is not None:
        latitude, longitude = place
        value = target if target in numbers - {latitude, longitude} else None
        shown = rows.select([latitude, longitude, *([value] if value else [])])
        drawing = visualization.plot_map(shown, latitude=latitude, longitude=longitude, value=value)
        yield "map", "Where the rows are on the earth.", drawing


def _strongest(profile: Profile, target: str, numbers: set[str]) -> str | None:
    """Return the column of numbers that is correlated most with the target, if that is one, too."""
    for pair in profile.correlations:
        if target in (pair.left, pair.right) and {pair.left, pair.right} <= numbers:
            return pair.left if pair.right == target else pair.right
    return None


def _place(profile: Profile) -> tuple[str, str] | None:
    """Return the columns of latitude and longitude, where there are such."""
    degrees = {
        column.name.lower(): (column.name, max(abs(column.values.min), abs(column.values.max)))
        for column in profile.columns
        if isinstance(column.values, NumberValues)
    }
    latitude = next((degrees[name][0] for name in _LATITUDES if name in degrees and degrees[name][1] <= _NORTH), None)
    longitude = next((degrees[name][0] for name in _LONGITUDES if name in degrees and degrees[name][1] <= _EAST), None)
    return None if latitude is None or longitude is None else (latitude, longitude)

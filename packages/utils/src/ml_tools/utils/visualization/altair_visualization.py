"""Visualization, by Altair; the pictures are drawn elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ParamSpec, Protocol

import pyarrow as pa

import brolly
from ml_tools.utils_interface.v1.visualization import Chart, Importance, Score

if TYPE_CHECKING:
    from ml_tools.utils.visualization.plots import Plot

__all__ = ["AltairVisualization"]

P = ParamSpec("P")


class Picture(Protocol):
    """A chart, drawn."""

    @property
    def svg(self) -> str: ...
    @property
    def png(self) -> bytes: ...


class AltairVisualization:
    """Makes charts in the threads of the application.

    Args:
        draw: Makes a picture of a chart of Vega-Lite, as JSON.
    """

    def __init__(self, draw: Callable[[str], Awaitable[Picture]]) -> None:
        self._draw = draw

    async def plot_predictions(self, table: pa.Table, *, title: str | None = None) -> Chart:
        return await self._chart(_predictions, table, title)

    async def plot_residuals(self, table: pa.Table, *, title: str | None = None) -> Chart:
        return await self._chart(_residuals, table, title)

    async def plot_importance(self, *, importances: tuple[Importance, ...] = (), title: str | None = None) -> Chart:
        return await self._chart(_importance, importances, title)

    async def plot_leaderboard(self, metric: str, *, scores: tuple[Score, ...] = (), title: str | None = None) -> Chart:
        return await self._chart(_leaderboard, metric, scores, title)

    async def _chart(self, make: Callable[P, Plot], *args: P.args, **kwargs: P.kwargs) -> Chart:
        plot = await brolly.offload(make, *args, **kwargs)
        picture = await self._draw(plot.vega_lite)
        return Chart(vega_lite=plot.vega_lite, svg=picture.svg, png=picture.png, alt_text=plot.alt_text)


# Altair is imported by the first chart: it takes 0.2 s, which those who only prepare tables need not wait for.


def _predictions(table: pa.Table, title: str | None) -> Plot:
    from ml_tools.utils.visualization.confusion import plot_confusion
    from ml_tools.utils.visualization.pairs import ClassPairs, read_pairs
    from ml_tools.utils.visualization.scatter import plot_scatter

    pairs = read_pairs(table)
    return plot_confusion(pairs, title) if isinstance(pairs, ClassPairs) else plot_scatter(pairs, title)


def _residuals(table: pa.Table, title: str | None) -> Plot:
    from ml_tools.utils.visualization.pairs import read_numbers
    from ml_tools.utils.visualization.residuals import plot_residuals

    return plot_residuals(read_numbers(table), title)


def _importance(importances: tuple[Importance, ...], title: str | None) -> Plot:
    from ml_tools.utils.visualization.importance import plot_importance

    return plot_importance(importances, title)


def _leaderboard(metric: str, scores: tuple[Score, ...], title: str | None) -> Plot:
    from ml_tools.utils.visualization.leaderboard import plot_leaderboard

    return plot_leaderboard(metric, scores, title)

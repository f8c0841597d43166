"""Visualization, by Altair; the pictures are drawn elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ParamSpec, Protocol

import pyarrow as pa

import brolly
from ml_tools.utils_interface.v1.visualization import Chart, Importance, LearningPoint, Score

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

    async def plot_profile(self, table: pa.Table, *, title: str | None = None) -> Chart:
        return await self._chart(_profile, table, title)

    async def plot_histogram(self, table: pa.Table, *, column: str, title: str | None = None) -> Chart:
        return await self._chart(_histogram, table, column, title)

    async def plot_scatter(
        self, table: pa.Table, *, x: str, y: str, colour: str | None = None, title: str | None = None
    ) -> Chart:
        return await self._chart(_scatter, table, x, y, colour, title)

    async def plot_box(self, table: pa.Table, *, column: str, by: str | None = None, title: str | None = None) -> Chart:
        return await self._chart(_box, table, column, by, title)

    async def plot_correlation(self, table: pa.Table, *, title: str | None = None) -> Chart:
        return await self._chart(_correlation, table, title)

    async def plot_map(
        self, table: pa.Table, *, latitude: str, longitude: str, value: str | None = None, title: str | None = None
    ) -> Chart:
        return await self._chart(_map, table, latitude, longitude, value, title)

    async def plot_learning_curve(
        self, metric: str, *, points: tuple[LearningPoint, ...] = (), title: str | None = None
    ) -> Chart:
        return await self._chart(_learning_curve, metric, points, title)

    async def plot_calibration(
        self, table: pa.Table, *, positive: str | None = None, title: str | None = None
    ) -> Chart:
        return await self._chart(_calibration, table, positive, title)

    async def plot_roc(self, table: pa.Table, *, positive: str | None = None, title: str | None = None) -> Chart:
        return await self._chart(_roc, table, positive, title)

    async def plot_precision_recall(
        self, table: pa.Table, *, positive: str | None = None, title: str | None = None
    ) -> Chart:
        return await self._chart(_precision_recall, table, positive, title)

    async def plot_partial_dependence(
        self, table: pa.Table, *, column: str, target: str, title: str | None = None
    ) -> Chart:
        return await self._chart(_partial_dependence, table, column, target, title)

    async def plot_image(
        self, table: pa.Table, *, width: int, bands: tuple[str, ...] = (), title: str | None = None
    ) -> Chart:
        return await self._chart(_image, table, width, bands, title)

    async def _chart(self, make: Callable[P, Plot], *args: P.args, **kwargs: P.kwargs) -> Chart:
        plot = await brolly.offload(make, *args, **kwargs)
        picture = await self._draw(plot.vega_lite)
        return Chart(vega_lite=plot.vega_lite, svg=picture.svg, png=picture.png, alt_text=plot.alt_text)


# Altair is imported by the first chart: it takes 0.2 s, which those who only prepare tables need not wait for.


def _predictions(table: pa.Table, title: str | None) -> Plot:
    from ml_tools.utils.visualization.confusion import plot_confusion
    from ml_tools.utils.visualization.pairs import ClassPairs, read_pairs
    from ml_tools.utils.visualization.predicted import plot_predicted

    pairs = read_pairs(table)
    return plot_confusion(pairs, title) if isinstance(pairs, ClassPairs) else plot_predicted(pairs, title)


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


def _profile(table: pa.Table, title: str | None) -> Plot:
    from ml_tools.utils.visualization.profile import plot_profile

    return plot_profile(table, title)


def _histogram(table: pa.Table, column: str, title: str | None) -> Plot:
    from ml_tools.utils.visualization.histogram import plot_histogram

    return plot_histogram(table, column, title)


def _scatter(table: pa.Table, x: str, y: str, colour: str | None, title: str | None) -> Plot:
    from ml_tools.utils.visualization.scatter import plot_scatter

    return plot_scatter(table, x, y, colour, title)


def _box(table: pa.Table, column: str, by: str | None, title: str | None) -> Plot:
    from ml_tools.utils.visualization.box import plot_box

    return plot_box(table, column, by, title)


def _correlation(table: pa.Table, title: str | None) -> Plot:
    from ml_tools.utils.visualization.correlation import plot_correlation

    return plot_correlation(table, title)


def _map(table: pa.Table, latitude: str, longitude: str, value: str | None, title: str | None) -> Plot:
    from ml_tools.utils.visualization.places import plot_map

    return plot_map(table, latitude, longitude, value, title)


def _learning_curve(metric: str, points: tuple[LearningPoint, ...], title: str | None) -> Plot:
    from ml_tools.utils.visualization.learning_curve import plot_learning_curve

    return plot_learning_curve(metric, points, title)


def _calibration(table: pa.Table, positive: str | None, title: str | None) -> Plot:
    from ml_tools.utils.visualization.calibration import plot_calibration
    from ml_tools.utils.visualization.probabilities import read_probabilities

    return plot_calibration(read_probabilities(table, positive), title)


def _roc(table: pa.Table, positive: str | None, title: str | None) -> Plot:
    from ml_tools.utils.visualization.probabilities import read_probabilities
    from ml_tools.utils.visualization.thresholds import plot_roc

    return plot_roc(read_probabilities(table, positive), title)


def _precision_recall(table: pa.Table, positive: str | None, title: str | None) -> Plot:
    from ml_tools.utils.visualization.probabilities import read_probabilities
    from ml_tools.utils.visualization.thresholds import plot_precision_recall

    return plot_precision_recall(read_probabilities(table, positive), title)


def _partial_dependence(table: pa.Table, column: str, target: str, title: str | None) -> Plot:
    from ml_tools.utils.visualization.partial_dependence import plot_partial_dependence

    return plot_partial_dependence(table, column, target, title)


def _image(table: pa.Table, width: int, bands: tuple[str, ...], title: str | None) -> Plot:
    from ml_tools.utils.visualization.images import plot_image

    return plot_image(table, width, bands, title)

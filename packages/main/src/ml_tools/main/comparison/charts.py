"""The charts of a comparison."""

from __future__ import annotations

import math

import pyarrow as pa

from ml_tools.main.comparison.leaderboard import Standing
from ml_tools.main.comparison.result import Figure
from ml_tools.models_interface import ColumnImportance
from ml_tools.utils_interface import Importance, Score, Visualization

__all__ = ["draw_importances", "draw_leaderboard", "draw_predictions"]

SHOWN_IMPORTANCES = 20


async def draw_leaderboard(visualization: Visualization, leaderboard: tuple[Standing, ...]) -> Figure:
    """Draw the mean and the spread of each model that has a score."""
    scores = [
        Score(model=one.model, mean=one.mean, std=one.std) for one in leaderboard if math.isfinite(one.mean + one.std)
    ]
    chart = await visualization.plot_leaderboard(scores=tuple(scores), metric=leaderboard[0].metric)
    return Figure(name="leaderboard", caption="Mean over the folds, with one standard deviation.", chart=chart)


async def draw_predictions(visualization: Visualization, holdout: pa.Table, *, regression: bool) -> tuple[Figure, ...]:
    """Draw what was predicted of the rows that were kept aside, and for numbers by how much it is off.

    Args:
        visualization: Who draws.
        holdout: The columns `actual` and `predicted`.
        regression: Whether they are numbers.
    """
    chart = await visualization.plot_predictions(holdout)
    if not regression:
        return (Figure(name="predictions", caption="How often each class was taken for which.", chart=chart),)
    residuals = await visualization.plot_residuals(holdout)
    return (
        Figure(name="predictions", caption="On the line, a prediction is right.", chart=chart),
        Figure(name="residuals", caption="Actual minus predicted: best without a pattern.", chart=residuals),
    )


async def draw_importances(visualization: Visualization, importances: tuple[ColumnImportance, ...]) -> Figure:
    """Draw by how much the error grows when a column is shuffled."""
    shown = importances[:SHOWN_IMPORTANCES]
    chart = await visualization.plot_importance(
        importances=tuple(Importance(feature=one.column, mean=one.mean, std=one.std) for one in shown)
    )
    some = f"The first {len(shown)} of {len(importances)} columns. " if len(shown) < len(importances) else ""
    caption = f"{some}By how much the error grows when the values of a column are shuffled."
    return Figure(name="importance", caption=caption, chart=chart)

"""What a comparison found."""

from __future__ import annotations

from datetime import datetime

import msgspec

from ml_tools.main.comparison.leaderboard import Standing
from ml_tools.main.comparison.significance import Tie
from ml_tools.models_interface import ColumnImportance, Metric
from ml_tools.utils_interface import Chart

__all__ = ["ColumnSummary", "Comparison", "Figure", "HoldOutCheck", "Summary"]


class HoldOutCheck(msgspec.Struct, frozen=True, kw_only=True):
    """How good the chosen model is on rows that nothing was learned from."""

    metric: str
    value: float


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers for programs; its JSON form is promised to stay."""

    source: str
    target: str
    task: str
    """`regression` or `classification`."""
    rows: int
    """Rows that have a target."""
    leaderboard: tuple[Standing, ...]
    """The best first."""
    best: str
    """The first of the leaderboard."""
    holdout: HoldOutCheck


class ColumnSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the table that was compared on."""

    name: str
    kind: str
    """The type of its values, in words."""
    missing_count: int


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A chart with its place in the report."""

    name: str
    """`leaderboard`, `predictions`, `residuals` or `importance` in a comparison."""
    caption: str
    chart: Chart


class Comparison(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything that is shown of a comparison that is done."""

    summary: Summary
    description: str
    """What the dataset is, where that is known."""
    columns: tuple[ColumnSummary, ...]
    classes: tuple[str, ...]
    """Empty for regression."""
    notes: tuple[str, ...]
    """What was done to the data, in words."""
    folds: int
    seed: int
    training_rows: int
    holdout_rows: int
    holdout_metrics: tuple[Metric, ...]
    ties: tuple[Tie, ...]
    """Models that cannot be told from the best."""
    model_id: str
    """The chosen model, fitted to all training rows and kept."""
    importances: tuple[ColumnImportance, ...]
    """The most important first; empty unless it is illustrated."""
    figures: tuple[Figure, ...]
    """Empty unless it is illustrated."""
    began_at: datetime
    seconds: float
    """How long it took."""

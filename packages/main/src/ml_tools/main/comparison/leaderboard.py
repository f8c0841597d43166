"""Scores of folds made into a leaderboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from ml_tools.models_interface import FoldScore

__all__ = ["Standing", "standings", "values_by_model"]


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One model of a leaderboard; lower is better in both metrics."""

    model: str
    metric: str
    """`rmse`, or `log_loss` for classes."""
    mean: float
    """Over the folds."""
    std: float
    """The sample standard deviation over the folds."""
    fit_seconds: float
    """The mean over the folds."""
    predict_seconds: float
    """The mean over the folds."""
    accuracy: float | None = None
    """The mean over the folds; None for numbers."""


def standings(scores: Iterable[FoldScore]) -> tuple[Standing, ...]:
    """Rank the models, the best first; of equals, the one that came first."""
    return tuple(sorted((_standing(name, of) for name, of in _by_model(scores).items()), key=_rank))


def values_by_model(scores: Iterable[FoldScore]) -> Mapping[str, NDArray[np.float64]]:
    """Return what each model is ranked by, fold by fold."""
    return {name: _values(of) for name, of in _by_model(scores).items()}


def _by_model(scores: Iterable[FoldScore]) -> dict[str, list[FoldScore]]:
    by_model: dict[str, list[FoldScore]] = {}
    for score in scores:
        by_model.setdefault(score.algorithm, []).append(score)
    return {name: sorted(of, key=_fold) for name, of in by_model.items()}


def _fold(score: FoldScore) -> int:
    return score.fold


def _values(scores: Sequence[FoldScore]) -> NDArray[np.float64]:
    return np.array([score.metrics[0].value for score in scores])


def _rank(standing: Standing) -> float:
    return standing.mean if np.isfinite(standing.mean) else np.inf


def _standing(name: str, scores: Sequence[FoldScore]) -> Standing:
    values = _values(scores)
    accuracies = [metric.value for score in scores for metric in score.metrics if metric.name == "accuracy"]
    return Standing(
        model=name,
        metric=scores[0].metrics[0].name,
        mean=float(values.mean()),
        std=float(values.std(ddof=1)) if len(values) > 1 else 0.0,
        fit_seconds=float(np.mean([score.fit_seconds for score in scores])),
        predict_seconds=float(np.mean([score.predict_seconds for score in scores])),
        accuracy=float(np.mean(accuracies)) if accuracies else None,
    )

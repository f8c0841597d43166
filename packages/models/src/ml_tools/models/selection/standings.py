"""How the trials of a search stand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ml_tools.models.selection.work import Work
from ml_tools.models_interface import Metric

__all__ = ["Standings"]


class Standings:
    """The metrics of each trial, by its number: of each fold, for each share of the rows."""

    def __init__(self, folds: int) -> None:
        """Take on how many folds a whole measurement is."""
        self._folds = folds
        self._found: dict[tuple[int, float], dict[int, tuple[Metric, ...]]] = {}

    def add(self, number: int, fold: int, row_share: float, metrics: tuple[Metric, ...]) -> None:
        """Take what a fit gave."""
        self._found.setdefault((number, row_share), {})[fold] = metrics

    def has(self, number: int, fold: int, row_share: float) -> bool:
        """Whether that was measured."""
        return fold in self._found.get((number, row_share), {})

    @property
    def count(self) -> int:
        """How many fits there were."""
        return sum(map(len, self._found.values()))

    def metrics(self, number: int, row_share: float) -> tuple[Metric, ...]:
        """Return the means over the folds that were measured."""
        by_fold = self._found[number, row_share].values()
        return tuple(
            Metric(name=of[0].name, value=float(np.mean([metric.value for metric in of])))
            for of in zip(*by_fold, strict=True)
        )

    def share(self, number: int, row_share: float) -> float:
        """Return how much of a whole measurement was done."""
        return Work(folds=len(self._found[number, row_share]), row_share=row_share).share(self._folds)

    def ranked(self, numbers: Sequence[int], work: Work) -> list[int]:
        """Return those that were measured so, the best first; of equals the earlier."""
        measured = [one for one in numbers if len(self._found.get((one, work.row_share), {})) >= work.folds]
        return sorted(measured, key=lambda number: (self._error(number, work), number))

    def best(self) -> tuple[int, float]:
        """Return the best of those that were measured most, and the share of its rows."""
        share = max(self.share(*key) for key in self._found)
        most = [key for key in self._found if self.share(*key) == share]
        return min(most, key=lambda key: (_ranking(self.metrics(*key)), key[0]))

    def _error(self, number: int, work: Work) -> float:
        by_fold = self._found[number, work.row_share]
        return _finite(float(np.mean([by_fold[fold][0].value for fold in range(work.folds)])))


def _ranking(metrics: tuple[Metric, ...]) -> float:
    return _finite(metrics[0].value)


def _finite(error: float) -> float:
    return error if math.isfinite(error) else math.inf

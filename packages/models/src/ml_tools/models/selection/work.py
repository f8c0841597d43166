"""How much of a whole measurement is done: on some folds, and some of their training rows."""

from __future__ import annotations

import msgspec

__all__ = ["Work", "fits_of", "rungs"]

_FACTOR = 3
_LEAST_SHARE = 1 / 27


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What a trial is measured on."""

    folds: int
    """The first of them."""
    row_share: float
    """Of the training rows; it is 1 where there is more than one fold."""

    def share(self, folds: int) -> float:
        """Return the share of the work of a whole measurement, which is on so many folds."""
        return self.row_share * self.folds / folds


def rungs(trials: int, folds: int) -> list[tuple[Work, int]]:
    """Return on what successive halving measures, and how many trials, until one is measured in full.

    Each rung has a third of the trials, and three times the work for each. Folds are dropped before rows, as fewer rows
    ask for other settings. K. Jamieson and A. Talwalkar, "Non-stochastic best arm identification and hyperparameter
    optimization", AISTATS 2016.
    """
    found: list[tuple[Work, int]] = []
    share, left = 1.0, 1
    while True:
        found.append((_work(share, folds), left))
        if left >= trials or share / _FACTOR < _LEAST_SHARE:
            break
        share, left = share / _FACTOR, min(trials, left * _FACTOR)
    found[-1] = (found[-1][0], trials)
    return found[::-1]


def fits_of(found: list[tuple[Work, int]]) -> int:
    """Return how many fits rungs take; what was measured on all rows is not measured again."""
    total, folds_before = 0, 0
    for work, count in found:
        total += count * (work.folds - folds_before)
        folds_before = work.folds if work.row_share == 1 else 0
    return total


def _work(share: float, folds: int) -> Work:
    if share * folds < 1:
        return Work(folds=1, row_share=share * folds)
    return Work(folds=round(share * folds), row_share=1.0)

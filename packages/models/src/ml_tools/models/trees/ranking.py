"""Codes of levels as ranks: levels in the order of what the target is on average, so that a threshold divides them.

They are ordered once, before any tree grows, by the mean of the target, or by the first principal component of the
shares of classes (Wright and Koenig, "Splitting on categorical predictors in random forests", PeerJ 7:e6339, 2019).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Features, Origin
from ml_tools.models.learner import Arrays

__all__ = ["Ranks", "fit_ranks", "rank_arrays", "ranked_features"]

_MOST_CODES = 2**16
"""The contract of recipes gives no more levels codes."""
_CELLS_A_BLOCK = 4_000_000
"""Levels times classes that are counted at once."""


class Ranks(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The ranks of the levels of some features."""

    feature: NDArray[np.int32]
    """`(coded,)`, which features are codes."""
    first: NDArray[np.int64]
    """`(coded + 1,)`, where the ranks of each begin in `rank`, and where the last ones end."""
    rank: NDArray[np.float32]
    """`(levels of all,)`, by code; NaN for one that no training row has."""

    def ranked_column(self, features: Features, column: int) -> NDArray[np.float32]:
        """Return one of the features, `(rows,)`: as it is, or ranks where it is a code."""
        values = np.ascontiguousarray(features[:, column])
        found = np.flatnonzero(self.feature == column)
        if not len(found):
            return values
        place = int(found[0])
        return _ranked(values, self.rank[self.first[place] : self.first[place + 1]])


def fit_ranks(
    features: Features, origins: tuple[Origin, ...], target: NDArray[np.int64] | NDArray[np.float64], class_count: int
) -> Ranks:
    """Order the levels of features that are codes.

    Args:
        features: `(rows, features)`.
        origins: Tells which are codes; empty when none is.
        target: `(rows,)`, numbers or indices of classes. Sums of whole numbers are exact, whatever the order of rows.
        class_count: How many classes there are; 0 for numbers.
    """
    coded = [place for place, origin in enumerate(origins) if origin.is_code]
    ranks = [_level_ranks(features[:, place], target, class_count) for place in coded]
    return Ranks(
        feature=np.asarray(coded, np.int32),
        first=np.cumsum([0, *(len(each) for each in ranks)], dtype=np.int64),
        rank=np.concatenate([np.empty(0, np.float32), *ranks]),
    )


def rank_arrays(ranks: Ranks) -> Arrays:
    """Return what a model keeps to rank features; nothing when none is a code."""
    if not len(ranks.feature):
        return {}
    return {"coded_feature": ranks.feature, "first_rank": ranks.first, "rank": ranks.rank}


def ranked_features(arrays: Arrays, features: Features) -> Features:
    """Return the features that the thresholds of a model apply to.

    Args:
        arrays: The model's, with those of `rank_arrays`.
        features: As algorithms are given them: those that are codes become ranks, and NaN where a code is unknown.
    """
    if "rank" not in arrays:
        return features
    ranks = Ranks(feature=arrays["coded_feature"], first=arrays["first_rank"], rank=arrays["rank"])
    ranked = np.array(features)
    for column in ranks.feature:
        ranked[:, column] = ranks.ranked_column(features, int(column))
    return ranked


def _ranked(codes: NDArray[np.float32], rank: NDArray[np.float32]) -> NDArray[np.float32]:
    known = (codes >= 0) & (codes < len(rank))
    code = np.where(known, codes, np.float32(len(rank))).astype(np.int64)
    return np.append(rank, np.float32(np.nan))[code]


def _level_ranks(
    codes: NDArray[np.float32], target: NDArray[np.int64] | NDArray[np.float64], class_count: int
) -> NDArray[np.float32]:
    """Return the ranks by code."""
    brolly.checkpoint()
    known = np.flatnonzero((codes >= 0) & (codes < _MOST_CODES))
    level = codes[known].astype(np.int64)
    order = np.argsort(level, kind="stable")
    ordered, sorted_target = level[order], target[known[order]]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    rank = np.full(int(ordered[-1]) + 1 if len(ordered) else 0, np.nan, np.float32)
    if class_count > 2:
        score = _components(sorted_target.astype(np.int64), starts, class_count)
    else:
        score = np.add.reduceat(sorted_target, starts) / np.diff(starts, append=len(ordered)) if len(starts) else starts
    rank[ordered[starts[np.argsort(score, kind="stable")]]] = np.arange(len(starts), dtype=np.float32)
    return rank


def _components(classes: NDArray[np.int64], starts: NDArray[np.int64], class_count: int) -> NDArray[np.float64]:
    """Return the first principal component of the shares of the classes in each level, weighted by its rows.

    Args:
        classes: `(rows,)`, sorted by level.
        starts: `(levels,)`, where each begins.
        class_count: How many classes there are.
    """
    mean = np.bincount(classes, minlength=class_count) / max(1, len(classes))
    covariance = np.zeros((class_count, class_count))
    for rows, shares in _shares(classes, starts, class_count):
        apart = shares - mean[None, :]
        covariance += (apart * rows[:, None]).T @ apart
    main = np.linalg.eigh(covariance)[1][:, -1]
    main = main * np.sign(main[np.argmax(np.abs(main))])
    return np.concatenate([np.empty(0), *(shares @ main for _, shares in _shares(classes, starts, class_count))])


def _shares(
    classes: NDArray[np.int64], starts: NDArray[np.int64], class_count: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Yield the rows `(levels,)`, and the shares of the classes `(levels, classes)`, of some levels at once."""
    levels_at_once = max(1, _CELLS_A_BLOCK // class_count)
    ends = np.append(starts[1:], len(classes))
    for first in range(0, len(starts), levels_at_once):
        brolly.checkpoint()
        some = slice(first, first + levels_at_once)
        rows = ends[some] - starts[some]
        own = classes[starts[first] : ends[some][-1]]
        cell = np.repeat(np.arange(len(rows)), rows) * class_count + own
        counts = np.bincount(cell, minlength=len(rows) * class_count).reshape(len(rows), class_count)
        yield rows, counts / rows[:, None]

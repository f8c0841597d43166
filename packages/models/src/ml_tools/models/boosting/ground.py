"""What boosted trees grow on: features in bins, and all numbers whole, so that sums are exact in any order."""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.boosting.salts import row_salts
from ml_tools.models.boosting.settings import Loss, Settings
from ml_tools.models.boosting.tables import GRADIENT_BITS, SCORE_BITS
from ml_tools.models.bounds import shown
from ml_tools.models.examples import Examples
from ml_tools.models.trees import Bins, Ranks, binned, fit_ranks

__all__ = ["LEVEL_BITS", "WEIGHT_BITS", "Ground", "prepare_ground"]

LEVEL_BITS = 16
WEIGHT_BITS = 15

_WORD_BITS = 62
_MOST_BITS = 40
_SPARE_BITS = 4
"""A prediction may overshoot the targets so many bits before its sum over all rows overflows."""
_HIGHEST_ODDS = 16.0
_LEAST_HESSIAN = 1e-3
_BIN_ROWS = 3
"""Of few rows, thresholds between any two would follow chance."""


class Ground(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Examples in whole numbers."""

    codes: NDArray[np.uint8]
    """`(rows, features)`, the bin of each value."""
    bins: Bins
    ranks: Ranks
    target: NDArray[np.int64]
    """`(rows,)`, the number in units of scores, or the index of the class."""
    salt: NDArray[np.uint32]
    """`(rows,)`, what chance makes of a row."""
    weight: NDArray[np.int32] | None
    """`(rows,)`, how much a row counts, in units of 2^-15; None where all count the same."""
    held: NDArray[np.bool_] | None
    """`(rows,)`, which rows are kept aside; None when none is."""
    monotone: NDArray[np.int8] | None
    """`(features,)`, 1 where predictions may only rise with a feature, -1 fall; None where they may do both."""
    loss: Loss
    level: int
    """Of the quantile, in units of 2^-16."""
    start: NDArray[np.int64]
    """`(columns,)`, the scores before the first tree."""
    center: float
    """What a score of 0 stands for."""
    unit: float
    """What a score of 1 adds to it."""
    l2: float
    """In units of the second derivative of rows, which is 1 for numbers."""
    min_hessian: float
    """The least second derivative of a leaf, in the same units."""
    held_shift: int
    """How many bits of a distance from the target the loss of the rows kept aside leaves out."""
    held_most: int
    """The largest distance that it tells apart then."""


def prepare_ground(examples: Examples, settings: Settings, seed: int) -> Ground:
    """Bin the features and round the target, once for all trees.

    Raises:
        brolly.InvalidArgument: A setting names a class or a column that is not there.
    """
    loss = settings.loss_for(examples.class_count)
    monotone = _monotone(examples, settings, loss)
    target, center, unit = _whole(examples, loss)
    weights = settings.weights.of(examples)
    if weights is not None and settings.weights.balanced:
        weights = weights * (len(target) / examples.class_count)  # on average 1 for a row, for the sake of l2
    ranks = fit_ranks(examples.features, examples.origins, target, examples.class_count)
    codes, bins = binned(examples.features, ranks, least_rows=_BIN_ROWS)
    level = round(settings.quantile * 2**LEVEL_BITS) if loss == Loss.QUANTILE else 1 << LEVEL_BITS - 1
    largest = 1.0 if weights is None else float(np.max(weights))
    second = 2.0**GRADIENT_BITS / largest if loss.is_of_classes else 1.0
    held_bits = (_WORD_BITS - 2 - len(target).bit_length()) // 2
    return Ground(
        codes=codes,
        bins=bins,
        ranks=ranks,
        target=target,
        salt=row_salts(codes, target),
        weight=None if weights is None else _row_weights(weights / largest, target),
        held=_held(len(target), settings, seed),
        monotone=monotone,
        loss=loss,
        level=level,
        start=_class_start(target, weights, examples.class_count)
        if loss.is_of_classes
        else _start(target, loss, level),
        center=center,
        unit=unit,
        l2=settings.l2 * second,
        min_hessian=_LEAST_HESSIAN * second if loss.is_of_classes else 0.0,
        held_shift=max(0, _target_bits(len(target)) + 2 - held_bits),
        held_most=1 << held_bits,
    )


def _target_bits(rows: int) -> int:
    return min(_MOST_BITS, _WORD_BITS - _SPARE_BITS - rows.bit_length())


def _whole(examples: Examples, loss: Loss) -> tuple[NDArray[np.int64], float, float]:
    """Return the target in units of scores, what 0 stands for, and what 1 adds to it."""
    if loss.is_of_classes:
        return examples.class_indices, 0.0, 2.0**-SCORE_BITS
    least, most = float(np.min(examples.target)), float(np.max(examples.target))
    center, scale = least / 2 + most / 2, (most / 2 - least / 2) or 1.0
    bits = _target_bits(len(examples.target))
    return (
        np.rint(np.ldexp((examples.target - center) / scale, bits)).astype(np.int64),
        center,
        math.ldexp(scale, -bits),
    )


def _start(target: NDArray[np.int64], loss: Loss, level: int) -> NDArray[np.int64]:
    if loss == Loss.SQUARED:
        return np.array([int(np.sum(target)) // len(target)])
    place = level * (len(target) - 1) >> LEVEL_BITS
    return np.partition(target, place)[place : place + 1]


def _class_start(
    classes: NDArray[np.int64], weights: NDArray[np.float64] | None, class_count: int
) -> NDArray[np.int64]:
    """Return the logarithms of the shares of the classes, or of the odds of the second of two."""
    rows = np.bincount(classes, minlength=class_count) * (1.0 if weights is None else weights)
    with np.errstate(divide="ignore"):
        share = np.log(rows / np.sum(rows))
    odds = share if class_count > 2 else share[1:2] - share[0:1]
    return np.rint(np.ldexp(np.clip(odds, -_HIGHEST_ODDS, _HIGHEST_ODDS), SCORE_BITS)).astype(np.int64)


def _row_weights(weights: NDArray[np.float64], classes: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.maximum(1, np.rint(np.ldexp(weights, WEIGHT_BITS))).astype(np.int32)[classes]


def _held(rows: int, settings: Settings, seed: int) -> NDArray[np.bool_] | None:
    """Choose the rows that are kept aside: at least one, and not all."""
    count = min(rows - 1, max(1, round(rows * settings.validation_share)))
    if settings.early_stopping_trees is None or not count:
        return None
    random = np.random.Generator(np.random.PCG64([seed, 1]))
    held = np.zeros(rows, bool)
    held[random.choice(rows, count, replace=False)] = True
    return held


def _monotone(examples: Examples, settings: Settings, loss: Loss) -> NDArray[np.int8] | None:
    if not settings.rising:
        return None
    if loss not in (Loss.SQUARED, Loss.LOGISTIC):
        raise brolly.InvalidArgument(
            f"monotone: expected the squared loss or two classes, got {loss.name.lower()}; leave it out"
        )
    columns = {origin.column: not origin.is_code for origin in examples.origins}
    for name in settings.rising:
        if not columns.get(name):
            found = "texts" if name in columns else "no such column"
            raise brolly.InvalidArgument(f"monotone: expected columns of numbers, got {found} for {shown(name)}")
    signs = ({True: 1, False: -1, None: 0}[settings.rising.get(origin.column)] for origin in examples.origins)
    return np.fromiter(signs, np.int8, len(examples.origins))

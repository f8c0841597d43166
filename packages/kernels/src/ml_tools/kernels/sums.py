"""Sums over rows that linear models need, in 64 bits; they do not depend on the instruction set."""

from __future__ import annotations

import ctypes
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ml_tools.kernels.library import library

__all__ = ["Loss", "Slopes", "Table", "minimize", "sum_products", "sum_slopes", "sum_squares"]

Numbers = NDArray[np.float64]


class Loss(IntEnum):
    """What the scores of a row cost."""

    LOGISTIC = 0
    """The log loss of one column of logits; targets are 0 and 1."""
    MULTINOMIAL = 1
    """The log loss of a column of logits a class; targets are places of classes."""
    SQUARED_HINGE = 2
    """Of each class against the rest, one column for two classes; targets are places of classes."""
    SQUARED_INSENSITIVE = 3
    """The square of what an error is above the parameter, of one column; targets are numbers."""


class Table(NamedTuple):
    """Rows; a feature stands for its distance from the center times the factor."""

    features: NDArray[np.float32]
    """`(rows, features)`."""
    target: Numbers
    """`(rows,)`."""
    center: Numbers
    """`(features,)`, or more, which are not read."""
    factor: Numbers | None = None
    """`(features,)`, or more; 1 unless given."""
    target_center: float = 0.0
    target_unit: float = 1.0
    """The target stands for its distance from its center, divided by it."""


class Slopes(NamedTuple):
    """Of the losses of rows, summed."""

    value: float
    """Its last bits may depend on the machine's logarithm."""
    gradient: Numbers
    """`(features + 1, columns)`."""
    second: Numbers | None
    """`(blocks, size, size)`, by the weights, column after column: a block for each score that does not depend on
    others; None unless wanted."""


class _Table(ctypes.Structure):
    _fields_ = (
        ("features", ctypes.c_void_p),
        ("target", ctypes.c_void_p),
        ("center", ctypes.c_void_p),
        ("factor", ctypes.c_void_p),
        ("target_center", ctypes.c_double),
        ("target_unit", ctypes.c_double),
        ("rows", ctypes.c_int64),
        ("columns", ctypes.c_int32),
    )


class _Objective(ctypes.Structure):
    _fields_ = (("penalty", ctypes.c_void_p), ("factor", ctypes.c_double), ("steepest", ctypes.c_double))


class _Scores(ctypes.Structure):
    _fields_ = (
        ("weights", ctypes.c_void_p),
        ("loss", ctypes.c_int32),
        ("columns", ctypes.c_int32),
        ("parameter", ctypes.c_double),
    )


def sum_products(table: Table, *, level: int | None = None) -> Numbers:
    """Return the sums over rows of the products of features, 1, and target with each other.

    Args:
        table: The rows.
        level: The instruction set, see `levels`; the newest unless given.

    Returns:
        `(features + 2, features + 2)`.

    Raises:
        ValueError: Arrays do not fit each other.
        MemoryError: None is left.
        OSError: There is no native code.
    """
    held = _fitting(table)
    columns = held.features.shape[1] + 2
    sums = np.empty((columns, columns))
    _call(level, "rows_products", ctypes.byref(_given(held)), sums.ctypes.data)
    return sums


def sum_squares(table: Table, *, level: int | None = None) -> Numbers:
    """Return the sums over rows of features and of their squares, `(2, features)`; the rest is as above."""
    held = _fitting(table)
    sums = np.empty((2, held.features.shape[1]))
    _call(level, "rows_squares", ctypes.byref(_given(held)), sums.ctypes.data)
    return sums


def sum_slopes(
    table: Table,
    weights: Numbers,
    loss: Loss,
    *,
    parameter: float = 0.0,
    is_curved: bool = False,
    level: int | None = None,
) -> Slopes:
    """Return the losses of all rows, summed, and their derivatives by the weights.

    Args:
        table: The rows.
        weights: `(features + 1, columns)`; the last row is the intercepts.
        loss: Of the scores, which are the features' products with the weights.
        parameter: Of the loss.
        is_curved: Whether second derivatives are wanted.
        level: The instruction set, see `levels`; the newest unless given.

    Raises:
        ValueError: Arrays do not fit each other, or the loss is of one column and there are more.
        MemoryError: None is left.
        OSError: There is no native code.
    """
    held, given = _fitting(table), _fitting_weights(table, weights, loss)
    value, gradient = ctypes.c_double(), np.empty_like(given)
    second = np.empty(_form(given, loss)) if is_curved else None
    given_table, given_scores = ctypes.byref(_given(held)), ctypes.byref(_scores(given, loss, parameter))
    second_data = None if second is None else second.ctypes.data
    _call(level, "rows_slopes", given_table, given_scores, ctypes.byref(value), gradient.ctypes.data, second_data)
    return Slopes(value.value, gradient, second)


def minimize(
    table: Table,
    weights: Numbers,
    loss: Loss,
    *,
    penalty: Numbers,
    factor: float,
    steepest: float,
    parameter: float = 0.0,
    level: int | None = None,
) -> Numbers:
    """Make the losses of all rows times a factor, and half the penalized squares of the weights, as small as possible.

    By Newton's method, whose steps are halved until they go down; it takes memory and time for the second derivatives.

    Args:
        table: The rows.
        weights: From where, `(features + 1, columns)`; the last row is the intercepts.
        loss: Of the scores, which are the features' products with the weights.
        penalty: `(features + 1,)`, of the squares of the weights.
        factor: Of the losses.
        steepest: The gradient at which the minimum is taken for found.
        parameter: Of the loss.
        level: The instruction set, see `levels`; the newest unless given.

    Returns:
        The weights, `(features + 1, columns)`.

    Raises:
        ValueError: Arrays do not fit each other, or the loss is of one column and there are more.
        MemoryError: None is left.
        OSError: There is no native code.
    """
    held, found = _fitting(table), _fitting_weights(table, weights, loss).copy()
    penalties = np.ascontiguousarray(penalty, np.float64)
    if penalties.shape != found.shape[:1]:
        raise ValueError(f"expected penalties of {len(found)} weights, got an array {penalties.shape}")
    given = (_given(held), _scores(found, loss, parameter), _Objective(penalties.ctypes.data, factor, steepest))
    _call(level, "rows_minimize", *map(ctypes.byref, given), found.ctypes.data)
    return found


def _fitting_weights(table: Table, weights: Numbers, loss: Loss) -> Numbers:
    given, rows = np.ascontiguousarray(weights, np.float64), table.features.shape[1] + 1
    if given.ndim != 2 or len(given) != rows or not given.shape[1]:
        raise ValueError(f"expected weights of {rows} rows, got an array {given.shape}")
    if given.shape[1] > 1 and loss in (Loss.LOGISTIC, Loss.SQUARED_INSENSITIVE):
        raise ValueError(f"expected one column of weights for {Loss(loss).name}, got {given.shape[1]}")
    return given


def _form(weights: Numbers, loss: Loss) -> tuple[int, int, int]:
    rows, columns = weights.shape
    return (1, weights.size, weights.size) if loss == Loss.MULTINOMIAL else (columns, rows, rows)


def _scores(weights: Numbers, loss: Loss, parameter: float) -> _Scores:
    return _Scores(weights.ctypes.data, Loss(loss), weights.shape[1], parameter)


def _fitting(table: Table) -> Table:
    features = np.ascontiguousarray(table.features, np.float32)
    held = table._replace(
        features=features,
        target=np.ascontiguousarray(table.target, np.float64),
        center=np.ascontiguousarray(table.center, np.float64),
        factor=None if table.factor is None else np.ascontiguousarray(table.factor, np.float64),
    )
    if features.ndim != 2 or held.target.shape != features.shape[:1]:
        raise ValueError(f"expected a target for each row, got {features.shape} features and {held.target.shape}")
    for name, each in (("centers", held.center), ("factors", held.factor)):
        if each is not None and (each.ndim != 1 or len(each) < features.shape[1]):
            raise ValueError(f"expected {name} of {features.shape[1]} features, got an array {each.shape}")
    return held


def _given(table: Table) -> _Table:
    rows, columns = table.features.shape
    return _Table(
        table.features.ctypes.data,
        table.target.ctypes.data,
        table.center.ctypes.data,
        None if table.factor is None else table.factor.ctypes.data,
        table.target_center,
        table.target_unit,
        rows,
        columns,
    )


def _call(level: int | None, name: str, *parameters: object) -> None:
    if not getattr(library(level), name)(*parameters):
        raise MemoryError("expected memory for sums of products of features, got none")

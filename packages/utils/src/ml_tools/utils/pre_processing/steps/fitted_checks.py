"""Which fitted steps can be applied: those whose parts fit together, wherever they come from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import brolly
from ml_tools.utils.pre_processing.recipes import check_known
from ml_tools.utils.pre_processing.steps.checks import check_count, check_enums, check_finite, check_range
from ml_tools.utils.pre_processing.steps.dates import ends
from ml_tools.utils.pre_processing.steps.neighbors import MOST_DONORS, MOST_NEIGHBORS
from ml_tools.utils_interface.v1.steps import (
    EncodeBy,
    FittedColumnFilter,
    FittedDateParts,
    FittedEncode,
    FittedImpute,
    FittedRowFilter,
    FittedScale,
    FittedStep,
    FittedTfIdf,
)

__all__ = ["check_fitted_steps"]


def check_fitted_steps(steps: Sequence[FittedStep]) -> None:
    """Check fitted steps as far as can be seen without a table.

    Raises:
        brolly.InvalidArgument: One is not known here, or its parts do not fit together.
    """
    check_count("fitted.steps", steps)
    for number, step in enumerate(steps):
        where = f"fitted.steps[{number}]"
        check_enums(where, step.action)
        _CHECKS[type(step.action)](where, step.action)


def _check_scale(where: str, action: FittedScale) -> None:
    for column in action.columns:
        check_finite(f"{where}.center", column.center)
        check_finite(f"{where}.power", column.power)
        check_finite(f"{where}.shift", column.shift)
        if not math.isfinite(column.scale) or column.scale == 0:
            raise brolly.InvalidArgument(f"{where}.scale: expected a finite number but 0, got {column.scale}")
        if column.quantiles is not None and (not column.quantiles or len(column.quantiles) % 8):
            found = f"{len(column.quantiles)} bytes"
            raise brolly.InvalidArgument(f"{where}.quantiles: expected 8 bytes a number, got {found}")


def _check_impute(where: str, action: FittedImpute) -> None:
    for column in action.columns:
        check_finite(f"{where}.number", column.number)
    if action.donors is not None:
        check_range(f"{where}.donors.neighbors", action.donors.neighbors, 1, MOST_NEIGHBORS)
        check_range(f"{where}.donors.rows", action.donors.rows, 0, MOST_DONORS)


def _check_encode(where: str, action: FittedEncode) -> None:
    for column in action.columns:
        expected = max(len(column.into), 1)
        if action.by == EncodeBy.ONE_HOT:
            expected = len(column.levels) + bool(column.rare) + column.has_missing
        elif action.by == EncodeBy.ORDINAL:
            expected = 1
        _check_into(where, column.into, expected)


def _check_dates(where: str, action: FittedDateParts) -> None:
    for column in action.columns:
        for part in column.parts:
            check_known(f"{where}.parts", part)
        _check_into(where, column.into, sum(len(ends(part, cyclic=action.cyclic)) for part in column.parts))


def _check_words(where: str, action: FittedTfIdf) -> None:
    for column in action.columns:
        _check_into(where, column.into, len(column.words))
        for word in column.words:
            check_finite(f"{where}.rarity", word.rarity)


def _check_into(where: str, into: Sequence[str], expected: int) -> None:
    if len(into) != expected:
        raise brolly.InvalidArgument(f"{where}.into: expected {expected} names of columns, got {len(into)}")


def _check_nothing(where: str, action: object) -> None:
    """Row and column filters have nothing that could be wrong."""


_CHECKS: Mapping[type[Any], Callable[[str, Any], None]] = {
    FittedImpute: _check_impute,
    FittedEncode: _check_encode,
    FittedScale: _check_scale,
    FittedRowFilter: _check_nothing,
    FittedColumnFilter: _check_nothing,
    FittedDateParts: _check_dates,
    FittedTfIdf: _check_words,
}

"""What callers may ask of steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

import brolly
from brolly.open_enum import OpenEnum
from ml_tools.utils.pre_processing.recipes import MAX_CODES, MAX_LEVELS, check_known
from ml_tools.utils.pre_processing.steps.neighbors import MOST_DONORS, MOST_NEIGHBORS
from ml_tools.utils_interface.v1.steps import (
    Columns,
    DateParts,
    DropColumns,
    DropConstant,
    DropCorrelated,
    DropOutliers,
    Encode,
    EncodeBy,
    Impute,
    Scale,
    ScaleBy,
    Step,
    TfIdf,
)

__all__ = ["check_count", "check_enums", "check_finite", "check_range", "check_steps"]

_MOST_STEPS = 100


def check_steps(steps: Sequence[Step]) -> None:
    """Check the steps of a recipe.

    Raises:
        brolly.InvalidArgument: One asks for what is not known here.
    """
    check_count("recipe.steps", steps)
    for number, step in enumerate(steps):
        where = f"recipe.steps[{number}]"
        check_enums(where, step.action)
        for each, kind in enumerate((step.columns or Columns()).kinds):
            check_known(f"{where}.columns.kinds[{each}]", kind)
        _check_action(where, step)


def _check_action(where: str, step: Step) -> None:
    match step.action:
        case Impute():
            check_finite(f"{where}.number", step.action.number)
            check_range(f"{where}.neighbors", step.action.neighbors, 1, MOST_NEIGHBORS)
            check_range(f"{where}.donors", step.action.donors, 1, MOST_DONORS)
        case Encode():
            most = MAX_LEVELS if step.action.by == EncodeBy.ONE_HOT else MAX_CODES
            check_range(f"{where}.max_levels", step.action.max_levels, 1, most)
            check_range(f"{where}.min_rows", step.action.min_rows, 1, 2**31 - 1)
            check_range(f"{where}.smoothing", step.action.smoothing, 0, 1e12)
            check_range(f"{where}.folds", step.action.folds, 2, 100)
            check_range(f"{where}.features", step.action.features, 1, 4096)
        case Scale():
            _check_scale(where, step.action)
        case DropOutliers():
            check_range(f"{where}.threshold", step.action.threshold, 0, 1e12)
        case DropConstant():
            _check_share(f"{where}.share", step.action.share)
        case DropCorrelated():
            _check_share(f"{where}.threshold", step.action.threshold)
        case DropColumns():
            if not (step.columns and (step.columns.names or step.columns.kinds)):
                raise brolly.InvalidArgument(f"{where}.columns: expected names or kinds of columns to drop, got none")
        case TfIdf():
            check_range(f"{where}.max_words", step.action.max_words, 1, 10_000)
            check_range(f"{where}.min_rows", step.action.min_rows, 1, 2**31 - 1)
        case _:
            pass


def _check_scale(where: str, action: Scale) -> None:
    check_range(f"{where}.quantiles", action.quantiles, 10, 10_000)
    low, high = action.low or 0.0, 1.0 if action.high is None else action.high
    if action.by == ScaleBy.MIN_MAX and not -1e12 <= low < high <= 1e12:
        raise brolly.InvalidArgument(
            f"{where}.low: expected less than high, both from -1e12 to 1e12, got {low}, {high}"
        )


def check_enums(where: str, action: msgspec.Struct) -> None:
    """Check that every choice of an action, or of a fitted one, is known here."""
    for field in msgspec.structs.fields(action):
        value = getattr(action, field.name)
        if isinstance(value, OpenEnum) and (value.value or field.name != "unknown"):
            check_known(f"{where}.{field.name}", value)
    parts = action.parts if isinstance(action, DateParts) else ()
    for number, part in enumerate(parts):
        check_known(f"{where}.parts[{number}]", part)


def check_count(where: str, steps: Sequence[object]) -> None:
    """Check that there are not too many steps."""
    if len(steps) > _MOST_STEPS:
        raise brolly.InvalidArgument(f"{where}: expected at most {_MOST_STEPS}, got {len(steps):,}")


def check_range(where: str, value: float | None, least: float, most: float) -> None:
    """Check that a number, where it is set, is from one to another."""
    if value is not None and not least <= value <= most:
        raise brolly.InvalidArgument(f"{where}: expected {least:,} to {most:,}, got {value:,}")


def _check_share(where: str, value: float | None) -> None:
    if value is not None and not 0 < value <= 1:
        raise brolly.InvalidArgument(f"{where}: expected a number above 0, and 1 at most, got {value}")


def check_finite(where: str, value: float | None) -> None:
    """Check that a number, where it is set, is finite."""
    if value is not None and not math.isfinite(value):
        raise brolly.InvalidArgument(f"{where}: expected a finite number, got {value}")

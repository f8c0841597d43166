"""What callers may ask of recipes, and which fitted recipes can be applied."""

from __future__ import annotations

import math
from collections.abc import Iterable

import brolly
from brolly.open_enum import OpenEnum
from ml_tools.utils_interface.v1.pre_processing import (
    EncodeTexts,
    FittedColumn,
    FittedRecipe,
    NumberStep,
    Recipe,
    TextStep,
)

__all__ = [
    "FORMATS",
    "MAX_CODES",
    "MAX_LEVELS",
    "MAX_TEXT_BYTES",
    "RANKS",
    "check_fitted",
    "check_known",
    "check_recipe",
    "format_of",
    "max_levels",
    "width",
]

FORMATS = (1, 2, 3)
"""The versions of the form of fitted recipes that are read here; the lowest that says it all is written."""

RANKS = (EncodeTexts.ORDINAL, EncodeTexts.CODES)
"""What makes one feature of a text: the ranks of its levels."""

MAX_TEXT_BYTES = 2_000_000
"""The most that levels and the names of their features take; they go with every split and every model."""

MAX_CODES = 65_535
"""The most levels of a text that have a code."""

_LEVELS = 20
MAX_LEVELS = 1000
"""The most levels of a text that get a feature each."""


def max_levels(recipe: Recipe) -> int:
    """Return how many levels of a text get a feature each."""
    return _LEVELS if recipe.max_levels is None else recipe.max_levels


def check_recipe(recipe: Recipe) -> None:
    """Check a recipe.

    Raises:
        brolly.InvalidArgument: It asks for what is not known here.
    """
    for field in ("impute_numbers", "encode_texts", "scale_numbers"):
        check_known(f"recipe.{field}", getattr(recipe, field))
    if not 1 <= max_levels(recipe) <= MAX_LEVELS:
        raise brolly.InvalidArgument(f"recipe.max_levels: expected 1 to {MAX_LEVELS:,}, got {recipe.max_levels}")


def check_fitted(fitted: FittedRecipe) -> None:
    """Check that a fitted recipe can be applied.

    Raises:
        brolly.FailedPrecondition: It is of another format.
        brolly.InvalidArgument: Its parts do not fit together.
    """
    if fitted.format not in FORMATS:
        known = ", ".join(map(str, FORMATS[:-1])) + f" or {FORMATS[-1]}"
        raise brolly.FailedPrecondition(
            f"fitted.format: expected {known}, got {fitted.format}; fit the recipe again with this version"
        )
    for number, column in enumerate(fitted.columns):
        _check_step(f"fitted.columns[{number}].step", column.step)
    expected, got = sum(width(column.step) for column in fitted.columns), len(fitted.feature_names)
    if not expected or expected != got:
        raise brolly.InvalidArgument(
            f"fitted.feature_names: expected {expected or 'at least 1'}, as many as its columns make, got {got}"
        )


def format_of(columns: Iterable[FittedColumn]) -> int:
    """Return the lowest version of the form of fitted recipes that says all of its columns."""
    steps = [column.step for column in columns]
    keeps = any(isinstance(step, NumberStep) and step.keeps_missing for step in steps)
    codes = any(isinstance(step, TextStep) and step.encode_texts == EncodeTexts.CODES for step in steps)
    return 2 if keeps or codes else 1


def width(step: NumberStep | TextStep) -> int:
    """Return how many features a step makes."""
    if isinstance(step, NumberStep) or step.encode_texts in RANKS:
        return 1
    return len(step.levels) + bool(step.has_other) + bool(step.has_missing)


def _check_step(where: str, step: NumberStep | TextStep) -> None:
    if isinstance(step, TextStep):
        check_known(f"{where}.encode_texts", step.encode_texts)
        return
    for field in ("fill", "center", "scale"):
        value = getattr(step, field)
        if not math.isfinite(value) or (field == "scale" and value == 0):
            expected = "a finite number but 0" if field == "scale" else "a finite number"
            raise brolly.InvalidArgument(f"{where}.{field}: expected {expected}, got {value}")


def check_known(where: str, member: OpenEnum) -> None:
    """Check that a choice is one that is known here."""
    if not member.is_known or not member.value:
        known = ", ".join(each.name for each in type(member) if each.value)
        raise brolly.InvalidArgument(f"{where}: expected one of {known}, got {member.value}")

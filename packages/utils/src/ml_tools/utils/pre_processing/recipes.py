"""What callers may ask of recipes, and which fitted recipes can be applied."""

from __future__ import annotations

import math

import brolly
from brolly.open_enum import OpenEnum
from ml_tools.utils_interface.v1.pre_processing import EncodeTexts, FittedRecipe, NumberStep, Recipe, TextStep

__all__ = ["FORMAT", "MAX_TEXT_BYTES", "check_fitted", "check_recipe", "max_levels", "width"]

FORMAT = 1
"""The version of the form of fitted recipes that is written and read here."""

MAX_TEXT_BYTES = 1_000_000
"""The most that levels and the names of their features take; they go with every split and every model."""

_LEVELS = 20
_MAX_LEVELS = 1000


def max_levels(recipe: Recipe) -> int:
    """Return how many levels of a text get a feature each."""
    return _LEVELS if recipe.max_levels is None else recipe.max_levels


def check_recipe(recipe: Recipe) -> None:
    """Check a recipe.

    Raises:
        brolly.InvalidArgument: It asks for what is not known here.
    """
    for field in ("impute_numbers", "encode_texts", "scale_numbers"):
        _check_known(f"recipe.{field}", getattr(recipe, field))
    if not 1 <= max_levels(recipe) <= _MAX_LEVELS:
        raise brolly.InvalidArgument(f"recipe.max_levels: expected 1 to {_MAX_LEVELS:,}, got {recipe.max_levels}")


def check_fitted(fitted: FittedRecipe) -> None:
    """Check that a fitted recipe can be applied.

    Raises:
        brolly.FailedPrecondition: It is of another format.
        brolly.InvalidArgument: Its parts do not fit together.
    """
    if fitted.format != FORMAT:
        raise brolly.FailedPrecondition(
            f"fitted.format: expected {FORMAT}, got {fitted.format}; fit the recipe again with this version"
        )
    for number, column in enumerate(fitted.columns):
        _check_step(f"fitted.columns[{number}].step", column.step)
    expected, got = sum(width(column.step) for column in fitted.columns), len(fitted.feature_names)
    if not expected or expected != got:
        raise brolly.InvalidArgument(
            f"fitted.feature_names: expected {expected or 'at least 1'}, as many as its columns make, got {got}"
        )


def width(step: NumberStep | TextStep) -> int:
    """Return how many features a step makes."""
    if isinstance(step, NumberStep) or step.encode_texts == EncodeTexts.ORDINAL:
        return 1
    return len(step.levels) + bool(step.has_other) + bool(step.has_missing)


def _check_step(where: str, step: NumberStep | TextStep) -> None:
    if isinstance(step, TextStep):
        _check_known(f"{where}.encode_texts", step.encode_texts)
        return
    for field in ("fill", "center", "scale"):
        value = getattr(step, field)
        if not math.isfinite(value) or (field == "scale" and value == 0):
            expected = "a finite number but 0" if field == "scale" else "a finite number"
            raise brolly.InvalidArgument(f"{where}.{field}: expected {expected}, got {value}")


def _check_known(where: str, member: OpenEnum) -> None:
    if not member.is_known or not member.value:
        known = ", ".join(each.name for each in type(member) if each.value)
        raise brolly.InvalidArgument(f"{where}: expected one of {known}, got {member.value}")

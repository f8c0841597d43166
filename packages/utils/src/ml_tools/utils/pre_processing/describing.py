"""Recipes in words."""

from __future__ import annotations

from collections.abc import Sequence

from ml_tools.utils.pre_processing.recipes import max_levels
from ml_tools.utils.pre_processing.steps import in_words, listed
from ml_tools.utils_interface.v1.pre_processing import (
    EncodeTexts,
    FittedColumn,
    FittedRecipe,
    ImputeNumbers,
    MissingColumns,
    NumberStep,
    Recipe,
    ScaleNumbers,
    TextStep,
)

__all__ = ["describe"]

_IMPUTED = {
    ImputeNumbers.MEAN: "Missing numbers become the mean",
    ImputeNumbers.MEDIAN: "Missing numbers become the median",
    ImputeNumbers.NONE: "Missing numbers stay missing",
}
_ENCODED = {
    EncodeTexts.ONE_HOT: "a feature of 0 and 1 for each level",
    EncodeTexts.ORDINAL: "the rank of their level",
    EncodeTexts.CODES: "the code of their level, or missing",
}


def describe(described: Recipe | FittedRecipe) -> tuple[str, ...]:
    """Return a sentence a step, in order."""
    last = _asked(described) if isinstance(described, Recipe) else _learned(described.columns)
    missing = ()
    if described.missing_columns == MissingColumns.AS_MISSING:
        missing = ("A column that is not there counts as missing.",)
    return (*missing, *map(in_words, described.steps), *last)


def _asked(recipe: Recipe) -> tuple[str, ...]:
    scaled = ", and numbers are brought to a mean of 0 and a standard deviation of 1"
    scaled = scaled if recipe.scale_numbers == ScaleNumbers.STANDARD else ""
    most = f", up to {max_levels(recipe):,}" if recipe.encode_texts == EncodeTexts.ONE_HOT else ""
    return (
        f"{_IMPUTED[recipe.impute_numbers]}{scaled}.",
        f"Texts become {_ENCODED[recipe.encode_texts]}{most}.",
    )


def _learned(columns: Sequence[FittedColumn]) -> tuple[str, ...]:
    numbers = [column for column in columns if isinstance(column.step, NumberStep)]
    texts: dict[EncodeTexts, list[str]] = {}
    for column in columns:
        if isinstance(column.step, TextStep):
            texts.setdefault(column.step.encode_texts, []).append(column.name)
    sentences = [_numbers(numbers)] if numbers else []
    sentences += [f"Texts become {_ENCODED[encoded]}: {listed(names)}." for encoded, names in texts.items()]
    return tuple(sentences)


def _numbers(columns: Sequence[FittedColumn]) -> str:
    steps = [column.step for column in columns if isinstance(column.step, NumberStep)]
    filled = not any(step.keeps_missing for step in steps)
    scaled = any((step.center, step.scale) != (0.0, 1.0) for step in steps)
    how = "filled where they are missing" if filled else "left missing where they are"
    how += ", and scaled to a mean of 0 and a standard deviation of 1" if scaled else ""
    return f"Numbers are {how}: {listed([column.name for column in columns])}."

"""Contributions of columns to predictions, as the table of the contract."""

from __future__ import annotations

import difflib

import numpy as np
import pyarrow as pa

import brolly
from ml_tools.models.bounds import shown
from ml_tools.models.examples import Features
from ml_tools.models.explain.attribution import attributions
from ml_tools.models.feature_places import feature_places
from ml_tools.models.structure import Link, Trees
from ml_tools.models_interface import AttributionScale, Model
from ml_tools.utils_interface import FittedRecipe

__all__ = ["check_class", "contributions_table", "scale_of"]

_SCALES = {
    Link.NUMBER: AttributionScale.NUMBER,
    Link.SHARES: AttributionScale.PROBABILITY,
    Link.LOGITS: AttributionScale.MARGIN,
    Link.ODDS: AttributionScale.MARGIN,
}


def scale_of(trees: Trees) -> AttributionScale:
    """Return what contributions add up to."""
    return _SCALES[trees.link]


def check_class(model: Model, class_name: str | None) -> str | None:
    """Return the class whose prediction is taken apart; None for a model of numbers.

    Raises:
        brolly.InvalidArgument: The model has no such class.
    """
    if class_name is None:
        return model.classes[-1] if model.classes else None
    if class_name not in model.classes:
        near = difflib.get_close_matches(class_name[:60], model.classes, n=1)
        hint = f"; did you mean {shown(near[0])}?" if near else ""
        expected = "one of the model's classes" if model.classes else "none, since the model predicts numbers"
        raise brolly.InvalidArgument(f"class_name: expected {expected}, got {shown(class_name)}{hint}")
    return class_name


def contributions_table(trees: Trees, features: Features, fitted: FittedRecipe, place: int) -> pa.Table:
    """Return a row for each row of features: `base`, `contribution of COLUMN` each, and `total`.

    Args:
        trees: What predicts.
        features: `(rows, features)`.
        fitted: Tells which features are made of which column.
        place: The index of the class, 0 for numbers.
    """
    is_pair = trees.link is not Link.NUMBER and len(trees.base) == 1
    base, found = attributions(trees, features, 0 if is_pair else place)
    if is_pair and place == 0:  # what is said of the second class is not said of the first
        base, found = (1.0 if trees.link is Link.SHARES else 0.0) - base, -found
    columns = {f"contribution of {name}": found[:, places].sum(axis=1) for name, places in feature_places(fitted)}
    total = base + sum(columns.values(), np.zeros(len(features)))
    arrays = {"base": np.full(len(features), base), **columns, "total": total}
    return pa.Table.from_arrays([pa.array(array) for array in arrays.values()], list(arrays))

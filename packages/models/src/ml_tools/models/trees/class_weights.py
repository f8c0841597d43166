"""How much the rows of each class count."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.bounds import check_positive, shown
from ml_tools.models.examples import Examples
from ml_tools.models_interface import ClassWeight

__all__ = ["ClassWeights", "named_weights"]

_MOST_SHOWN = 20


class ClassWeights(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller has asked for; both together multiply."""

    where: str = "algorithm"
    """What messages call the settings."""
    balanced: bool = False
    """Whether the rows of each class count as much as those of any other."""
    by_name: Mapping[str, float] = {}
    """How much a row of a class counts; 1 for those that are not named."""

    def of(self, examples: Examples) -> NDArray[np.float64] | None:
        """Return how much a row of each class counts, `(classes,)`; None where all count the same.

        Raises:
            brolly.InvalidArgument: There are no classes, or not those that are named.
        """
        if not self.balanced and not self.by_name:
            return None
        if not examples.class_count:
            raise brolly.InvalidArgument(
                f"{self.where}: expected class weights for a classification only, got them for a regression; "
                "remove balanced_classes and class_weights"
            )
        weights = self._named(examples)
        if self.balanced:
            weights /= np.maximum(1, np.bincount(examples.class_indices, minlength=examples.class_count))
        return weights

    def _named(self, examples: Examples) -> NDArray[np.float64]:
        weights, names = np.ones(examples.class_count), examples.class_names
        if unknown := [name for name in self.by_name if name not in names]:
            raise brolly.InvalidArgument(
                f"{self.where}.class_weights: expected names of the classes {_listed(names)}, got {_listed(unknown)}"
            )
        for name, weight in self.by_name.items():
            weights[names.index(name)] = weight
        return weights


def named_weights(where: str, weights: tuple[ClassWeight, ...]) -> dict[str, float]:
    """Return weights by the names of classes.

    Raises:
        brolly.InvalidArgument: One is not above 0, or a class has two.
    """
    found: dict[str, float] = {}
    for each in weights:
        name = shown(each.class_name)
        if each.class_name in found:
            raise brolly.InvalidArgument(f"{where}.class_weights: expected each class once, got {name} twice")
        found[each.class_name] = check_positive(f"{where}.class_weights: {name}", each.weight)
    return found


def _listed(names: tuple[str, ...] | list[str]) -> str:
    rest = len(names) - _MOST_SHOWN
    return ", ".join([*map(shown, names[:_MOST_SHOWN]), *([f"and {rest:,} more"] if rest > 0 else [])])

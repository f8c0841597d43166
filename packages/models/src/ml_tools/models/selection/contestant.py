"""An algorithm that takes part in a comparison or a search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from ml_tools.models.family import LearnMany
from ml_tools.models.learner import Learn, Predict
from ml_tools.utils_interface import Recipe, Task

__all__ = ["Contestant"]


class Contestant(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """An algorithm that takes part."""

    name: str
    settings: Any
    """The message of its settings."""
    recipe: Recipe
    """How its features are made."""
    learn: Learn
    learn_many: LearnMany | None
    """Learns for all that have the same one, with the settings of each."""
    predict: Callable[[Task], Predict]
    """Returns what predicts for a task, or raises `brolly.InvalidArgument` when the algorithm cannot do it."""

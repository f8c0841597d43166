"""What an algorithm of the contract is made of; each context of algorithms has some."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from ml_tools.models.examples import Examples
from ml_tools.models.learner import Arrays, Learn, Predict
from ml_tools.models.space import Space
from ml_tools.utils_interface import Task

__all__ = ["Family", "FeatureForm", "LearnMany", "LearnerOf"]

LearnerOf = Callable[[Any, str, int], Learn]
"""From the settings of the contract, how messages call them, and the most bytes that the model may take.

It raises `brolly.InvalidArgument` when a setting is out of its range.
"""


class LearnMany(Protocol):
    """What an algorithm does with several settings at once, where they share work."""

    async def __call__(self, examples: Examples, settings: Sequence[Any], *, seed: int) -> list[Arrays]:
        """Learn with each of the settings, the same as one by one up to rounding.

        Args:
            examples: One row at least.
            settings: Messages of the family's settings, each checked by its `learner` before.
            seed: From 0 to 2**64 - 1.

        Returns:
            What was learned, in the order of the settings.
        """
        ...


class FeatureForm(enum.Enum):
    """The form of features that an algorithm is made for, which decides its recipe when the caller does not say."""

    SCALED = "scaled"
    """Nothing missing, a feature for each level of a text, all of mean 0 and standard deviation 1."""
    NATIVE = "native"
    """What is missing stays so, and the levels of a text are codes."""
    PIXELS = "pixels"
    """Each column of numbers is a feature, also one that does not vary."""


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """An algorithm of the contract, whatever its settings."""

    name: str
    """What models call it: stored ones are found by it."""
    settings: type
    """The message of its settings."""
    learner: LearnerOf
    predict: Mapping[Task, Predict]
    """What predicts, by the tasks that it can do."""
    form: FeatureForm
    learn_many: LearnMany | None = None
    """What learns with several settings in less time than one after the other, where there is such a way."""
    space: Space = msgspec.field(default_factory=dict[str, Any])
    """What a search draws settings from; empty where there is nothing to search."""

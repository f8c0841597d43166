"""The settings that a search draws from, as data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

__all__ = ["Choice", "Range", "Space", "drawn"]


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers between two others."""

    low: float
    high: float
    is_log: bool = False
    """Whether each factor is as likely, instead of each difference."""
    is_whole: bool = False

    def draw(self, random: np.random.Generator) -> float | int:
        """Draw one of them."""
        low, high = (math.log(self.low), math.log(self.high)) if self.is_log else (self.low, self.high)
        value = float(random.uniform(low, high))
        value = math.exp(value) if self.is_log else value
        return round(value) if self.is_whole else float(f"{value:.4g}")


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One of some values, each as likely."""

    of: tuple[Any, ...]

    def draw(self, random: np.random.Generator) -> Any:
        """Draw one of them."""
        return self.of[int(random.integers(len(self.of)))]


Space = Mapping[str, Range | Choice]
"""What each setting is drawn from, by its name in the message."""


def drawn(settings: Any, space: Space, random: np.random.Generator) -> Any:
    """Return settings with what is not set of them drawn from a space.

    All of the space is drawn, whether it is used or not, so that what is set does not change what is drawn beside it.
    """
    values = {name: values.draw(random) for name, values in space.items()}
    unset = {name: value for name, value in values.items() if getattr(settings, name) in (None, ())}
    return msgspec.structs.replace(settings, **unset)

"""Grows boosted trees: in native code where it was compiled and JAX has no other device, else in XLA."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.boosting.ground import Ground
from ml_tools.models.boosting.native_grower import NativeGrower
from ml_tools.models.boosting.rounds import Rounds
from ml_tools.models.boosting.settings import Settings
from ml_tools.models.boosting.xla_grower import XlaGrower
from ml_tools.models.native import is_native

__all__ = ["Grower", "open_grower"]


class Grower(Protocol):
    """Grows trees round by round; each kind grows the same ones."""

    def grow(self, chosen: NDArray[np.bool_]) -> Rounds:
        """Grow more trees, for each column one a round.

        Args:
            chosen: `(rounds, features)`, the features that the trees of a round may split.
        """
        ...

    def stop(self) -> None:
        """End what grows in a thread that is to end, soon."""
        ...

    def close(self) -> None:
        """Give memory back."""
        ...


def open_grower(ground: Ground, settings: Settings, key: int) -> Grower:
    """Prepare growth.

    Args:
        ground: What trees grow on.
        settings: How.
        key: What chance is made of, 64 bits.
    """
    return NativeGrower(ground, settings, key) if is_native() else XlaGrower(ground, settings, key)

"""What steps learn from: the training rows, and the target where there is one."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from ml_tools.utils.pre_processing.steps.frames import Frame

__all__ = ["Learned", "Outcome", "Training"]

T = TypeVar("T")


class Outcome(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The target of the training rows."""

    values: NDArray[np.float64]
    """`(rows,)`, numbers, or positions among the classes."""
    classes: tuple[str, ...]
    """Empty for regression."""


class Training(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The training rows as they are when a step has its turn."""

    frame: Frame
    kept: NDArray[np.intp]
    """`(rows,)`, which of the training rows that there were at first."""
    outcome: Outcome | None
    seed: int
    groups: NDArray[np.int64] | None = None
    """`(rows,)`, equal for rows that depend on each other; None when each is on its own."""

    def with_frame(self, frame: Frame) -> Training:
        """Return the same rows with other columns."""
        return msgspec.structs.replace(self, frame=frame)

    def take(self, rows: NDArray[np.intp]) -> Training:
        """Return some of the rows."""
        outcome = self.outcome
        if outcome is not None:
            outcome = Outcome(values=outcome.values[rows], classes=outcome.classes)
        groups = None if self.groups is None else self.groups[rows]
        frame, kept = self.frame.take(rows), self.kept[rows]
        return Training(frame=frame, kept=kept, outcome=outcome, seed=self.seed, groups=groups)

    def shuffled(self) -> NDArray[np.intp]:
        """Return the rows in an order that the seed decides, alike on every machine."""
        return np.argsort(np.random.PCG64(self.seed % 2**64).random_raw(self.frame.rows), kind="stable")


class Learned(msgspec.Struct, Generic[T], frozen=True, kw_only=True, eq=False):
    """What a step learned, and what it makes of the training rows."""

    fitted: T
    training: Training
    notes: tuple[str, ...] = ()

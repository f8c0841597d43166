"""Growth of boosted trees in native code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.boosting.ground import Ground
from ml_tools.models.boosting.rounds import Rounds
from ml_tools.models.boosting.settings import Settings
from ml_tools.models.boosting.tables import exponentials, logarithms
from ml_tools.models.processors import processors

__all__ = ["NativeGrower"]


class NativeGrower:
    """Grows trees with all processors of this process; needs native code."""

    def __init__(self, ground: Ground, settings: Settings, key: int, *, threads: int | None = None) -> None:
        from ml_tools import kernels  # an extra: `models.native` tells whether it is there

        held = ground.held
        sample = kernels.BoostSample(
            codes=ground.codes,
            bins=ground.bins.counts,
            target=ground.target,
            salt=ground.salt,
            weight=ground.weight,
            held=None if held is None else held.astype(np.uint8),
            monotone=ground.monotone,
        )
        loss = kernels.BoostLoss(
            kind=int(ground.loss),
            level=ground.level,
            held_shift=ground.held_shift,
            held_most=ground.held_most,
            start=ground.start,
            exponentials=exponentials(),
            logarithms=logarithms(),
        )
        growth = kernels.BoostSettings(
            key=key,
            rate=settings.learning_rate,
            l2=ground.l2,
            min_hessian=ground.min_hessian,
            leaves=settings.leaves,
            max_depth=settings.max_depth,
            min_leaf_rows=settings.min_leaf_rows,
            row_share=settings.row_share,
        )
        self._stop = kernels.Stop()
        self._booster = kernels.Booster(sample, loss, growth, threads=threads or processors())

    def grow(self, chosen: NDArray[np.bool_]) -> Rounds:
        """Grow more trees."""
        return Rounds(*self._booster.grow(len(chosen), chosen, self._stop))

    def stop(self) -> None:
        """End what grows, soon."""
        self._stop.set()

    def close(self) -> None:
        """Give memory back."""
        self._booster.close()

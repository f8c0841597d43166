"""What all trees of a forest grow on."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from ml_tools.models.examples import Examples
from ml_tools.models.forest.positions import bin_positions
from ml_tools.models.trees import Bins, Ranks, binned, fit_ranks

__all__ = ["Ground", "prepare_ground"]

_SEARCH_BITS = 30
_WORD_BITS = 62


class Ground(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Examples as whole numbers, so that sums are exact and a tree is the same in whatever order they are added."""

    codes: NDArray[np.uint8]
    """`(rows, features)`, the bin of each value."""
    bins: Bins
    ranks: Ranks
    """Those of the features that are codes of levels."""
    target: NDArray[np.int64]
    """`(rows,)`, the number as a multiple of `1 / unit`, or the index of the class; of two, 1 is the second one."""
    class_count: int
    """How many classes there are if more than 2; 0 when the target is one number."""
    shift: int
    """How many bits of the number are left out where splits are searched."""
    unit: float
    center: float
    """What was subtracted from the target."""
    scale: float
    """What it was divided by then."""
    positions: NDArray[np.uint32] | None
    """`(features, 256)`, where bins lie; None unless thresholds are drawn."""


def prepare_ground(examples: Examples, *, is_extra: bool = False) -> Ground:
    """Bin the features and round the target, once for all trees.

    Args:
        examples: What to learn from.
        is_extra: Whether thresholds are drawn.
    """
    if examples.class_count:
        several = examples.class_count if examples.class_count > 2 else 0
        whole, bits, center, scale = examples.class_indices, 0, 0.0, 1.0
        shift = 0
    else:
        several = 0
        center, scale = _spread(examples.target)
        row_bits = len(examples.target).bit_length()
        bits = _WORD_BITS - row_bits
        shift = bits - min(_SEARCH_BITS, _WORD_BITS - 2 * row_bits)
        whole = np.rint(np.ldexp((examples.target - center) / scale, bits)).astype(np.int64)
    ranks = fit_ranks(examples.features, examples.origins, whole, examples.class_count)
    codes, bins = binned(examples.features, ranks)
    return Ground(
        codes=codes,
        bins=bins,
        ranks=ranks,
        target=whole,
        class_count=several,
        shift=shift,
        unit=float(2**bits),
        center=center,
        scale=scale,
        positions=bin_positions(bins) if is_extra else None,
    )


def _spread(target: NDArray[np.float64]) -> tuple[float, float]:
    """Return the middle of its range, which no order of rows changes, and the largest distance from it."""
    least, most = float(np.min(target)), float(np.max(target))
    return least / 2 + most / 2, (most / 2 - least / 2) or 1.0

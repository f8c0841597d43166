"""What L-BFGS remembers of its steps."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Memory"]

Numbers = NDArray[np.float64]
_REMEMBERED = 20


class Memory:
    """The last steps, and how the gradient changed with each."""

    def __init__(self) -> None:
        self._pairs: deque[tuple[Numbers, Numbers, float]] = deque(maxlen=_REMEMBERED)
        self._last: tuple[Numbers, Numbers] | None = None

    def direction(self, weights: Numbers, gradient: Numbers, inverse: Callable[[Numbers], Numbers] | None) -> Numbers:
        """Return where to go from here, which is remembered.

        Args:
            weights: Of any shape.
            gradient: Of the same.
            inverse: Multiplies with the inverse of the second derivatives, roughly; None does with a multiple of the
                unit matrix.
        """
        self._remember(weights, gradient)
        rest, shares = gradient, list[float]()
        for step, change, size in reversed(self._pairs):
            shares.append(float(np.sum(step * rest)) / size)
            rest = rest - shares[-1] * change
        found = inverse(rest) if inverse else rest * self._scale()
        for (step, change, size), share in zip(self._pairs, reversed(shares), strict=True):
            found = found + (share - float(np.sum(change * found)) / size) * step
        return -found

    def _remember(self, weights: Numbers, gradient: Numbers) -> None:
        if self._last is not None:
            step, change = weights - self._last[0], gradient - self._last[1]
            size = float(np.sum(step * change))
            if size > 0:
                self._pairs.append((step, change, size))
        self._last = weights, gradient

    def _scale(self) -> float:
        if not self._pairs:
            return 1.0
        _, change, size = self._pairs[-1]
        return size / float(np.sum(change * change))

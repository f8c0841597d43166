"""How many different values there are, in bounded memory."""

from __future__ import annotations

import numpy as np

from ml_tools.datasets.profiles.hashing import Hashes

__all__ = ["DistinctCount"]

_KEPT = 65_536


class DistinctCount:
    """Counts different hashes: exactly up to a number `kept`, by the smallest so many of them beyond.

    The estimator of k minimum values: Bar-Yossef and others, "Counting Distinct Elements in a Data Stream", 2002; its
    relative standard error is 0.4 % for the 65,536 that are kept unless told.
    """

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._smallest: Hashes = np.empty(0, np.uint64)

    def add(self, hashes: Hashes) -> None:
        """Count more values, in any order."""
        if not self.is_exact:
            hashes = hashes[hashes < self._smallest[-1]]
        self._smallest = np.union1d(self._smallest, hashes)[: self._kept + 1]

    @property
    def is_exact(self) -> bool:
        """Whether the count is no estimate."""
        return len(self._smallest) <= self._kept

    @property
    def count(self) -> int:
        """How many different values there were."""
        if self.is_exact:
            return len(self._smallest)
        share = float(self._smallest[self._kept - 1]) / 2.0**64
        return round((self._kept - 1) / share)

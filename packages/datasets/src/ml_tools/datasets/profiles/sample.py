"""Rows drawn evenly from a stream whose length is not known."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["RowSample"]

_MOST_ROWS = 200_000
_MOST_CELLS = 4_000_000


class RowSample:
    """Keeps the rows that drew the smallest random numbers: each row with the same chance, in the order they came."""

    def __init__(self, schema: pa.Schema) -> None:
        self._most = max(1000, min(_MOST_ROWS, _MOST_CELLS // max(1, len(schema))))
        self._random = np.random.Generator(np.random.PCG64(0))
        self._parts: list[pa.Table] = [schema.empty_table()]
        self._draws: list[NDArray[np.float64]] = []
        self._held = 0
        self._highest = 1.0

    def add(self, rows: pa.Table) -> None:
        """Draw for more rows."""
        draws = self._random.random(rows.num_rows)
        kept = draws < self._highest
        self._parts.append(rows if kept.all() else rows.filter(pa.array(kept)))
        self._draws.append(draws[kept])
        self._held += len(self._draws[-1])
        if self._held > 2 * self._most:
            self._shrink()

    def rows(self) -> pa.Table:
        """Return what is kept: all rows where there were no more than the bound."""
        if self._held > self._most:
            self._shrink()
        return pa.concat_tables(self._parts).unify_dictionaries()

    def _shrink(self) -> None:
        draws = np.concatenate(self._draws)
        self._highest = float(np.partition(draws, self._most)[self._most])
        kept = draws < self._highest
        self._parts = [pa.concat_tables(self._parts).filter(pa.array(kept)).combine_chunks()]
        self._draws = [draws[kept]]
        self._held = len(self._draws[0])

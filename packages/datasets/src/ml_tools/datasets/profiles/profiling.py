"""The profile of a table whose rows come in parts, in memory that does not grow with them."""

from __future__ import annotations

import difflib

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.datasets.profiles.correlations import correlations
from ml_tools.datasets.profiles.distinct import DistinctCount
from ml_tools.datasets.profiles.findings import Described, findings
from ml_tools.datasets.profiles.hashing import Hashes, hash_words
from ml_tools.datasets.profiles.roles import likely_target
from ml_tools.datasets.profiles.sample import RowSample
from ml_tools.datasets.profiles.totals import NumberTotals, Totals, as_numbers, totals_of
from ml_tools.datasets.profiles.values import column_profile
from ml_tools.datasets_interface import Profile

__all__ = ["Profiler"]

_MOST_ROWS_A_PART = 100_000
_MOST_ROWS_COMPARED = 1_000_000
"""With each other, to count those that occur more than once."""
_LONGEST_NAME = 100


class Profiler:
    """Takes the rows of a table in parts, in order; its methods compute, so they run in a thread.

    Args:
        schema: Of all parts.
        target: The column that is to be predicted; guessed when None.

    Raises:
        brolly.InvalidArgument: There is no column `target`.
    """

    def __init__(self, schema: pa.Schema, target: str | None) -> None:
        _check_target(schema, target)
        self._target = target
        self._totals = [totals_of(type_) for type_ in schema.types]
        self._row_count = 0
        self._distinct_rows = DistinctCount(_MOST_ROWS_COMPARED)
        self._sample = RowSample(schema)

    def add(self, part: pa.Table) -> None:
        """Sum up more rows."""
        for start in range(0, part.num_rows, _MOST_ROWS_A_PART):
            block = part.slice(start, _MOST_ROWS_A_PART)
            self._row_count += block.num_rows
            self._sample.add(block)
            hashes = self._add(block)
            if hashes is not None and self._distinct_rows.is_exact:
                self._distinct_rows.add(hashes)

    def profile(self) -> Profile:
        """Return what is known of the rows that were added."""
        sample = self._sample.rows()
        columns = tuple(map(column_profile, sample.column_names, self._totals, sample.columns))
        found = correlations(self._numbers(sample))
        target = self._target if self._target is not None else likely_target(columns, self._row_count)
        described = Described(
            row_count=self._row_count,
            columns=columns,
            correlations=found,
            sample=sample,
            target=target,
            duplicate_rows=self._duplicate_rows(),
        )
        return Profile(
            row_count=self._row_count,
            sampled_rows=sample.num_rows,
            columns=columns,
            correlations=found,
            findings=findings(described),
            target=target,
        )

    def _add(self, block: pa.Table) -> Hashes | None:
        """Return a hash of each row, None when rows cannot be compared."""
        rows: Hashes | None = np.zeros(block.num_rows, np.uint64)
        for totals, column in zip(self._totals, block.columns, strict=True):
            brolly.checkpoint()
            values = totals.add(column)
            rows = None if rows is None or values is None else hash_words(rows ^ values)
        return rows

    def _numbers(self, sample: pa.Table) -> dict[str, NDArray[np.float64]]:
        pairs = zip(sample.column_names, self._totals, sample.columns, strict=True)
        return {name: as_numbers(column) for name, totals, column in pairs if isinstance(totals, NumberTotals)}

    def _duplicate_rows(self) -> int:
        """Return how many rows are the same as an earlier one; 0 where that is not known."""
        comparable = all(type(totals) is not Totals for totals in self._totals)
        return self._row_count - self._distinct_rows.count if comparable and self._distinct_rows.is_exact else 0


def _check_target(schema: pa.Schema, target: str | None) -> None:
    if target is None or target in schema.names:
        return
    near = difflib.get_close_matches(target[:_LONGEST_NAME], schema.names[:1000], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise brolly.InvalidArgument(f"target: expected a column of the table, got {target[:_LONGEST_NAME]!r}{hint}")

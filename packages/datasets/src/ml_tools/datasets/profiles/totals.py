"""What is summed up over all rows of a column, batch by batch."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ml_tools.datasets.arrow import compute
from ml_tools.datasets.columns import kind
from ml_tools.datasets.profiles.distinct import DistinctCount
from ml_tools.datasets.profiles.hashing import Hashes, hash_texts, hash_words
from ml_tools.datasets_interface import ColumnKind

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["NumberTotals", "TextTotals", "TimeTotals", "Totals", "as_numbers", "as_texts", "totals_of"]

_ABSENT = np.uint64(0)


class Totals:
    """Of any column: how many values are missing. Kinds that nothing more is known of stay with that."""

    def __init__(self, type_: pa.DataType) -> None:
        self.kind = kind(type_)
        self.missing_count = 0
        self.distinct = DistinctCount()

    def add(self, column: ChunkedArray) -> Hashes | None:
        """Sum up more rows; return a hash of each, None when rows of this kind cannot be compared."""
        self.missing_count += column.null_count
        return None

    def _counted(self, hashes: Hashes, present: NDArray[np.bool_]) -> Hashes:
        """Count the values that are there, and return a hash of each row."""
        self.distinct.add(hashes)
        self.missing_count += len(present) - len(hashes)
        rows = np.full(len(present), _ABSENT)
        rows[present] = hashes
        return rows


class NumberTotals(Totals):
    """Of numbers and truths."""

    def __init__(self, type_: pa.DataType) -> None:
        super().__init__(type_)
        self.min, self.max = math.inf, -math.inf
        self.count = self.zero_count = self.infinite_count = 0
        self.mean = self._squares = 0.0
        self.are_whole = True

    @property
    def std(self) -> float:
        """The standard deviation of the finite numbers; 0 of one, infinite or NaN where squares go beyond 64 bits."""
        return math.sqrt(self._squares / (self.count - 1)) if self.count > 1 else 0.0

    def add(self, column: ChunkedArray) -> Hashes | None:
        values = as_numbers(column)
        present = ~np.isnan(values)
        known = values[present]
        finite = known[np.isfinite(known)]
        self.infinite_count += len(known) - len(finite)
        if len(finite):
            with np.errstate(over="ignore", invalid="ignore"):
                self._include(finite)
        return self._counted(hash_words((known + 0.0).view(np.uint64)), present)  # -0 is 0

    def _include(self, finite: NDArray[np.float64]) -> None:
        """Combine the moments: Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm ...", 1979."""
        self.min, self.max = min(self.min, float(finite.min())), max(self.max, float(finite.max()))
        self.zero_count += int(np.count_nonzero(finite == 0))
        self.are_whole = self.are_whole and bool(np.all(finite == np.floor(finite)))
        before, self.count = self.count, self.count + len(finite)
        mean = float(np.mean(finite))
        apart = mean - self.mean
        self._squares += float(np.sum(np.square(finite - mean))) + apart * apart * before * len(finite) / self.count
        self.mean += apart * len(finite) / self.count


class TextTotals(Totals):
    """Of texts."""

    def __init__(self, type_: pa.DataType) -> None:
        super().__init__(type_)
        self.shortest, self.longest = 0, -1

    def add(self, column: ChunkedArray) -> Hashes | None:
        texts = as_texts(column)
        present = texts.is_valid().to_numpy()
        known = texts.drop_null()
        if len(known):
            lengths = compute.min_max(compute.utf8_length(known))
            shortest, longest = lengths["min"].as_py(), lengths["max"].as_py()
            self.shortest = shortest if self.longest < 0 else min(self.shortest, shortest)
            self.longest = max(self.longest, longest)
        return self._counted(hash_texts(known), present)


class TimeTotals(Totals):
    """Of points in time and days."""

    def __init__(self, type_: pa.DataType) -> None:
        super().__init__(type_)
        self.first: datetime | None = None
        self.last: datetime | None = None

    def add(self, column: ChunkedArray) -> Hashes | None:
        times: Any = column.cast(pa.timestamp("us"), safe=False) if not pa.types.is_timestamp(column.type) else column
        present = times.is_valid().to_numpy()
        known = times.drop_null().cast(pa.timestamp("us"), safe=False)
        ticks = known.cast(pa.int64()).to_numpy()
        if len(ticks):
            first, last = _moment(ticks.min()), _moment(ticks.max())
            self.first = first if self.first is None else min(self.first, first)
            self.last = last if self.last is None else max(self.last, last)
        return self._counted(hash_words(ticks.view(np.uint64)), present)


def totals_of(type_: pa.DataType) -> Totals:
    """Return what sums up a column of a type."""
    by_kind: dict[ColumnKind, type[Totals]] = {
        ColumnKind.NUMBER: NumberTotals,
        ColumnKind.BOOLEAN: NumberTotals,
        ColumnKind.TEXT: TextTotals,
        ColumnKind.TIME: TimeTotals,
    }
    return by_kind.get(kind(type_), Totals)(type_)


def as_numbers(column: ChunkedArray) -> NDArray[np.float64]:
    """Return numbers and truths as such, NaN where they are missing."""
    plain = _without_dictionary(column)
    if pa.types.is_boolean(plain.type):
        plain = plain.cast(pa.uint8())
    return np.asarray(plain.cast(pa.float64(), safe=False).to_numpy(), np.float64)


def as_texts(column: ChunkedArray) -> ChunkedArray:
    """Return texts in one representation."""
    return _without_dictionary(column).cast(pa.large_string())


def _without_dictionary(column: ChunkedArray) -> ChunkedArray:
    type_: Any = column.type
    return column.cast(type_.value_type) if pa.types.is_dictionary(type_) else column


def _moment(microseconds: int) -> datetime:
    """Return a point in time, the nearest that there is a `datetime` of."""
    least, most = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    seconds = min(max(int(microseconds) / 1e6, least.timestamp()), most.timestamp())
    return datetime.fromtimestamp(seconds, UTC)

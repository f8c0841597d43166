"""Which rows of a version are read, in what order; pure functions over the blocks that it was written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import array, compute
from ml_tools.datasets.collections import filters
from ml_tools.datasets.collections.naming import did_you_mean, near, shown
from ml_tools.datasets.columns import kind, refusal, type_of
from ml_tools.datasets_interface import ColumnKind, Filter, SortKey

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["Selection"]

_MAX_SEED: Final = 2**63
_SPARE_ROWS: Final = 2**17


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of a version: its rows are filtered, sampled, sorted, cut, and then lose the other columns."""

    columns: tuple[str, ...] = ()
    limit: int | None = None
    filter: Filter | None = None
    sort: tuple[SortKey, ...] = ()
    offset: int | None = None
    sample_rows: int | None = None
    sample_fraction: float | None = None
    seed: int | None = None

    def check(self) -> None:
        """Refuse what fits no table."""
        for name in ("limit", "offset", "sample_rows"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise brolly.InvalidArgument(f"{name}: expected 0 or more, got {value}")
        if self.sample_fraction is not None and not 0 < self.sample_fraction <= 1:
            text = f"sample_fraction: expected a number above 0 and at most 1, got {self.sample_fraction}"
            raise brolly.InvalidArgument(text)
        if self.sample_rows is not None and self.sample_fraction is not None:
            raise brolly.InvalidArgument("sample_fraction: expected it without sample_rows, got both; leave one out")
        if self.seed is not None and not 0 <= self.seed < _MAX_SEED:
            raise brolly.InvalidArgument(f"seed: expected 0 or more, got {self.seed}")

    def names(self, schema: pa.Schema) -> list[str]:
        """Return the columns that have to be read: those that are wanted, then those that decide which rows are.

        Raises:
            brolly.InvalidArgument: The schema lacks one of them, or they do not fit it.
        """
        there = set(schema.names)
        for name in self.columns:
            _check_known("columns", name, there, schema)
        if found := refusal(self.columns) if self.columns else "":
            raise brolly.InvalidArgument(f"columns: {found}")
        for key in self.sort:
            _check_known("sort", key.column, there, schema)
            if kind(type_of(schema, key.column)) is ColumnKind.OTHER:
                raise brolly.InvalidArgument(f"sort: expected a column that has an order, got {shown(key.column)}")
        if found := refusal([key.column for key in self.sort]) if self.sort else "":
            raise brolly.InvalidArgument(f"sort: {found}")
        wanted = self.columns or schema.names
        return list(dict.fromkeys([*wanted, *filters.columns_of(self.filter), *(key.column for key in self.sort)]))

    def rows(self, blocks: Iterator[pa.Table], schema: pa.Schema, memory_bytes: int) -> Iterator[pa.Table]:
        """Return what is selected of the blocks of a table with that schema, piece by piece; at least one piece.

        Raises:
            brolly.ResourceExhausted: What has to be held at once takes more memory.
        """
        wanted = list(self.columns or schema.names)
        if self.filter is not None:
            blocks = _filtered(blocks, filters.expression(self.filter, schema))
        if self.sample_fraction is not None:
            blocks = _thinned(blocks, self.sample_fraction, self.seed or 0)
        if self.sample_rows is not None:
            blocks = _drawn(blocks, self.sample_rows, self.seed or 0, memory_bytes)
        if self.sort:
            blocks = _sorted(blocks, self.sort, self._until(), memory_bytes)
        none = True
        for block in _cut(blocks, self.offset or 0, self._until()):
            if block.num_rows:
                none = False
                yield block.select(wanted)
        if none:
            yield schema.empty_table().select(wanted)

    def _until(self) -> int | None:
        return None if self.limit is None else self.limit + (self.offset or 0)


def _check_known(field: str, name: str, there: set[str], schema: pa.Schema) -> None:
    if name not in there:
        alike = did_you_mean(near(name, schema.names))
        raise brolly.InvalidArgument(f"{field}: expected columns of the collection, got {shown(name)}{alike}")


def _filtered(blocks: Iterator[pa.Table], wanted: Any) -> Iterator[pa.Table]:
    for block in blocks:
        try:
            yield block.filter(wanted)
        except pa.ArrowException as error:
            raise brolly.InvalidArgument(f"filter: expected values that compare: {str(error)[:200]}") from error


def _thinned(blocks: Iterator[pa.Table], fraction: float, seed: int) -> Iterator[pa.Table]:
    generator = np.random.default_rng(seed)
    for block in blocks:
        places = np.flatnonzero(generator.random(block.num_rows) < fraction)
        yield block.take(array(places))


def _drawn(blocks: Iterator[pa.Table], count: int, seed: int, memory_bytes: int) -> Iterator[pa.Table]:
    """Return `count` rows in order: those for which the smallest numbers were drawn."""
    generator = np.random.default_rng(seed)
    kept: list[pa.Table] = []
    drawn = np.empty(0)
    for block in blocks:
        kept.append(block)
        drawn = np.concatenate([drawn, generator.random(block.num_rows)])
        if len(drawn) > 2 * count + _SPARE_ROWS:
            kept, drawn = _smallest(kept, drawn, count)
        _check_memory(kept, memory_bytes)
    kept, _ = _smallest(kept, drawn, count)
    yield from kept


def _smallest(kept: list[pa.Table], drawn: Any, count: int) -> tuple[list[pa.Table], Any]:
    if len(drawn) <= count:
        return kept, drawn
    places = np.sort(np.argpartition(drawn, count)[:count]) if count else np.empty(0, np.int64)
    return [pa.concat_tables(kept).take(array(places))], drawn[places]


def _sorted(
    blocks: Iterator[pa.Table], keys: tuple[SortKey, ...], until: int | None, memory_bytes: int
) -> Iterator[pa.Table]:
    """Return the rows by their keys, rows of equal keys as they came; of them the first `until`."""
    kept: list[pa.Table] = []
    rows = 0
    for block in blocks:
        kept.append(block)
        rows += block.num_rows
        if until is not None and rows > 2 * until + _SPARE_ROWS:
            kept = [_in_order(kept, keys).slice(0, until).combine_chunks()]
            rows = kept[0].num_rows
        _check_memory(kept, memory_bytes)
    if kept:
        yield _in_order(kept, keys)


def _in_order(kept: list[pa.Table], keys: tuple[SortKey, ...]) -> pa.Table:
    brolly.checkpoint()
    table = pa.concat_tables(kept)
    values = pa.Table.from_arrays(
        [_comparable(table[key.column]) for key in keys], [str(at) for at in range(len(keys))]
    )
    order = [(str(at), "descending" if key.descending else "ascending") for at, key in enumerate(keys)]
    try:
        places = compute.sort_indices(values, sort_keys=order)
    except pa.ArrowException as error:
        raise brolly.InvalidArgument(f"sort: expected columns that have an order: {str(error)[:200]}") from error
    return table.take(places)


def _comparable(column: ChunkedArray) -> ChunkedArray:
    type_: Any = column.type
    return column.cast(type_.value_type) if pa.types.is_dictionary(type_) else column


def _cut(blocks: Iterator[pa.Table], offset: int, until: int | None) -> Iterator[pa.Table]:
    """Return the rows from `offset` up to `until`, and read no block beyond."""
    if until is not None and until <= offset:
        return
    seen = 0
    for block in blocks:
        end = block.num_rows if until is None else min(block.num_rows, until - seen)
        start = min(max(offset - seen, 0), end)
        yield block.slice(start, end - start)
        seen += block.num_rows
        if until is not None and seen >= until:
            return


def _check_memory(kept: list[pa.Table], memory_bytes: int) -> None:
    size = sum(table.nbytes for table in kept)
    if size > memory_bytes:
        raise brolly.ResourceExhausted(
            f"expected rows to sort or sample of at most {memory_bytes} bytes, got {size}; ask for fewer columns or "
            "rows, or set applications.datasets.config.query_memory_bytes"
        )

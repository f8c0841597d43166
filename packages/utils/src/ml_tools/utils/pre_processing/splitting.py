"""A table that is split: the target read, its rows in parts, and each split cut when it is asked for."""

from __future__ import annotations

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import require_columns
from ml_tools.utils.pre_processing.split_keys import read_keys
from ml_tools.utils.pre_processing.splits import Parts, Split, deal, note_rare_classes
from ml_tools.utils.pre_processing.targets import Target, read_target
from ml_tools.utils_interface.v1.pre_processing import GroupKFold, TableSplit, Task, TemporalSplit

__all__ = ["Part", "Splitting", "begin_splitting"]


class Part(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The training or the validation part of a split."""

    rows: NDArray[np.intp]
    """`(rows,)`, of the table, in its order."""
    targets: NDArray[np.float64]
    """`(rows,)`, the numbers, or the positions among the classes."""
    groups: NDArray[np.int64] | None
    """`(rows,)`, equal for rows of one group; None when there are none."""


class Splitting(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Which rows of a table are in which part."""

    table: pa.Table
    target: Target
    parts: Parts
    notes: tuple[str, ...]
    group: str | None = None
    """The column of the groups, which is no feature."""
    groups: NDArray[np.int64] | None = None
    """`(rows that have a target,)`, what stands there as numbers."""

    def of(self, number: int) -> tuple[Part, Part]:
        """Return the training and the validation part of a split."""
        train, validation = self.parts.of(number)
        return self._part(train), self._part(validation)

    def split(self, number: int) -> TableSplit:
        """Return a split, its rows as they are."""
        train, validation = self.of(number)
        return TableSplit(
            train=self.table.take(train.rows),
            validation=self.table.take(validation.rows),
            number=number,
            task=self.target.task,
            classes=self.target.classes,
            notes=self.notes,
        )

    def _part(self, places: NDArray[np.intp]) -> Part:
        groups = None if self.groups is None else self.groups[places]
        return Part(rows=self.target.rows[places], targets=self.target.values[places], groups=groups)


def begin_splitting(table: pa.Table, target: str, *, split: Split, seed: int, task: Task | None) -> Splitting:
    """Read the target and put the rows of a table into parts.

    Raises:
        brolly.InvalidArgument: There are fewer rows than parts, or a name stands for two columns.
        ColumnNotFound: There is no such target.
        UnusableTarget: The target cannot be predicted.
    """
    if isinstance(split, GroupKFold | TemporalSplit):
        return _begin_keyed(table, target, split=split, seed=seed, task=task)
    require_columns(table, (target,))
    read = read_target(table, target, task)
    parts = deal(read, split, seed)
    return Splitting(table=table, target=read, parts=parts, notes=(*read.notes, *note_rare_classes(read, split, parts)))


def _begin_keyed(
    table: pa.Table, target: str, *, split: GroupKFold | TemporalSplit, seed: int, task: Task | None
) -> Splitting:
    require_columns(table, (target, split.column))
    if split.column == target and isinstance(split, GroupKFold):
        raise brolly.InvalidArgument("split.column: expected another column than the target; choose one of groups")
    keys = read_keys(table, split)
    read = read_target(table, target, task, usable=keys.usable)
    values = keys.values[read.rows]
    parts = deal(read, split, seed, keys=values)
    notes = (*read.notes, *keys.notes, *note_rare_classes(read, split, parts))
    if isinstance(split, GroupKFold):
        return Splitting(table=table, target=read, parts=parts, notes=notes, group=split.column, groups=values)
    return Splitting(table=table, target=read, parts=parts, notes=notes)

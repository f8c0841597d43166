"""Which row is in which part.

The same seed puts the same rows into the same parts, on every machine and with every version of numpy: the rows are
put in the order of as many 64-bit outputs of PCG64, seeded by numpy's SeedSequence with the seed modulo 2**64, then
stably by class when there are classes, and dealt to the parts in turn. So parts differ by one row at most, in all and
of each class. Groups of one size are dealt in the order of their first rows in it; time decides without a seed.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.keyed_parts import cut_times, deal_groups
from ml_tools.utils.pre_processing.notes import counted
from ml_tools.utils.pre_processing.targets import Target
from ml_tools.utils_interface.v1.pre_processing import AllRows, GroupKFold, HoldOut, KFold, Task, TemporalSplit

__all__ = ["Parts", "Split", "check_split", "deal", "note_rare_classes"]

_MOST_FOLDS = 1000
_NONE = -1

_NO_KEYS = np.zeros(0, np.int64)

Rows = NDArray[np.intp]
Split = KFold | HoldOut | AllRows | GroupKFold | TemporalSplit


class Parts(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """In which split each row is validated."""

    numbers: NDArray[np.int64]
    """`(rows,)`, the number of the split; -1 for rows that are training rows in all."""
    count: int
    """How many splits there are."""
    expanding: bool = False
    """Whether rows that are validated later are no training rows."""

    def of(self, number: int) -> tuple[Rows, Rows]:
        """Return the training and the validation rows of a split, in order."""
        train = self.numbers < number if self.expanding else self.numbers != number
        return np.flatnonzero(train), np.flatnonzero(self.numbers == number)


def check_split(split: Split) -> None:
    """Check what can be checked before the table is read.

    Raises:
        brolly.InvalidArgument: It asks for what cannot be.
    """
    if isinstance(split, KFold | GroupKFold | TemporalSplit):
        fewest = 1 if isinstance(split, TemporalSplit) else 2
        if not fewest <= split.folds <= _MOST_FOLDS:
            raise brolly.InvalidArgument(f"split.folds: expected {fewest} to {_MOST_FOLDS:,}, got {split.folds}")
    if isinstance(split, HoldOut) and not 0 < split.fraction < 1:  # NaN is not either
        raise brolly.InvalidArgument(
            f"split.fraction: expected a number between 0 and 1, both excluded, got {split.fraction}"
        )


def deal(target: Target, split: Split, seed: int, *, keys: NDArray[np.int64] = _NO_KEYS) -> Parts:
    """Put each row that has a target into a part.

    Args:
        target: Read already.
        split: How; checked already.
        seed: Where the randomness starts from.
        keys: `(rows,)`, the group or the rank of the time of each of those rows, where the split asks for them.

    Raises:
        brolly.InvalidArgument: There are fewer rows, groups or times than parts.
    """
    rows = len(target.rows)
    match split:
        case GroupKFold():
            return Parts(numbers=deal_groups(keys, split.folds, _shuffled(rows, seed)), count=split.folds)
        case TemporalSplit():
            return Parts(numbers=cut_times(keys, split.folds), count=split.folds, expanding=True)
        case AllRows():
            return Parts(numbers=np.full(rows, _NONE), count=1)
        case KFold():
            turns, count = _folds(rows, split.folds), split.folds
        case HoldOut():
            turns, count = _held_out(rows, split.fraction), 1
    numbers = np.empty(rows, np.int64)
    numbers[_order(target, seed)] = turns
    return Parts(numbers=numbers, count=count)


def note_rare_classes(target: Target, split: Split, parts: Parts) -> tuple[str, ...]:
    """Return a note when some training parts may lack a class."""
    if isinstance(split, AllRows) or target.task is not Task.CLASSIFICATION:
        return ()
    if isinstance(split, GroupKFold | TemporalSplit):
        return _note_lacking_classes(target, parts)
    return _note_few_rows(target, split.folds if isinstance(split, KFold) else 2)


def _note_few_rows(target: Target, parts: int) -> tuple[str, ...]:
    counts = np.bincount(target.values.astype(np.int64))
    rare: list[int] = np.flatnonzero(counts < parts).tolist()
    if not rare:
        return ()
    which = f"the class {shown(target.classes[rare[0]])} has {counted(int(counts[rare[0]]), 'row', 'rows')}"
    if len(rare) > 1:
        which = f"{len(rare):,} classes have fewer rows than there are parts: {which}"
    return (f"{which}, for {parts} parts: some parts lack it",)


def _note_lacking_classes(target: Target, parts: Parts) -> tuple[str, ...]:
    """Return a note on the first split whose training rows lack a class."""
    classes = target.values.astype(np.int64)
    for number in range(parts.count):
        counts = np.bincount(classes[parts.of(number)[0]], minlength=len(target.classes))
        if not counts.all():
            lacking = shown(target.classes[int(np.argmin(counts))])
            return (f"the class {lacking} is in no training row of the split {number}",)
    return ()


def _folds(rows: int, folds: int) -> NDArray[np.int64]:
    if rows < folds:
        raise brolly.InvalidArgument(
            f"split.folds: expected at most {rows:,}, the rows that have a target, got {folds:,}; ask for fewer"
        )
    return np.arange(rows, dtype=np.int64) % folds


def _held_out(rows: int, fraction: float) -> NDArray[np.int64]:
    """Return 0 for as many rows as the fraction says, at even distances, and -1 for the others."""
    if rows < 2:
        raise brolly.InvalidArgument("table: expected at least 2 rows that have a target to split them, got 1")
    held = min(max(1, math.floor(rows * fraction + 0.5)), rows - 1)
    steps = np.arange(rows + 1, dtype=np.int64) * held // rows
    return np.where(np.diff(steps) > 0, 0, _NONE)


def _shuffled(rows: int, seed: int) -> NDArray[np.intp]:
    return np.argsort(np.random.PCG64(seed % 2**64).random_raw(rows), kind="stable")


def _order(target: Target, seed: int) -> NDArray[np.intp]:
    shuffled = _shuffled(len(target.rows), seed)
    if target.task is not Task.CLASSIFICATION:
        return shuffled
    return shuffled[np.argsort(target.values[shuffled], kind="stable")]

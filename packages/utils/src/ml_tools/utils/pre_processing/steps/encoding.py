"""Turns texts into numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, TextColumn
from ml_tools.utils.pre_processing.feature_names import cut
from ml_tools.utils.pre_processing.keyed_parts import deal_groups
from ml_tools.utils.pre_processing.recipes import MAX_CODES
from ml_tools.utils.pre_processing.steps.arrays import from_bytes, to_bytes
from ml_tools.utils.pre_processing.steps.frames import Frame, FreeNames, truths_of
from ml_tools.utils.pre_processing.steps.hashing import slots
from ml_tools.utils.pre_processing.steps.level_means import cross_fitted, level_means, outputs_of
from ml_tools.utils.pre_processing.steps.levels import as_texts, choose_levels, codes_of
from ml_tools.utils.pre_processing.steps.training import Learned, Outcome, Training
from ml_tools.utils_interface.v1.steps import Encode, EncodeBy, EncodedColumn, FittedEncode, UnknownLevels

__all__ = ["apply", "fit", "invert"]

_ONE_HOT_LEVELS = 20
_FOLDS = 5
_FEATURES = 16
_NO_PARTS = np.zeros(0, np.int64)


def fit(training: Training, action: Encode, names: Sequence[str]) -> Learned[FittedEncode]:
    """Learn the levels of columns; the training rows get means that are not made of their own targets."""
    columns: list[EncodedColumn] = []
    made: dict[str, list[Column]] = {}
    notes: list[str] = []
    unknown = action.unknown or UnknownLevels.OUT
    unknown = unknown if unknown.value else UnknownLevels.OUT
    free = FreeNames(training.frame)
    parts = _parts(training, action) if action.by == EncodeBy.TARGET else _NO_PARTS
    for name in names:
        brolly.checkpoint()
        column = training.frame.columns[name]
        if column.is_missing():
            notes.append(f"column {shown(name)} is not encoded: every value is missing")
            continue
        texts = as_texts(column)
        learned = _learn(training, texts, action, free, of_numbers=isinstance(column, NumberColumn))
        training.frame.check_room(len(learned.into))
        if action.by == EncodeBy.TARGET:
            codes = codes_of(texts, learned, unknown)
            learned, made[name] = _by_target(training, codes, learned, action, parts)
        else:
            made[name] = _encoded(texts, learned, action.by, unknown)
        columns.append(learned)
    fitted = FittedEncode(by=action.by, unknown=unknown, columns=tuple(columns))
    return Learned(fitted=fitted, training=training.with_frame(training.frame.replace(made)), notes=tuple(notes))


def apply(frame: Frame, fitted: FittedEncode) -> Frame:
    """Encode columns."""
    by: dict[str, list[Column]] = {}
    for learned in fitted.columns:
        brolly.checkpoint()
        frame.check_room(len(learned.into))
        by[learned.name] = _encoded(as_texts(frame.column(learned.name)), learned, fitted.by, fitted.unknown)
    return frame.replace(by)


def invert(frame: Frame, fitted: FittedEncode) -> Frame:
    """Return the levels that columns were made of; by target and by hash they do not come back."""
    if fitted.by not in (EncodeBy.ONE_HOT, EncodeBy.ORDINAL):
        return frame.replace({name: [] for learned in fitted.columns for name in learned.into})
    by: dict[str, list[Column]] = {}
    for learned in fitted.columns:
        made = list(frame.numbers(learned.into))
        if len(made) < len(learned.into):
            continue
        codes = _codes_back(made, fitted.by)
        by |= {name: [] for name in learned.into}
        by[learned.into[0]] = [_levels_back(learned, codes)]
    return frame.replace(by)


def _learn(
    training: Training, texts: TextColumn, action: Encode, free: FreeNames, *, of_numbers: bool
) -> EncodedColumn:
    name = texts.name
    if action.by == EncodeBy.HASH:
        wanted = [f"{name}#{number}" for number in range(action.features or _FEATURES)]
        into = free.take(wanted)
        return EncodedColumn(name=name, into=into, has_missing=False, of_numbers=of_numbers)
    most = action.max_levels or (_ONE_HOT_LEVELS if action.by == EncodeBy.ONE_HOT else MAX_CODES)
    levels, rare = choose_levels(texts, most=most, min_rows=action.min_rows or 1)
    has_missing = bool((texts.codes < 0).any())
    into: tuple[str, ...] = (name,)
    if action.by == EncodeBy.ONE_HOT:
        ends = [
            *(cut(level, 60) for level in levels),
            *(["other"] if rare else []),
            *(["missing"] if has_missing else []),
        ]
        into = free.take([f"{cut(name)}={end}" for end in ends])
    elif action.by == EncodeBy.TARGET and len(_outcome(training).classes) > 2:
        into = free.take([f"{name} for {each}" for each in _outcome(training).classes])
    return EncodedColumn(name=name, into=into, levels=levels, rare=rare, has_missing=has_missing, of_numbers=of_numbers)


def _outcome(training: Training) -> Outcome:
    if training.outcome is None:
        raise brolly.InvalidArgument("recipe.steps: expected a target to encode by it, got none; give target")
    return training.outcome


def _by_target(
    training: Training, codes: NDArray[np.int64], learned: EncodedColumn, action: Encode, parts: NDArray[np.int64]
) -> tuple[EncodedColumn, list[Column]]:
    """Return the column with its means, and what it becomes in the training rows."""
    outputs, levels = outputs_of(_outcome(training)), len(learned.levels) + 2
    made: list[Column] = []
    means: list[NDArray[np.float64]] = []
    for name, output in zip(learned.into, outputs, strict=True):
        means.append(level_means(codes, output, levels, action.smoothing))
        values = cross_fitted(codes, output, levels, action.smoothing, parts)
        made.append(NumberColumn(name=name, values=values))
    kept = EncodedColumn(
        name=learned.name,
        into=learned.into,
        levels=learned.levels,
        rare=learned.rare,
        has_missing=learned.has_missing,
        means=to_bytes(np.stack(means)),
        of_numbers=learned.of_numbers,
    )
    return kept, made


def _parts(training: Training, action: Encode) -> NDArray[np.int64]:
    """Deal the training rows to parts: groups as a whole, else evenly over the classes."""
    outcome, folds = _outcome(training), action.folds or _FOLDS
    order = training.shuffled()
    if training.groups is not None:
        return deal_groups(training.groups, min(folds, len(np.unique(training.groups))), order)
    if outcome.classes:
        order = order[np.argsort(outcome.values[order], kind="stable")]
    parts = np.empty(len(order), np.int64)
    parts[order] = np.arange(len(order)) % folds
    return parts


def _encoded(texts: TextColumn, learned: EncodedColumn, by: EncodeBy, unknown: UnknownLevels) -> list[Column]:
    """Return the columns that texts become."""
    if by == EncodeBy.HASH:
        return _hashed(texts, learned)
    codes, count = codes_of(texts, learned, unknown), len(learned.levels)
    if by == EncodeBy.TARGET:
        means = from_bytes(learned.means or b"", "means", len(learned.into), count + 3)
        return [NumberColumn(name=name, values=of[codes]) for name, of in zip(learned.into, means, strict=True)]
    if by == EncodeBy.ORDINAL:
        ranks = np.append(np.arange(count + 1, dtype=np.float64), [-1, -1])
        return [NumberColumn(name=learned.into[0], values=ranks[codes])]
    kept = list(range(count)) + [count] * bool(learned.rare) + [count + 1] * learned.has_missing
    return [truths_of(name, codes == code) for name, code in zip(learned.into, kept, strict=True)]


def _hashed(texts: TextColumn, learned: EncodedColumn) -> list[Column]:
    where, sign = slots(texts.levels, len(learned.into))
    where, sign = np.append(where, -1), np.append(sign, np.float32(0))  # the code -1 takes the last
    place, value = where[texts.codes], sign[texts.codes]
    zero = np.float32(0)
    return [
        NumberColumn(name=name, values=np.where(place == number, value, zero))
        for number, name in enumerate(learned.into)
    ]


def _codes_back(made: Sequence[NumberColumn], by: EncodeBy) -> NDArray[np.int64]:
    """Return the places of levels; -1 where there is none."""
    if by == EncodeBy.ORDINAL:
        return np.rint(np.nan_to_num(made[0].values, nan=-1.0)).astype(np.int64)
    best, most = np.full(len(made[0].values), -1, np.int64), np.full(len(made[0].values), 0.5)
    for code, column in enumerate(made):
        larger = column.values > most
        best[larger], most[larger] = code, column.values[larger]
    return best


def _levels_back(learned: EncodedColumn, codes: NDArray[np.int64]) -> Column:
    count = len(learned.levels)
    codes = np.where((codes < 0) | (codes >= count), -1, codes)  # rare ones share a code: which it was is lost
    levels = pa.array(learned.levels, pa.large_string())
    if not learned.of_numbers:
        return TextColumn(name=learned.name, codes=codes, levels=levels)
    numbers = levels.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return NumberColumn(name=learned.name, values=np.append(numbers, np.nan)[codes])

"""Turns texts into the weights of their words, as scikit-learn's TfidfVectorizer does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, TextColumn
from ml_tools.utils.pre_processing.feature_names import cut
from ml_tools.utils.pre_processing.kernels import order, pick, places, to_texts
from ml_tools.utils.pre_processing.steps.frames import Frame, FreeNames
from ml_tools.utils.pre_processing.steps.training import Learned, Training
from ml_tools.utils_interface.v1.steps import FittedTfIdf, TfIdf, Word, WordsColumn

__all__ = ["apply", "fit"]

_compute: Any = pyarrow.compute

_BETWEEN_WORDS = r"[^\p{L}\p{N}_]+"
_WORDS = 100


class _Words(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The words of distinct texts."""

    texts: NDArray[np.int64]
    """`(words,)`, which text each is of."""
    codes: NDArray[np.int64]
    """`(words,)`, its place in the vocabulary."""
    vocabulary: pa.Array[Any]
    """By name."""


def fit(training: Training, action: TfIdf, names: Sequence[str]) -> Learned[FittedTfIdf]:
    """Learn which words count, and how rare they are."""
    columns: list[WordsColumn] = []
    free = FreeNames(training.frame)
    notes: list[str] = []
    for name in names:
        brolly.checkpoint()
        words = _learn(training.frame.text_column(name), action)
        if words:
            into = free.take([f"{cut(name)}:{cut(word.text, 60)}" for word in words])
            columns.append(WordsColumn(name=name, words=words, into=into))
        else:
            notes.append(f"column {shown(name)} is not weighed: it has no words that are common enough")
    fitted = FittedTfIdf(columns=tuple(columns))
    return Learned(fitted=fitted, training=training.with_frame(apply(training.frame, fitted)), notes=tuple(notes))


def apply(frame: Frame, fitted: FittedTfIdf) -> Frame:
    """Weigh the words of columns."""
    by: dict[str, list[Column]] = {}
    for each in fitted.columns:
        brolly.checkpoint()
        frame.check_room(2 * len(each.into))
        column = frame.text_column(each.name)
        by[each.name] = [
            NumberColumn(name=name, values=values)
            for name, values in zip(each.into, _weights(column, each), strict=True)
        ]
    return frame.replace(by)


def _learn(column: TextColumn, action: TfIdf) -> tuple[Word, ...]:
    """Return the commonest words, of those as common the first, by name."""
    words = _words_of(column.levels)
    times = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))  # how often each text occurs
    count = len(words.vocabulary)
    frequency = np.bincount(words.codes, times[words.texts], count)
    texts, codes, _ = _pairs(words, len(words.vocabulary))
    rows = np.bincount(codes, times[texts], count)
    common = np.flatnonzero(rows >= (action.min_rows or 1))
    chosen = np.sort(common[np.argsort(-frequency[common], kind="stable")][: action.max_words or _WORDS])
    rarity = np.log((1 + len(column.codes)) / (1 + rows[chosen])) + 1
    names = to_texts(pick(words.vocabulary, chosen))
    return tuple(Word(text=text, rarity=each) for text, each in zip(names, rarity.tolist(), strict=True))


def _weights(column: TextColumn, learned: WordsColumn) -> NDArray[np.float32]:
    """Return the weights, `(words, rows)`."""
    words = _words_of(column.levels)
    among = pa.array([word.text for word in learned.words], pa.large_string())
    known = places(words.vocabulary, among)
    chosen = np.flatnonzero(known[words.codes] >= 0)
    kept = _Words(texts=words.texts[chosen], codes=known[words.codes[chosen]], vocabulary=among)
    texts, codes, counts = _pairs(kept, len(among))
    weights = counts * np.array([word.rarity for word in learned.words])[codes]
    lengths = np.sqrt(np.bincount(texts, weights**2, len(column.levels)))
    table = np.zeros((len(among), len(column.levels) + 1), np.float32)
    table[codes, texts] = weights / lengths[texts]
    return np.take(table, column.codes, axis=1)  # the code -1 takes the last


def _words_of(texts: pa.Array[Any]) -> _Words:
    lists = _compute.split_pattern_regex(_compute.utf8_lower(texts.cast(pa.large_string())), _BETWEEN_WORDS)
    words, parents = _compute.list_flatten(lists), _compute.list_parent_indices(lists)
    long = _compute.greater_equal(_compute.utf8_length(words), 2)
    encoded = _compute.dictionary_encode(words.filter(long))
    by_name = order(encoded.dictionary)
    ranks = np.empty(len(by_name), np.int64)
    ranks[by_name] = np.arange(len(by_name))
    return _Words(
        texts=parents.filter(long).to_numpy().astype(np.int64),
        codes=ranks[encoded.indices.to_numpy()],
        vocabulary=pick(encoded.dictionary, by_name),
    )


def _pairs(words: _Words, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the different words of each text: the texts, the words, and how often they occur there."""
    pairs, counts = np.unique(words.texts * max(count, 1) + words.codes, return_counts=True)
    return pairs // max(count, 1), pairs % max(count, 1), counts

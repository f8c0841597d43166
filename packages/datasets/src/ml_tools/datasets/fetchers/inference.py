"""Finds out what the values of a column of text are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import compute

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["MISSING", "inferred", "times_of"]

MISSING: Final = (
    *("", "?", "#N/A", "#N/A N/A", "#NA", "<NA>", "N/A", "n/a", "NA", "NULL", "null", "None"),
    *("NaN", "nan", "-NaN", "-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
)
"""What stands for a missing value in a delimited text, quoted or not, as in pandas, and the question mark of UCI."""

_TRUE: Final = ("true", "True", "TRUE")
_FALSE: Final = ("false", "False", "FALSE")
_NUMBER: Final = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(?i:inf|infinity)$"
_COMMA_NUMBER: Final = r"^([+-]?\d*),(\d+([eE][+-]?\d+)?)$"
_TIMES: Final = (pa.date32(), pa.timestamp("us"), pa.timestamp("us", tz="UTC"), pa.timestamp("ns"))


def inferred(name: str, texts: ChunkedArray, notes: list[str], *, decimal_comma: bool = False) -> ChunkedArray:
    """Return a column with values of the type that fits: booleans, numbers, times in ISO 8601, or text.

    Args:
        name: The name of the column, for the notes.
        texts: Its values as they stand in the file; null is missing too.
        notes: Gets what was done that the values do not tell.
        decimal_comma: 1,5 may be a number.
    """
    brolly.checkpoint()
    trimmed = compute.utf8_trim_whitespace(texts)
    missing = compute.is_in(trimmed, value_set=pa.array(MISSING))
    present = compute.if_else(missing, pa.scalar(None, pa.string()), trimmed)
    if present.null_count == len(present):
        notes.append(f"column {_shown(name)}: all values are missing; taken for numbers")
        return compute.cast(present, pa.float64())
    for read in (_booleans, _numbers, times_of):
        if (found := read(present)) is not None:
            return _finite_noted(name, found, notes)
    if (found := _most_numbers(name, present, notes, decimal_comma=decimal_comma)) is not None:
        return _finite_noted(name, found, notes)
    if compute.any(compute.not_equal(texts, present)).as_py():
        notes.append(f"column {_shown(name)}: white space around text was removed")
    return present


def times_of(texts: ChunkedArray) -> ChunkedArray | None:
    """Return days or times when all texts are such, in ISO 8601; those with a zone in UTC."""
    return next((found for type_ in _TIMES if (found := _cast(texts, type_)) is not None), None)


def _booleans(texts: ChunkedArray) -> ChunkedArray | None:
    is_true = compute.is_in(texts, value_set=pa.array(_TRUE))
    is_false = compute.is_in(texts, value_set=pa.array(_FALSE))
    known = compute.or_(is_true, is_false)
    if not compute.all(compute.or_(known, compute.is_null(texts))).as_py():
        return None
    return compute.if_else(known, is_true, pa.scalar(None, pa.bool_()))


def _numbers(texts: ChunkedArray) -> ChunkedArray | None:
    """Return whole numbers where all are, else floating ones; `None` when a text is no number."""
    floating = _cast(texts, pa.float64())
    if floating is None:
        return None
    whole = _cast(texts, pa.int64())  # after the other, which takes no 0x1F
    return whole if whole is not None else _without_nan(floating)


def _most_numbers(name: str, texts: ChunkedArray, notes: list[str], *, decimal_comma: bool) -> ChunkedArray | None:
    """Return numbers when nine texts in ten are, with the others as missing."""
    plain = compute.replace_substring_regex(texts, pattern=r"^\+([0-9.])", replacement=r"\1")
    if decimal_comma:
        plain = compute.replace_substring_regex(plain, pattern=_COMMA_NUMBER, replacement=r"\1.\2")
    is_number = compute.match_substring_regex(plain, pattern=_NUMBER)
    total, count = len(texts) - texts.null_count, compute.sum(is_number).as_py()
    if count * 10 < total * 9:
        if count * 2 >= total:
            notes.append(f"column {_shown(name)}: kept as text, though {count} of {total} values are numbers")
        return None
    if count < total:
        odd = compute.filter(texts, compute.invert(is_number), null_selection_behavior="drop")
        example = _shown(odd[0].as_py())
        notes.append(
            f"column {_shown(name)}: {total - count} of {total} values set to missing, no numbers, such as {example}"
        )
    return _numbers(compute.if_else(is_number, plain, pa.scalar(None, pa.string())))


def _without_nan(floating: ChunkedArray) -> ChunkedArray:
    return compute.if_else(compute.is_nan(floating), pa.scalar(None, pa.float64()), floating)


def _finite_noted(name: str, column: ChunkedArray, notes: list[str]) -> ChunkedArray:
    if pa.types.is_floating(column.type) and (count := compute.sum(compute.is_inf(column)).as_py()):
        notes.append(f"column {_shown(name)}: infinity kept in {count} of {len(column)} rows")
    return column


def _cast(texts: ChunkedArray, type_: pa.DataType) -> ChunkedArray | None:
    try:
        return compute.cast(texts, type_)
    except pa.ArrowInvalid:
        return None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")

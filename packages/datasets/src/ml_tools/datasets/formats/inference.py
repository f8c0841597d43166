"""Finds out what the values of columns of text are, batch by batch, and makes them such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import compute

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["FALSE", "MISSING", "NUMBER", "TIMES", "TRUE", "Inference", "cast", "inferred", "shown"]

MISSING: Final = (
    *("", "?", "#N/A", "#N/A N/A", "#NA", "<NA>", "N/A", "n/a", "NA", "NULL", "null", "None"),
    *("NaN", "nan", "-NaN", "-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
)
"""What stands for a missing value in a delimited text, quoted or not, as in pandas, and the question mark of UCI."""
TRUE: Final = ("true", "True", "TRUE")
FALSE: Final = ("false", "False", "FALSE")

NUMBER: Final = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(?i:inf|infinity)$"
_COMMA_NUMBER: Final = r"^([+-]?\d*),(\d+([eE][+-]?\d+)?)$"
_PROBED_ROWS: Final = 100
TIMES: Final = (pa.date32(), pa.timestamp("us"), pa.timestamp("us", tz="UTC"), pa.timestamp("ns"))


class Inference:
    """What is known of the values of one column: first all of them are added, then all are converted."""

    def __init__(self, name: str, *, missing: Sequence[str] = (), decimal_comma: bool = False) -> None:
        self.name = name
        self.type: pa.DataType = pa.string()
        """What the values become; known when it is settled."""
        self.is_plain = True
        """Whether every value is one of the type as it stands there; known when it is settled."""
        self.number_share = 0.0
        """How many of the values that are not missing are numbers; known when it is settled."""
        self.bad: Mapping[int, str] = {}
        """Why rows of the last batch that was converted are to be put aside; here none are."""
        self._missing: Any = pa.array(missing or MISSING)
        self._decimal_comma = decimal_comma
        self._is_boolean = self._is_floating = self._is_whole = True
        self._times = list(TIMES)
        self._total = self._numbers = self._odd_count = self._infinite = self._rows = 0
        self._example = ""
        self._is_trimmed = False

    @property
    def has_values(self) -> bool:
        """Whether a value was added that is not missing."""
        return self._total > 0

    def add(self, texts: ChunkedArray) -> None:
        """Take note of the next values, as they stand in the file; null is missing too."""
        brolly.checkpoint()
        present = self._present(texts)
        count = len(present) - present.null_count
        self._total += count
        if not count:
            return
        self._is_trimmed = self._is_trimmed or _differ(texts, present)
        self._is_boolean = self._is_boolean and _are_booleans(present)
        self._is_floating = self._is_floating and cast(present, pa.float64()) is not None
        if self._is_floating:  # first, as whole numbers may be written 0x1F, and floating ones may not
            self._is_whole = self._is_whole and cast(present, pa.int64()) is not None
            self._times, self._numbers = [], self._numbers + count
            return
        self._times = [type_ for type_ in self._times if cast(present, type_) is not None]
        self._count_numbers(present)

    def settle(self, notes: list[str]) -> None:
        """Choose the type that fits, and note what the values will not tell."""
        self.number_share = self._numbers / self._total if self._total else 0.0
        if not self._total:
            notes.append(f"column {shown(self.name)}: all values are missing; taken for numbers")
            self.type = pa.float64()
        elif self._is_boolean:
            self.type = pa.bool_()
        elif self._is_floating:
            self.type = pa.int64() if self._is_whole else pa.float64()
        elif self._times:
            self.type = self._times[0]
        elif self._numbers * 10 >= self._total * 9:
            self.is_plain = False
            self.type = pa.int64() if self._is_whole else pa.float64()
            self._note_odd(notes)
        elif self._numbers * 2 >= self._total:
            notes.append(
                f"column {shown(self.name)}: kept as text, though {self._numbers} of {self._total} values are numbers"
            )
        if pa.types.is_string(self.type) and self._is_trimmed:
            notes.append(f"column {shown(self.name)}: white space around text was removed")

    def convert(self, texts: ChunkedArray) -> ChunkedArray:
        """Return values of the type that was chosen."""
        brolly.checkpoint()
        present = self._present(texts)
        if pa.types.is_string(self.type):
            return present
        if pa.types.is_boolean(self.type):
            is_true = compute.is_in(present, value_set=pa.array(TRUE))
            return compute.if_else(compute.is_null(present), pa.scalar(None, pa.bool_()), is_true)
        if not self.is_plain:
            plain, is_number = self._plain_numbers(present)
            present = compute.if_else(is_number, plain, pa.scalar(None, pa.string()))
        values = compute.cast(present, self.type)
        return self._finite_counted(values) if pa.types.is_floating(self.type) else values

    def finish(self, notes: list[str]) -> None:
        """Note what converting the values has shown."""
        if self._infinite:
            notes.append(f"column {shown(self.name)}: infinity kept in {self._infinite} of {self._rows} rows")

    def _present(self, texts: ChunkedArray) -> ChunkedArray:
        trimmed = compute.utf8_trim_whitespace(texts)
        missing = compute.is_in(trimmed, value_set=self._missing)
        return compute.if_else(missing, pa.scalar(None, pa.string()), trimmed)

    def _plain_numbers(self, present: ChunkedArray) -> tuple[ChunkedArray, ChunkedArray]:
        """Return how numbers are written where all agree, and which values are such."""
        plain = compute.replace_substring_regex(present, pattern=r"^\+([0-9.])", replacement=r"\1")
        if self._decimal_comma:
            plain = compute.replace_substring_regex(plain, pattern=_COMMA_NUMBER, replacement=r"\1.\2")
        return plain, compute.match_substring_regex(plain, pattern=NUMBER)

    def _count_numbers(self, present: ChunkedArray) -> None:
        plain, is_number = self._plain_numbers(present)
        self._numbers += compute.sum(is_number).as_py() or 0
        odd = compute.filter(present, compute.invert(is_number), null_selection_behavior="drop")
        self._odd_count += len(odd)
        if len(odd) and not self._example:
            self._example = str(odd[0].as_py())
        numbers = compute.if_else(is_number, plain, pa.scalar(None, pa.string()))
        self._is_whole = self._is_whole and cast(numbers, pa.int64()) is not None

    def _note_odd(self, notes: list[str]) -> None:
        if self._odd_count:
            notes.append(
                f"column {shown(self.name)}: {self._odd_count} of {self._total} values set to missing, "
                f"no numbers, such as {shown(self._example)}"
            )

    def _finite_counted(self, values: ChunkedArray) -> ChunkedArray:
        self._rows += len(values)
        self._infinite += int(compute.sum(compute.is_inf(values)).as_py() or 0)
        if not compute.any(compute.is_nan(values)).as_py():
            return values
        return compute.if_else(compute.is_nan(values), pa.scalar(None, pa.float64()), values)


def inferred(name: str, texts: ChunkedArray, notes: list[str], *, decimal_comma: bool = False) -> ChunkedArray:
    """Return a whole column with values of the type that fits: booleans, numbers, times in ISO 8601, or text.

    Args:
        name: The name of the column, for the notes.
        texts: Its values as they stand in the file; null is missing too.
        notes: Gets what was done that the values do not tell.
        decimal_comma: 1,5 may be a number.
    """
    inference = Inference(name, decimal_comma=decimal_comma)
    inference.add(texts)
    inference.settle(notes)
    values = inference.convert(texts)
    inference.finish(notes)
    return values


def cast(texts: ChunkedArray, type_: pa.DataType) -> ChunkedArray | None:
    """Return the values that texts stand for; `None` when one of them stands for none of the type."""
    try:
        compute.cast(texts.slice(0, _PROBED_ROWS), type_)  # to fail at a row takes much longer than to cast it
        return compute.cast(texts, type_)
    except pa.ArrowInvalid:
        return None


def shown(text: str) -> str:
    """Return a text as messages show it."""
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _are_booleans(texts: ChunkedArray) -> bool:
    known = compute.is_in(texts, value_set=pa.array((*TRUE, *FALSE, None)))
    return bool(compute.all(known).as_py())


def _differ(texts: ChunkedArray, present: ChunkedArray) -> bool:
    return bool(compute.any(compute.not_equal(texts, present)).as_py())

"""Columns whose type the caller says: a row with another value is put aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import compute
from ml_tools.datasets.formats.inference import FALSE, MISSING, TRUE, cast, shown
from ml_tools.datasets_interface import ColumnType

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["TYPES", "Forced"]

TYPES: Final = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATE: pa.date32(),
    ColumnType.TIMESTAMP: pa.timestamp("us"),
}
_NAMES: Final = {
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a number",
    ColumnType.BOOLEAN: "true or false",
    ColumnType.DATE: "a day such as 2020-01-31",
    ColumnType.TIMESTAMP: "a time such as 2020-01-31 10:20:30",
}
_HEX: Final = r"^[+-]?0[xX]"
_DAY: Final = r"^\d{4}-\d{2}-\d{2}$"
_NO_ZONE: Final = r"^\d{4}-\d{2}-\d{2}[ T]\d{2}(:\d{2}(:\d{2}(\.\d+)?)?)?$"
_WORDS: Final = {"true": TRUE, "false": FALSE}


class Forced:
    """A column of a type that is known beforehand; used as `Inference` is."""

    def __init__(
        self, name: str, type_: ColumnType, *, missing: Sequence[str] = (), decimal_comma: bool = False
    ) -> None:
        self.name = name
        self.type: pa.DataType = TYPES[type_]
        self.bad: dict[int, str] = {}
        """Why rows of the last batch that was converted are to be put aside."""
        self._expected = _NAMES.get(type_, "text")
        self._missing: Any = pa.array(missing or MISSING)
        self._decimal_comma = decimal_comma

    def add(self, texts: ChunkedArray) -> None:
        """Do nothing: what values are is known."""

    def settle(self, notes: list[str]) -> None:
        """Do nothing: what values are is known."""

    def finish(self, notes: list[str]) -> None:
        """Do nothing: what does not fit is told row by row."""

    def convert(self, texts: ChunkedArray) -> ChunkedArray:
        """Return values of the type; where one is none, null, and the row in `bad`."""
        brolly.checkpoint()
        self.bad = {}
        trimmed = compute.utf8_trim_whitespace(texts)
        missing = compute.is_in(trimmed, value_set=self._missing)
        if pa.types.is_string(self.type):
            return compute.if_else(missing, pa.scalar(None, pa.string()), texts)
        present = compute.if_else(missing, pa.scalar(None, pa.string()), self._plain(trimmed))
        values = self._cast(present)
        if values is not None:
            return values
        self._find_bad(present, texts, 0, len(present))
        is_bad = pa.array([at in self.bad for at in range(len(present))])
        values = self._cast(compute.if_else(is_bad, pa.scalar(None, pa.string()), present))
        if values is None:
            raise RuntimeError("expected what is left to be of the type")
        return values

    def _plain(self, texts: ChunkedArray) -> ChunkedArray:
        if pa.types.is_boolean(self.type):
            for word, spellings in _WORDS.items():
                texts = compute.if_else(compute.is_in(texts, value_set=pa.array(spellings)), word, texts)
            return texts
        if pa.types.is_timestamp(self.type):
            texts = compute.replace_substring_regex(texts, pattern=_DAY, replacement=r"\0 00:00:00")
            return compute.replace_substring_regex(texts, pattern=_NO_ZONE, replacement=r"\0Z")
        if pa.types.is_temporal(self.type):
            return texts
        texts = compute.replace_substring_regex(texts, pattern=r"^\+([0-9.,])", replacement=r"\1")
        return compute.replace_substring(texts, pattern=",", replacement=".") if self._decimal_comma else texts

    def _cast(self, texts: ChunkedArray) -> ChunkedArray | None:
        if pa.types.is_integer(self.type) and compute.any(compute.match_substring_regex(texts, pattern=_HEX)).as_py():
            return None
        if pa.types.is_boolean(self.type):
            known = compute.is_in(texts, value_set=pa.array(["true", "false", None]))
            return compute.cast(texts, self.type) if compute.all(known).as_py() else None
        if self.type == pa.timestamp("us"):
            zoned = cast(texts, pa.timestamp("us", tz="UTC"))
            return None if zoned is None else compute.cast(zoned, self.type)
        return cast(texts, self.type)

    def _find_bad(self, present: ChunkedArray, texts: ChunkedArray, begin: int, end: int) -> None:
        """Halve until what does not fit stands alone."""
        brolly.checkpoint()
        if self._cast(present.slice(begin, end - begin)) is not None:
            return
        if end - begin == 1:
            got = shown(str(texts[begin].as_py()))
            self.bad[begin] = f"expected {self._expected} in column {shown(self.name)}, got {got}"
            return
        middle = (begin + end) // 2
        self._find_bad(present, texts, begin, middle)
        self._find_bad(present, texts, middle, end)

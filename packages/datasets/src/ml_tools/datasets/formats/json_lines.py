"""Reads JSON: one object a line, an array of objects, or an object of columns."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, cast

import msgspec

import brolly
from ml_tools.datasets.formats.json_array import elements
from ml_tools.datasets.formats.known import BOM
from ml_tools.datasets.formats.reading import Reading
from ml_tools.datasets.formats.records import Records
from ml_tools.datasets.formats.rejections import NumberedRejections
from ml_tools.datasets.formats.rows import Row
from ml_tools.datasets.formats.sinks import Sink
from ml_tools.datasets.formats.sizes import too_large
from ml_tools.datasets.formats.spool import Spool
from ml_tools.datasets.formats.text import check_text
from ml_tools.datasets_interface import ParseOptions, UnreadableData

__all__ = ["read_json", "read_json_lines"]

_KINDS: Final = {list: "an array", str: "text", bool: "a boolean", int: "a number", float: "a number"}
_MAX_DOCUMENT_BYTES: Final = 256 * 1024**2
_UNICODE: Final = msgspec.json.Encoder()


class _Sources:
    """Values with the lines that they begin in; what is no object is put aside."""

    def __init__(self, file: IO[bytes], format: str, options: ParseOptions) -> None:
        self.format = format
        self.options = options
        self.rejections = NumberedRejections(options)
        self._file = file

    def records(self) -> Iterator[dict[str, Any]]:
        """Return the objects, and put the others aside."""
        for number, (_, _, value) in enumerate(self._values(), 1):
            brolly.checkpoint()
            problem = value if isinstance(value, ValueError) else None
            if problem is None and not isinstance(value, dict):
                problem = ValueError(f"expected an object, got {_kind_name(value)}")
            if problem is not None:
                self.rejections.put_aside(number, str(problem)[:200])
                continue
            yield cast("dict[str, Any]", value)

    def find_lines(self) -> None:
        """Find the lines of what was put aside."""
        if self.rejections.count:
            texts = ((line, text) for line, text, _ in self._values())
            self.rejections.find_lines(Row(line=line, text=text, is_closed=True) for line, text in texts)

    def _values(self) -> Iterator[tuple[int, str, Any]]:
        self._file.seek(0)
        if self.format == "json":
            yield from elements(self._file)
            return
        for number, line in enumerate(self._file, 1):
            if bare := line.removeprefix(BOM).strip() if number == 1 else line.strip():
                yield number, bare[:1000].decode(errors="replace"), _value(bare)


class _Columns(_Sources):
    """The rows of columns; they are known by their number, from 1."""

    def __init__(self, columns: dict[str, list[Any]], options: ParseOptions) -> None:
        super().__init__(io.BytesIO(), "json", options)
        self._columns = columns

    def _values(self) -> Iterator[tuple[int, str, Any]]:
        for number, values in enumerate(zip(*self._columns.values(), strict=True), 1):
            yield number, str(values)[:1000], dict(zip(self._columns, values, strict=True))


def read_json_lines(file: IO[bytes], sink: Sink, *, options: ParseOptions, folder: Path, max_bytes: int) -> Reading:
    """Read objects from the lines of a file in UTF-8.

    Args:
        file: Read from its begin.
        sink: Gets the rows.
        options: How to read it.
        folder: For what does not fit into memory.
        max_bytes: Bounds the cells, which keys that no row shares could make many of.

    Raises:
        UnreadableData: It is none, or has no rows.
        brolly.ResourceExhausted: It has too many cells.
    """
    return _read(file, sink, "jsonl", options, (folder, max_bytes))


def read_json(file: IO[bytes], sink: Sink, *, options: ParseOptions, folder: Path, max_bytes: int) -> Reading:
    """Read a document in UTF-8: an array of objects, an object of columns, or objects one behind the other.

    Columns are arrays of one length, or objects that number their values, as pandas writes them.

    Raises:
        UnreadableData: It is none, or has no rows.
        brolly.ResourceExhausted: It has too many cells, or its columns are too large for memory.
    """
    file.seek(0)
    if file.read(4096).removeprefix(BOM).lstrip()[:1] == b"[":
        return _read(file, sink, "json", options, (folder, max_bytes))
    if (columns := _columns(file)) is None:
        return _read(file, sink, "jsonl", options, (folder, max_bytes))
    with Spool.opened(folder) as spool:
        records = Records(spool, max_bytes=max_bytes, format="json")
        sources = _Columns(columns, options)
        for record in sources.records():
            records.add(record)
        return _written(records, sink, sources)


def _read(file: IO[bytes], sink: Sink, format: str, options: ParseOptions, bounds: tuple[Path, int]) -> Reading:
    folder, max_bytes = bounds
    check_text(file, format=format)
    sources = _Sources(file, format, options)
    with Spool.opened(folder) as spool:
        records = Records(spool, max_bytes=max_bytes, format=format)
        for record in sources.records():
            records.add(record)
        if not records.row_count:
            sources.find_lines()
            sources.rejections.check(0, format=format)
        return _written(records, sink, sources)


def _written(records: Records, sink: Sink, sources: _Sources) -> Reading:
    notes: list[str] = []
    good_rows = records.write(sink, sources.options, sources.rejections, notes)
    sources.find_lines()
    sources.rejections.check(good_rows, format=sources.format)
    return Reading(format=sources.format, rejections=sources.rejections, notes=notes)


def _columns(file: IO[bytes]) -> dict[str, list[Any]] | None:
    """Return the columns of an object that has such; `None` when it is no document of columns."""
    check_text(file, format="json")
    if _has_lines(file):
        return None
    size = file.seek(0, 2)
    file.seek(0)
    if size > _MAX_DOCUMENT_BYTES:
        raise too_large("a JSON object of columns", _MAX_DOCUMENT_BYTES)
    file.seek(0)
    document = _value(file.read().removeprefix(BOM).strip())
    if not isinstance(document, dict) or not document:
        return None
    columns = {name: _column(value) for name, value in cast("dict[str, Any]", document).items()}
    if any(column is None for column in columns.values()):
        return None
    found = {name: column for name, column in columns.items() if column is not None}
    if len(lengths := sorted({len(column) for column in found.values()})) > 1:
        text = f"expected columns of one length, got lengths from {lengths[0]} to {lengths[-1]}"
        raise UnreadableData(text, format="json")
    return found


def _has_lines(file: IO[bytes]) -> bool:
    """Tell whether the first line is a whole object that others follow."""
    file.seek(0)
    first = file.readline(_MAX_DOCUMENT_BYTES).removeprefix(BOM).strip()
    return first.endswith(b"}") and isinstance(_value(first), dict) and bool(file.readline(4096).strip())


def _column(value: Any) -> list[Any] | None:
    if isinstance(value, list):
        return cast("list[Any]", value)
    if isinstance(value, dict) and all(key.isdigit() for key in cast("dict[str, Any]", value)):
        return list(cast("dict[str, Any]", value).values())
    return None


def _value(line: bytes) -> Any:
    """Return what a text says, or a `ValueError`; unlike msgspec, Python's own reader takes NaN and Infinity."""
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        return _lenient(line, error)


def _lenient(line: bytes, strict: Exception) -> Any:
    try:
        if b"NaN" not in line and b"Infinity" not in line:
            raise strict
        value = json.loads(line)
        _UNICODE.encode(value)  # which refuses what is no Unicode
    except (ValueError, RecursionError) as error:
        return ValueError(f"expected JSON, got something else: {error}")
    return value


def _kind_name(value: Any) -> str:
    return next((name for type_, name in _KINDS.items() if isinstance(value, type_)), "null")

"""Reads a table out of a file, whatever its format."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import msgspec

from ml_tools.datasets.arrow import types_of
from ml_tools.datasets.columns import described
from ml_tools.datasets.formats.archives import Archive, opened_archive
from ml_tools.datasets.formats.compression import decompressed
from ml_tools.datasets.formats.delimited import read_delimited
from ml_tools.datasets.formats.encoding import marked_encoding, utf8
from ml_tools.datasets.formats.excel import read_excel
from ml_tools.datasets.formats.geotiff import read_geotiff
from ml_tools.datasets.formats.images import read_images
from ml_tools.datasets.formats.json_lines import read_json, read_json_lines
from ml_tools.datasets.formats.known import IMAGE_ENDINGS, check_known, format_of, named_format, packing
from ml_tools.datasets.formats.options import checked
from ml_tools.datasets.formats.parquet import read_arrow, read_parquet
from ml_tools.datasets.formats.reading import Reading
from ml_tools.datasets.formats.sinks import Sink, TableSink
from ml_tools.datasets_interface import Parsed, ParseOptions, UnreadableData

__all__ = ["Bounds", "noted", "parse", "parsed", "read", "unpacked"]

_HEAD_BYTES: Final = 4096
_MAX_NOTES: Final = 100
_MAX_NOTE: Final = 300


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What reading may take."""

    folder: Path
    """For what is too large for memory; the files there have no name."""
    max_bytes: int
    """The most that a file may hold, decompressed."""


def parse(file: IO[bytes], file_name: str, bounds: Bounds, options: ParseOptions | None = None) -> Parsed:
    """Read a file from its begin into a table, and close it.

    Args:
        file: The file.
        file_name: What its caller calls it; may be empty.
        bounds: What that may take.
        options: How to read it.

    Raises:
        UnreadableData: It cannot be read.
        brolly.InvalidArgument: It cannot be read so.
        brolly.ResourceExhausted: It is too large when it is decompressed.
    """
    with file:
        sink = TableSink()
        reading = read(file, file_name, sink, bounds, options)
        return parsed(reading, sink)


def read(file: IO[bytes], file_name: str, sink: Sink, bounds: Bounds, options: ParseOptions | None = None) -> Reading:
    """Read a file from its begin, and write its rows; else as `parse` does."""
    options = checked(options)
    with unpacked(file, options.format or named_format(file_name), bounds) as plain:
        return _read(plain, file_name, sink, bounds, options)


@contextmanager
def unpacked(file: IO[bytes], format: str, bounds: Bounds) -> Generator[IO[bytes]]:
    """Open what a file holds that may be compressed.

    Args:
        file: Read from its begin.
        format: What errors say that the bytes were to be read as; may be empty.
        bounds: What that may take.

    Raises:
        UnreadableData: It is damaged, or it ends too early.
        brolly.ResourceExhausted: It holds too much.
    """
    if not (packed := packing(_head(file))):
        yield file
        return
    with decompressed(file, packed, bounds.folder, bounds.max_bytes, format=format or "csv") as plain:
        yield plain


def parsed(reading: Reading, sink: TableSink) -> Parsed:
    """Return a table in memory with what had to be done to read it."""
    table = sink.table()
    return Parsed(
        table=table,
        format=reading.format,
        columns=described(table),
        rejected_count=reading.rejections.count,
        rejected_rows=tuple(reading.rejections.rows),
        notes=noted(reading),
        types=tuple(str(type_)[:100] for type_ in types_of(table.schema)),
        raster=reading.raster,
    )


def noted(reading: Reading) -> tuple[str, ...]:
    """Return the notes, as many and as long as one message may have."""
    notes = [note[:_MAX_NOTE] for note in reading.notes[:_MAX_NOTES]]
    if left := len(reading.notes) - len(notes):
        notes.append(f"and {left} more notes of this kind")
    return tuple(notes)


def _read(file: IO[bytes], file_name: str, sink: Sink, bounds: Bounds, options: ParseOptions) -> Reading:
    head = _head(file)
    check_known(head, options.format or named_format(file_name))
    match options.format or format_of(head, file_name):
        case "parquet":
            reading = read_parquet(file, sink, max_bytes=bounds.max_bytes)
        case "arrow":
            reading = read_arrow(file, sink, max_bytes=bounds.max_bytes)
        case "excel":
            reading = read_excel(file, sink, options=options, folder=bounds.folder, max_bytes=bounds.max_bytes)
        case "geotiff":
            reading = read_geotiff(file, sink, options=options)
        case "images" if not head.startswith(b"PK"):
            reading = read_images(_Single(file, file_name), sink, options=options)
        case "zip" | "images":
            reading = _read_archive(file, sink, bounds, options)
        case text:
            reading = _read_text(file, sink, text, bounds, options)
    return reading


def _read_text(file: IO[bytes], sink: Sink, format: str, bounds: Bounds, options: ParseOptions) -> Reading:
    encoding = options.encoding or marked_encoding(_head(file))
    folder, max_bytes = bounds.folder, bounds.max_bytes
    with utf8(file, encoding, folder, max_bytes, format=format) as text:
        if format == "jsonl":
            return read_json_lines(text, sink, options=options, folder=folder, max_bytes=max_bytes)
        if format == "json":
            return read_json(text, sink, options=options, folder=folder, max_bytes=max_bytes)
        return read_delimited(text, sink, format=format, options=options, folder=folder)


def _read_archive(file: IO[bytes], sink: Sink, bounds: Bounds, options: ParseOptions) -> Reading:
    """Read the one file of an archive, the one that is asked for, a workbook, or all images."""
    with opened_archive(file, bounds.folder, bounds.max_bytes) as archive:
        names = archive.names
        if "[Content_Types].xml" in names or "mimetype" in names:
            return read_excel(file, sink, options=options, folder=bounds.folder, max_bytes=bounds.max_bytes)
        if options.member is None and any(name.lower().endswith(IMAGE_ENDINGS) for name in names):
            return read_images(archive, sink, options=options)
        name = _member(archive, options.member)
        with archive.opened(name) as member:
            if packing(_head(member)) or _head(member).startswith(b"PK"):
                raise UnreadableData(f"expected a table in {name[:100]!r}, got one that is packed again", format="zip")
            return _read(member, name, sink, bounds, options)


def _member(archive: Archive, wanted: str | None) -> str:
    known = ", ".join(repr(name[:60]) for name in archive.names[:20]) or "none"
    if wanted is not None and wanted not in archive.names:
        raise UnreadableData(f"member: expected one of {known}, got {wanted[:60]!r}", format="zip")
    if wanted is None and len(archive.names) != 1:
        text = f"expected an archive of one file or of images, got {known}; say which by options.member"
        raise UnreadableData(text, format="zip")
    return wanted or archive.names[0]


class _Single:
    """One image."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        ending = next((ending for ending in IMAGE_ENDINGS if name.lower().endswith(ending)), ".png")
        self.names = (name.replace("\\", "/").rpartition("/")[2] or f"image{ending}",)

    @contextmanager
    def opened(self, name: str) -> Generator[IO[bytes]]:
        """Open it."""
        del name
        self._file.seek(0)
        yield self._file


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    file.seek(0, os.SEEK_SET)
    return head

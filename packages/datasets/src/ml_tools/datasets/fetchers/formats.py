"""Which format a file is in: by its first bytes, else by the ending of its name, else by what it looks like."""

from __future__ import annotations

from typing import Final

from ml_tools.datasets_interface import UnreadableData

__all__ = ["BOM", "GZIP", "PARQUET", "check_known", "format_of", "named_format"]

BOM: Final = b"\xef\xbb\xbf"
GZIP: Final = b"\x1f\x8b"
PARQUET: Final = b"PAR1"

_ENDINGS: Final = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_OTHERS: Final = {
    b"PK\x03\x04": "a zip archive or a workbook of Excel; unpack it, or save it as CSV",
    b"\xd0\xcf\x11\xe0": "a workbook of Excel; save it as CSV",
    b"BZh": "a bzip2 file; decompress it",
    b"\xfd7zXZ": "an xz file; decompress it",
    b"\x28\xb5\x2f\xfd": "a zstd file; decompress it",
    b"ARROW1": "an Arrow file; write it as Parquet",
    b"\xff\xfe": "UTF-16; save it as UTF-8",
    b"\xfe\xff": "UTF-16; save it as UTF-8",
}


def named_format(file_name: str) -> str:
    """Return the format that the ending of a name stands for; empty when it stands for none."""
    name = file_name.lower().removesuffix(".gz")
    return next((found for ending, found in _ENDINGS.items() if name.endswith(ending)), "")


def check_known(head: bytes, file_name: str) -> None:
    """Raise `UnreadableData` when the first bytes of a file are those of a format that is not read."""
    expected = named_format(file_name) or "csv"
    if not head:
        raise UnreadableData("expected a table, got an empty file", format=expected)
    for first, got in _OTHERS.items():
        if head.startswith(first):
            raise UnreadableData(f"expected CSV, TSV, JSON lines or Parquet, got {got}", format=expected, byte=0)
    if expected == "parquet" and not head.startswith(PARQUET):
        text = f"expected a Parquet file, which begins with PAR1, got {head[:4]!r}"
        raise UnreadableData(text, format=expected, byte=0)


def format_of(head: bytes, file_name: str) -> str:
    """Return csv, tsv, jsonl or parquet; whether it is csv or tsv is for the header to say."""
    if head.startswith(PARQUET):
        return "parquet"
    looks_like = "jsonl" if head.removeprefix(BOM).lstrip().startswith((b"{", b"[{")) else "csv"
    return named_format(file_name) or looks_like

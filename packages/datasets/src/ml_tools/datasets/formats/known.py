"""Which format a file is in: by its first bytes, else by the ending of its name, else by what it looks like."""

from __future__ import annotations

from typing import Final

from ml_tools.datasets_interface import UnreadableData

__all__ = ["BOM", "IMAGE_ENDINGS", "PACKED", "check_known", "format_of", "named_format", "packing"]

BOM: Final = b"\xef\xbb\xbf"
IMAGE_ENDINGS: Final = (".aps", ".png", ".jpg", ".jpeg")
PACKED: Final = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
"""The first bytes of what is compressed, and how."""
_PACKED_ENDINGS: Final = (".gz", ".bz2", ".xz", ".zst", ".zstd")

_ENDINGS: Final = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
    ".tif": "geotiff",
    ".tiff": "geotiff",
    ".zip": "zip",
    **dict.fromkeys(IMAGE_ENDINGS, "images"),
}
_FIRST: Final = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "excel",
    b"II*\0": "geotiff",
    b"MM\0*": "geotiff",
    b"II+\0": "geotiff",
    b"MM\0+": "geotiff",
    b"\x89PNG": "images",
    b"\xff\xd8\xff": "images",
}
_BEGINS: Final = {
    "parquet": "a Parquet file, which begins with PAR1",
    "arrow": "an Arrow file, which begins with ARROW1 or a message",
    "excel": "a workbook, which begins with PK or d0cf11e0",
    "geotiff": "a GeoTIFF, which begins with II or MM",
    "zip": "a zip archive, which begins with PK",
}


def named_format(file_name: str) -> str:
    """Return the format that the ending of a name stands for; empty when it stands for none."""
    name = file_name.lower()
    name = next((name.removesuffix(ending) for ending in _PACKED_ENDINGS if name.endswith(ending)), name)
    return next((found for ending, found in _ENDINGS.items() if name.endswith(ending)), "")


def packing(head: bytes) -> str:
    """Return how a file is compressed; empty when it is not."""
    return next((found for first, found in PACKED.items() if head.startswith(first)), "")


def check_known(head: bytes, expected: str) -> None:
    """Raise `UnreadableData` when the first bytes of a file are not those of the expected format."""
    expected = expected or "csv"
    if not head:
        raise UnreadableData("expected a table, got an empty file", format=expected)
    if expected == "arrow" and head[:4] == b"\xff\xff\xff\xff":
        return
    if expected in _BEGINS and _first(head) not in {expected, "zip" if expected == "excel" else expected}:
        text = f"expected {_BEGINS[expected]}, got {head[:4]!r}"
        raise UnreadableData(text, format=expected, byte=0)


def format_of(head: bytes, file_name: str) -> str:
    """Return the format; whether it is csv or tsv is for the header to say, and what a zip archive has for its list."""
    if first := _first(head):
        return "excel" if first == "zip" and named_format(file_name) == "excel" else first
    named = named_format(file_name)
    bare = head.removeprefix(BOM).lstrip()
    if named == "json" or (not named and bare.startswith((b"{", b"[{", b"["))):
        return _json_kind(bare, is_named=named == "json")
    return named or "csv"


def _first(head: bytes) -> str:
    return next((found for first, found in _FIRST.items() if head.startswith(first)), "")


def _json_kind(bare: bytes, *, is_named: bool) -> str:
    """Tell lines of objects from one document."""
    if bare.startswith(b"["):
        return "json" if is_named or bare[1:].lstrip().startswith((b"{", b"]")) else "csv"
    return "json" if is_named else "jsonl"

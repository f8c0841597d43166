"""Feeds the readers of files with what no file should be: `make fuzz`, by atheris; a short form is in the tests.

An input is a file, but for its first two bytes: they choose its name and the options. Whatever it is, it is read, or
refused by an error of the contract; it never crashes, hangs, or ends in another exception.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import sys
import zipfile
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None

if atheris is not None and __name__ == "__main__":
    with atheris.instrument_imports(include=["ml_tools.datasets.formats"]):
        import ml_tools.datasets.formats  # noqa: F401 - so that the imports below find it instrumented

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet

import brolly
from ml_tools.datasets.formats import Bounds, parse
from ml_tools.datasets_interface import ColumnType, ParseOptions, TypedColumn

NAMES = (
    *("", "x.csv", "x.tsv", "x.jsonl", "x.json", "x.parquet", "x.arrow", "x.xlsx", "x.xls", "x.ods", "x.tif", "x.zip"),
    *("x.png", "x.jpg", "x.aps", "x.csv.gz", "x.csv.zst"),
)
OPTIONS = (
    None,
    ParseOptions(max_rejected_share=1.0, kept_rejected_rows=10_000),
    ParseOptions(delimiter=";", decimal=",", quote="'"),
    ParseOptions(header=False, quote=""),
    ParseOptions(skip_lines=2, missing=("x", "0")),
    ParseOptions(encoding="utf-16"),
    ParseOptions(encoding="windows-1252", max_pixels=10),
    ParseOptions(types=(TypedColumn(name="a", type=ColumnType.INTEGER),), max_rejected_share=1.0),
    ParseOptions(types=(TypedColumn(name="a", type=ColumnType.TIMESTAMP),), max_rejected_share=1.0),
    ParseOptions(types=(TypedColumn(name="a", type=ColumnType.BOOLEAN),), max_rejected_share=0.5),
    ParseOptions(member="a.csv"),
    *(ParseOptions(format=name) for name in ("csv", "jsonl", "json", "parquet", "arrow", "excel", "geotiff", "images")),
)
MAX_BYTES = 20_000_000


def check(content: bytes, folder: Path) -> str:
    """Read an input, and return what came of it: the format, or the name of the error."""
    name = NAMES[content[0] % len(NAMES)] if content else ""
    options = OPTIONS[content[1] % len(OPTIONS)] if len(content) > 1 else None
    try:
        parsed = parse(io.BytesIO(content[2:]), name, Bounds(folder=folder, max_bytes=MAX_BYTES), options)
    except brolly.Error as error:
        return _checked(error)
    parsed.table.validate(full=True)
    assert parsed.table.num_rows > 0
    assert len(parsed.columns) == len(parsed.types) == parsed.table.num_columns > 0
    assert parsed.rejected_count >= len(parsed.rejected_rows)
    return parsed.format


def _checked(error: brolly.Error) -> str:
    assert not isinstance(error, brolly.Internal), error
    assert len(error.message) < 4000, len(error.message)
    return type(error).__name__


def seeds() -> list[bytes]:
    """Return inputs that are sound, one a format and more."""
    table = pa.table({"a": [1, None, 3], "b": ["x", "y", None], "c": pa.array(["u", "v", "u"]).dictionary_encode()})
    csv = b'a,b,c\n1,"x ""y""\nz",2020-01-31\n2.5,NA,2020-02-01 10:00\n,\xc3\xa9,\n'
    rows = [{"a": 1, "b": [1]}, {"a": 2.5, "c": "2020-01-31"}, {"a": None}]
    lines = "\n".join(map(json.dumps, rows)).encode()
    found = [csv, csv.replace(b",", b"\t"), csv.replace(b",", b";"), csv.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + csv]
    found += [csv.decode().encode(each) for each in ("utf-16", "utf-32")]
    found += [lines, json.dumps(rows).encode(), json.dumps(rows, indent=1).encode()]
    found += [b'{"a": [1, 2], "b": ["x", null]}', b'{"a": {"0": 1}}']
    found += [pack(csv) for pack in (gzip.compress, bz2.compress, lzma.compress)]
    found += [_packed(csv), _parquet(table), _arrow(table), _feather(table), _zip({"a.csv": csv})]
    found += [_zip({"x/a.aps": _scan(), "y/b.aps": _scan()}), _scan(), _tiff(), _png(), _zip({"a/b.png": _png()})]
    return [bytes([number % len(NAMES), number % len(OPTIONS)]) + content for number, content in enumerate(found)] + [
        bytes([0, 0]) + content for content in found
    ]


def _packed(content: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as packed:
        packed.write(content)
    return sink.getvalue().to_pybytes()


def _parquet(table: pa.Table) -> bytes:
    pyarrow.parquet.write_table(table, sink := io.BytesIO())
    return sink.getvalue()


def _arrow(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pyarrow.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def _feather(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pyarrow.feather.write_feather(table, sink, compression="lz4")
    return sink.getvalue().to_pybytes()


def _zip(files: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _scan() -> bytes:
    header = bytearray(512)
    struct.pack_into("<h", header, 276, 4)
    struct.pack_into("<f", header, 292, 0.5)
    struct.pack_into("<4i", header, 348, 2, 3, 1, 4)
    return bytes(header) + bytes(range(48))


def _png() -> bytes:
    from PIL import Image

    Image.fromarray(np.arange(48, dtype=np.uint8).reshape(4, 4, 3)).save(buffer := io.BytesIO(), "PNG")
    return buffer.getvalue()


def _tiff() -> bytes:
    import rasterio

    place = {"crs": "EPSG:32618", "transform": rasterio.Affine(10.0, 0.0, 500.0, 0.0, -10.0, 900.0)}
    with rasterio.MemoryFile() as memory:
        with memory.open(driver="GTiff", count=2, width=4, height=3, dtype="uint8", **place) as target:
            target.write(np.arange(24, dtype=np.uint8).reshape(2, 3, 4))
        return memory.read()


def main() -> None:
    if atheris is None:
        sys.exit("atheris is not installed; run `make sync`, with Python 3.11 on Linux")
    folder = Path("build/fuzz/readers")
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    arguments = [
        f"-artifact_prefix={folder}/",
        "-timeout=30",
        "-rss_limit_mb=4096",
        "-max_len=20000",
        "-print_final_stats=1",
    ]
    atheris.Setup(
        [sys.argv[0], *arguments, *sys.argv[1:], str(corpus)], lambda content: check(content, folder) and None
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()

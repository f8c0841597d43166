"""Arrow files, Arrow streams and Feather files, with the types that they have."""

from __future__ import annotations

import random

import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pytest

import brolly
from ml_tools.datasets_interface import UnreadableData

TABLE = pa.table({"a": [1, 2, None], "b": ["x", None, "z"], "c": pa.array(["u", "v", "u"]).dictionary_encode()})


def written(kind: str, table: pa.Table = TABLE) -> bytes:
    sink = pa.BufferOutputStream()
    if kind.startswith("feather"):
        pyarrow.feather.write_feather(table, sink, compression=kind.removeprefix("feather ") or None)
    else:
        new = pyarrow.ipc.new_file if kind == "file" else pyarrow.ipc.new_stream
        with new(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=2)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize("kind", ["file", "stream", "feather lz4", "feather zstd", "feather uncompressed"])
def test_each_kind_is_read_with_its_types(read, kind):
    parsed = read(written(kind), "x.arrow" if kind == "stream" else "")

    assert parsed.format == "arrow"
    assert parsed.table.equals(TABLE)


def test_what_is_damaged_or_empty_is_unreadable(read):
    whole = written("file")
    stream = written("stream")

    for damaged in (
        whole[:-20],
        whole[:100],
        b"ARROW1\0\0" + random.Random(0).randbytes(500),
        stream[:200],
        stream[:9],
    ):
        with pytest.raises(UnreadableData, match="whole Arrow file"):
            read(damaged, "x.arrow")
    with pytest.raises(UnreadableData, match="got no rows"):
        read(written("file", TABLE.slice(0, 0)))
    with pytest.raises(UnreadableData, match="an Arrow file, which begins with"):
        read(b"a,b\n1,2\n", "x.feather")


@pytest.mark.parametrize(
    "type_",
    [
        pa.int64(),
        pa.list_(pa.struct([("name", pa.int64())])),
        pa.dictionary(pa.int8(), pa.struct([("name", pa.int64())])),
        pa.timestamp("us", "name"),
    ],
    ids=str,
)
def test_a_name_that_is_not_utf_8_is_unreadable(read, type_):
    name = "a" if "name" in str(type_) else "name"
    table = pa.table({name: pa.nulls(2, type_)})

    for kind in ("file", "stream"):
        with pytest.raises(UnreadableData, match="can't decode byte"):
            read(written(kind, table).replace(b"name", b"\x9eame"), "x.arrow")


def test_more_than_the_bound_is_refused(read):
    large = pa.table({"a": [0] * 100_000})

    with pytest.raises(brolly.ResourceExhausted, match="at most 10000 bytes"):
        read(written("feather zstd", large), max_bytes=10_000)

"""Parquet and gzip, and the sizes that files may have."""

from __future__ import annotations

import gzip
import io
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import brolly
from ml_tools.datasets_interface import UnreadableData

TABLE = pa.table({"a": [1, 2, None], "b": ["x", None, "z"], "c": pa.array(["u", "v", "u"]).dictionary_encode()})
CSV = b"a,b\n" + b"1,2\n" * 1000


def parquet(table: pa.Table) -> bytes:
    pq.write_table(table, sink := io.BytesIO())
    return sink.getvalue()


@pytest.mark.parametrize("name", [None, "x.parquet", "x.csv"])
async def test_parquet_is_known_by_its_bytes_and_keeps_its_types(parse, name):
    parsed = await parse(parquet(TABLE), name)

    assert parsed.format == "parquet"
    assert parsed.table.equals(TABLE)
    assert [column.missing_count for column in parsed.columns] == [1, 1, 0]


@pytest.mark.parametrize(
    ("content", "found"),
    [(CSV, "csv"), (b"a\tb\n1\t2\n", "tsv"), (b'{"a": 1}\n', "jsonl"), (parquet(TABLE), "parquet")],
)
async def test_each_format_may_be_compressed(parse, content, found):
    plain, packed = await parse(content), await parse(gzip.compress(content), f"x.{found}.gz")

    assert packed.format == plain.format == found
    assert packed.table.equals(plain.table)


async def test_damaged_parquet_is_refused(parse):
    whole = parquet(pa.table({"a": list(range(1000))}))
    damaged = [
        whole[:-20],
        whole[:4],
        b"PAR1" + random.Random(0).randbytes(500),
        b"PAR1" + random.Random(0).randbytes(500) + b"PAR1",
        whole[:100] + bytes(50) + whole[150:],
        parquet(pa.table({"list": [[1]]})).replace(b"element", b"elem\x94nt"),
    ]

    for content in damaged:
        with pytest.raises(UnreadableData, match="Parquet") as caught:
            await parse(content, "x.parquet")
        assert caught.value.format == "parquet"
        assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (random.Random(0).randbytes(1000), "which begins with PAR1"),
        (CSV, "which begins with PAR1, got b'a,b"),
        (parquet(pa.table({"a": pa.array([], pa.int64())})), "got no rows"),
        (parquet(pa.Table.from_arrays([pa.array([1])] * 2, ["a", "a"])), "more than one 'a'"),
        (parquet(pa.table({})), "at least one column"),
    ],
    ids=["random", "csv", "no rows", "twice", "no columns"],
)
async def test_what_is_no_parquet_table_is_refused(parse, content, said):
    with pytest.raises(UnreadableData, match=said) as caught:
        await parse(content, "x.parquet")

    assert caught.value.format == "parquet"


async def test_gzip_that_ends_too_early_or_is_damaged_is_refused(parse):
    packed = gzip.compress(CSV)

    for size in (2, 15, len(packed) - 9, len(packed) - 1):
        with pytest.raises(UnreadableData, match=f"ends too early, at byte {size}") as caught:
            await parse(packed[:size], "x.csv.gz")
        assert (caught.value.format, caught.value.byte) == ("csv", size)
    for damaged in (packed[:30] + b"zzzz" + packed[34:], packed[:-8] + bytes(8)):
        with pytest.raises(UnreadableData, match="damaged"):
            await parse(damaged)
    with pytest.raises(UnreadableData, match="an empty file"):
        await parse(gzip.compress(b""))
    with pytest.raises(UnreadableData, match="binary data"):
        await parse(gzip.compress(packed))


async def test_no_more_than_the_bound_is_taken_however_it_is_packed(parse):
    assert (await parse(CSV, max_file_bytes=len(CSV))).table.num_rows == 1000

    for content in (CSV, gzip.compress(CSV), parquet(pa.table({"a": [0] * 100_000}))):
        with pytest.raises(brolly.ResourceExhausted, match=r"at most 4003 bytes, got more; .* max_file_bytes"):
            await parse(content, max_file_bytes=len(CSV) - 1)


async def test_a_file_too_large_for_memory_is_read_as_well_and_leaves_nothing_behind(parse, tmp_path):
    content = b"number,text\n" + b"".join(b"%d,some text that takes its room\n" % n for n in range(300_000))

    parsed, packed = await parse(content), await parse(gzip.compress(content, 1))

    assert parsed.table["number"].to_pylist() == list(range(300_000))
    assert packed.table.equals(parsed.table)
    assert list(tmp_path.iterdir()) == []


async def test_a_chunk_has_a_mebibyte_at_most(parse):
    with pytest.raises(brolly.InvalidArgument, match=r"^chunk: expected at most 1048576 bytes, got 1048577"):
        await parse(b"a\n" * 2**20, chunk_bytes=2**20 + 1)


async def test_a_source_that_gives_nothing_is_an_empty_file(parse):
    with pytest.raises(UnreadableData, match="an empty file"):
        await parse(b"", "x.csv")

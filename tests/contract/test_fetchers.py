"""Fetchers behave alike over every transport: values and every domain error."""

from __future__ import annotations

import gzip
import io
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import brolly
from ml_tools.datasets_interface import (
    Column,
    ColumnKind,
    Fetchers,
    ParseBytesItem,
    RejectedRow,
    SampleNotFound,
    UnreadableData,
)

CSV = b"rooms,town\n" + b"3,Rome\n" * 10 + b"4\n" + b"NA,Oslo\n" * 10 + b"many,Oslo\n"
CUT_SHORT = gzip.compress(CSV, mtime=0)[:-4]  # no time in it: it names a test, and names are the same in every run
MAX = 3_000_000


@pytest.fixture
async def fetchers(connect: Any, tmp_path: Path) -> AsyncIterator[Fetchers]:
    folder = str(tmp_path / "datasets")
    async with connect(datasets=f"config = {{ folder = {folder!r}, max_file_bytes = {MAX} }}") as clients:
        yield clients(Fetchers)


async def items(content: bytes, name: str | None = None, size: int = 2**20) -> AsyncGenerator[ParseBytesItem, None]:
    for at in range(0, len(content), size):
        yield ParseBytesItem(chunk=content[at : at + size], file_name=name if at == 0 else None)


async def test_a_file_is_parsed_and_what_was_done_is_told(fetchers: Fetchers) -> None:
    parsed = await fetchers.parse_bytes(items(CSV, "towns.csv", size=20))

    assert (parsed.format, parsed.table.num_rows, parsed.rejected_count) == ("csv", 21, 1)
    assert parsed.columns == (
        Column(name="rooms", kind=ColumnKind.NUMBER, missing_count=11),
        Column(name="town", kind=ColumnKind.TEXT, missing_count=0),
    )
    assert parsed.table["rooms"].to_pylist() == [3] * 10 + [None] * 11
    assert parsed.rejected_rows == (RejectedRow(line=12, reason="expected 2 cells, got 1", text="4"),)
    assert parsed.notes == ("column 'rooms': 1 of 11 values set to missing, no numbers, such as 'many'",)


async def test_each_format_is_known_compressed_or_not(fetchers: Fetchers) -> None:
    table = pa.table({"a": [1, 2], "b": ["x", "y"]})
    pq.write_table(table, parquet := io.BytesIO())
    contents = {
        "csv": b"a,b\n1,x\n2,y\n",
        "tsv": b"a\tb\n1\tx\n2\ty\n",
        "jsonl": b'{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n',
        "parquet": parquet.getvalue(),
    }

    for name, content in contents.items():
        for packed in (content, gzip.compress(content)):
            parsed = await fetchers.parse_bytes(items(packed))
            assert parsed.format == name
            assert parsed.table.equals(table)


@pytest.mark.parametrize(
    ("content", "name", "expected", "said"),
    [
        (b"", None, ("csv", None, None), "an empty file"),
        (b"a,b\n", "x.csv", ("csv", 1, None), "rows after the header, got none"),
        (b"a,a\n1,2\n", "x.csv", ("csv", 1, None), "more than one 'a'"),
        (b"a,b\n1,\xff\n", "x.csv", ("csv", 2, 6), "UTF-8, got 0xff at byte 6 in line 2"),
        (b"a,b\n1\n2\n", "x.csv", ("csv", 2, None), "one row in ten"),
        (bytes(range(256)), "x.csv", ("csv", 1, 0), "binary data"),
        (bytes(range(256)), "x.parquet", ("parquet", None, 0), "PAR1"),
        (b"PAR1 and no more", None, ("parquet", None, None), "whole Parquet file"),
        (b'{"a": 1\n', "x.jsonl", ("jsonl", 1, None), "expected JSON"),
        (CUT_SHORT, "x.tsv.gz", ("tsv", None, len(CUT_SHORT)), "ends too early"),
    ],
)
async def test_what_is_no_table_is_unreadable(
    fetchers: Fetchers, content: bytes, name: str | None, expected: tuple[Any, ...], said: str
) -> None:
    with pytest.raises(UnreadableData, match=said) as caught:
        await fetchers.parse_bytes(items(content, name))

    assert (caught.value.format, caught.value.line, caught.value.byte) == expected


async def test_more_than_the_bound_is_refused_however_it_is_packed(fetchers: Fetchers) -> None:
    large = b"a\n" + b"1\n" * (MAX // 2)

    for content in (large, gzip.compress(large)):
        with pytest.raises(brolly.ResourceExhausted, match="max_file_bytes"):
            await fetchers.parse_bytes(items(content))
    with pytest.raises(brolly.InvalidArgument, match="chunk: expected at most 1048576 bytes"):
        await fetchers.parse_bytes(items(large, size=2**20 + 1))


async def test_a_sample_is_loaded_by_its_name(fetchers: Fetchers) -> None:
    names = (await fetchers.list_samples()).names
    sample = await fetchers.load_sample("breast-cancer")

    assert names == ("breast-cancer", "diabetes", "digits", "wine")
    assert (sample.table.shape, sample.target) == ((569, 31), "diagnosis")
    assert sample.table["mean_radius"][0].as_py() == 17.99
    assert sample.table["diagnosis"][0].as_py() == "malignant"
    assert sample.description.startswith("Nuclei of cells")


async def test_a_sample_that_is_not_there_is_not_found(fetchers: Fetchers) -> None:
    with pytest.raises(SampleNotFound, match="no sample 'iris'") as caught:
        await fetchers.load_sample("iris")

    assert (caught.value.name, caught.value.known) == ("iris", ("breast-cancer", "diabetes", "digits", "wine"))

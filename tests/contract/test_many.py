"""Streams of many messages with tables: each arrives whole and by itself, over every transport."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from brolly.testing import equal
from brolly.testing.v1.echo import Echo, Note, TablePart, TabulatedNote, Volume

UP_TO_A_MEGABYTE = "max_table_bytes = 1_000_000"


def parts_of(table: pa.Table, part_rows: int) -> list[TablePart]:
    starts = range(0, table.num_rows, part_rows)
    return [
        TablePart(number=number, rows=table.slice(start, part_rows), rest=table.slice(start + part_rows))
        for number, start in enumerate(starts)
    ]


TEXTS = {"a": [1.5, None, 3.0], "t": ["", "grüße", None]}
CASES = {
    "no part": (pa.table({"a": pa.array([], pa.float64())}), 1),
    "no part of no columns": (pa.table({}), 1),
    "one part and an empty rest": (pa.table(TEXTS), 3),
    "one part of fewer rows": (pa.table(TEXTS), 2**62),
    "three parts": (pa.table(TEXTS).replace_schema_metadata({"source": "census"}), 1),
    "1000 parts": (pa.table({"a": np.arange(1000)}), 1),
    "parts of 3 MB": (pa.table({"a": np.arange(1_000_000)}), 400_000),
    "large rests and small parts": (pa.table({"a": np.arange(500_000)}), 200_000),
    "categories": (pa.table({"c": pa.array(["x", "y", "x"]).dictionary_encode()}), 2),
}


@pytest.mark.parametrize("name", CASES)
async def test_every_part_arrives_with_both_of_its_tables(connect: Any, name: str) -> None:
    table, part_rows = CASES[name]

    async with connect("echo") as clients:
        parts = [part async for part in clients(Echo).split_table(table, part_rows=part_rows)]

    assert equal(parts, parts_of(table, part_rows))
    for part in parts:
        part.rows.validate(full=True)
        part.rest.validate(full=True)


async def notes(*texts: str) -> AsyncGenerator[Note, None]:
    for text in texts:
        yield Note(text=text, volume=Volume.LOUD if text.isupper() else None)


async def test_items_go_out_and_tables_come_back(connect: Any) -> None:
    long = "word " * 500_000
    texts = ("two words", "", "LOUD", long)

    async with connect("echo") as clients:
        tables = [each async for each in clients(Echo).tabulate_notes(notes(*texts))]
        assert [each async for each in clients(Echo).tabulate_notes(notes())] == []

    expected = [pa.table({"word": pa.array(text.split(), pa.string())}) for text in texts]
    volumes = [None, None, Volume.LOUD, None]
    pairs = zip(expected, volumes, strict=True)
    assert equal(tables, [TabulatedNote(table=table, volume=volume) for table, volume in pairs])


async def test_a_part_arrives_before_the_next_item_is_sent(connect: Any) -> None:
    answered = asyncio.Event()

    async def one_by_one() -> AsyncGenerator[Note, None]:
        yield Note(text="first")
        await asyncio.wait_for(answered.wait(), 5.0)
        yield Note(text="second")

    async with connect("echo") as clients:
        words: list[Any] = []
        async for each in clients(Echo).tabulate_notes(one_by_one()):
            words += each.table["word"].to_pylist()
            answered.set()

    assert words == ["first", "second"]


async def test_an_error_comes_before_the_first_part(connect: Any) -> None:
    async with connect("echo") as clients:
        with pytest.raises(brolly.InvalidArgument, match="part_rows") as caught:
            await anext(clients(Echo).split_table(pa.table({"a": [1]}), part_rows=0))

    assert caught.value.origin == "service"


async def test_parts_that_are_dropped_half_way_are_cancelled(connect: Any) -> None:
    table = pa.table({"a": np.arange(500_000)})  # 2 GB in parts of it, so that it does not end by itself

    async with connect(echo="limits = { size = 1 }") as clients:
        echo = clients(Echo)
        for taken in (0, 1, 2):
            async with aclosing(echo.split_table(table, part_rows=1000)) as parts:
                async for part in parts:
                    if part.number == taken:
                        break
            await free(echo)


async def test_tables_of_items_that_are_dropped_half_way_are_cancelled(connect: Any) -> None:
    closed = asyncio.Event()

    async def slow() -> AsyncGenerator[Note, None]:
        try:
            yield Note(text="first")
            await asyncio.sleep(60.0)
        finally:
            closed.set()

    async with connect(echo="limits = { size = 1 }") as clients:
        async with aclosing(clients(Echo).tabulate_notes(slow())) as tables:
            await anext(tables)
        assert closed.is_set()
        await free(clients(Echo))


async def free(echo: Echo) -> None:
    """Wait until the one slot of the application is free."""
    for _ in range(500):
        try:
            await echo.echo_optionals()
        except brolly.ResourceExhausted:
            await asyncio.sleep(0.01)
        else:
            return
    pytest.fail("its slot was never free again")


async def test_a_deadline_ends_a_stream_of_parts(connect: Any) -> None:
    async def slow() -> AsyncGenerator[Note, None]:
        while True:
            yield Note(text="tick")
            await asyncio.sleep(0.05)

    async with connect("echo") as clients:
        await clients(Echo).echo_optionals()
        with pytest.raises(brolly.DeadlineExceeded):
            async with brolly.deadline(0.3):
                async for _ in clients(Echo).tabulate_notes(slow()):
                    pass


async def test_a_table_over_the_limit_is_refused_in_a_request(connect: Any) -> None:
    async with connect(echo=UP_TO_A_MEGABYTE) as clients:
        with pytest.raises(brolly.ResourceExhausted, match="1000000 bytes"):
            await anext(clients(Echo).split_table(pa.table({"a": np.arange(200_000)}), part_rows=1))
        parts = clients(Echo).split_table(pa.table({"a": np.arange(100_000)}), part_rows=60_000)
        assert [part.rows.num_rows async for part in parts] == [60_000, 40_000]


async def test_a_table_over_the_limit_ends_a_stream_after_the_parts_before_it(connect: Any) -> None:
    rows: list[int] = []

    async with connect(echo=UP_TO_A_MEGABYTE) as clients:
        with pytest.raises(brolly.ResourceExhausted, match="1000000 bytes"):
            async for each in clients(Echo).tabulate_notes(notes("one", "two words", "x" * 2_000_000, "three")):
                rows.append(each.table.num_rows)
        await clients(Echo).echo_optionals()

    assert rows == [1, 2]

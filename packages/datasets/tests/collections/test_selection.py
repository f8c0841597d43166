"""Reads return the rows that were asked for, in the order that was asked for."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets_interface import AllOf, AnyOf, Comparison, Filter, Operator, SortKey

pytestmark = pytest.mark.combinations("sqlite-folder")

ROWS = 300_000
NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
TABLE = pa.table(
    {
        "row": pa.array(range(6)),
        "number": pa.array([3.0, None, 1.0, float("nan"), 2.0, -0.5]),
        "whole": pa.array([2**62, 2**62 + 1, -5, 0, None, 7], pa.int64()),
        "large": pa.array([2**64 - 1, 0, 1, 2, None, 2**63], pa.uint64()),
        "price": pa.array([Decimal("1.10"), Decimal("2.20"), None, Decimal("3.30"), Decimal(0), Decimal(-1)]),
        "text": pa.array(["apple", "pear", None, "pineapple", "", "Apfel"]).dictionary_encode(),
        "truth": pa.array([True, False, None, True, False, True]),
        "day": pa.array([date(2024, 2, day) if day else None for day in (28, 29, 0, 1, 2, 3)]),
        "time": pa.array([NOON.replace(hour=hour) for hour in (11, 12, 13)] + [None] * 3, pa.timestamp("ns", "UTC")),
    }
)


def where(column: str, operator: Operator, **value: Any) -> Filter:
    return Filter(condition=Comparison(column=column, operator=operator, **value))


@pytest.fixture
async def houses(collections) -> Any:
    await collections.create_collection(TABLE, name="houses")

    async def read(**asked: Any) -> list[int]:
        table = (await collections.read_collection("houses", columns=("row",), **asked)).table
        assert table.schema.names == ["row"]
        return table["row"].to_pylist()

    return read


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (where("number", Operator.EQUAL, number=1.0), [2]),
        (where("number", Operator.NOT_EQUAL, number=1.0), [0, 3, 4, 5]),
        (where("number", Operator.GREATER_OR_EQUAL, whole=2), [0, 4]),
        (where("number", Operator.MISSING), [1, 3]),
        (where("number", Operator.PRESENT), [0, 2, 4, 5]),
        (where("whole", Operator.EQUAL, whole=2**62 + 1), [1]),
        (where("whole", Operator.LESS, number=0.5), [2, 3]),
        (where("large", Operator.GREATER, whole=-1), [0, 1, 2, 3, 5]),
        (where("large", Operator.GREATER, whole=2**62), [0, 5]),
        (where("price", Operator.LESS, number=2.0), [0, 4, 5]),
        (where("price", Operator.GREATER, whole=1), [0, 1, 3]),
        (where("text", Operator.EQUAL, text="pear"), [1]),
        (where("text", Operator.CONTAINS, text="appl"), [0, 3]),
        (where("text", Operator.STARTS_WITH, text="p"), [1, 3]),
        (where("text", Operator.LESS, text="B"), [4, 5]),
        (where("text", Operator.MISSING), [2]),
        (where("truth", Operator.EQUAL, truth=True), [0, 3, 5]),
        (where("day", Operator.LESS, time=datetime(2024, 2, 3, tzinfo=UTC)), [3, 4]),
        (where("time", Operator.GREATER_OR_EQUAL, time=NOON), [1, 2]),
        (
            Filter(
                condition=AllOf(
                    filters=(
                        where("truth", Operator.EQUAL, truth=True),
                        Filter(
                            condition=AnyOf(
                                filters=(
                                    where("number", Operator.LESS, number=0.0),
                                    where("text", Operator.EQUAL, text="apple"),
                                )
                            )
                        ),
                    )
                )
            ),
            [0, 5],
        ),
    ],
    ids=lambda value: "" if isinstance(value, list) else type(value.condition).__name__,
)
async def test_a_filter_keeps_the_rows_for_which_it_holds(houses, wanted, rows):
    assert await houses(filter=wanted) == rows


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (where("numbr", Operator.EQUAL, number=1.0), "columns of the collection, got 'numbr'; did you mean 'number'"),
        (where("number", Operator.EQUAL, text="1"), "a value of its kind, number, for|a value of its kind, number"),
        (where("number", Operator.EQUAL), "one value to compare with .*, got none"),
        (where("number", Operator.EQUAL, number=1.0, whole=1), "one value to compare with .*, got number, whole"),
        (where("number", Operator.MISSING, number=1.0), "no value to compare with"),
        (where("number", Operator.CONTAINS, number=1.0), "a text to look for"),
        (where("number", Operator(99), number=1.0), "an operator that is known"),
        (Filter(condition=AllOf()), "at least one filter"),
    ],
)
async def test_a_filter_that_does_not_fit_is_refused(houses, wanted, said):
    with pytest.raises(brolly.InvalidArgument, match=f"^filter: expected ({said})"):
        await houses(filter=wanted)


async def test_a_filter_too_deep_or_too_large_is_refused(houses):
    deep = where("number", Operator.PRESENT)
    for _ in range(16):
        deep = Filter(condition=AllOf(filters=(deep,)))
    wide = Filter(condition=AnyOf(filters=(where("number", Operator.PRESENT),) * 1001))

    with pytest.raises(brolly.InvalidArgument, match="depth of at most 16"):
        await houses(filter=deep)
    with pytest.raises(brolly.InvalidArgument, match="at most 1000 comparisons"):
        await houses(filter=wide)


@pytest.mark.parametrize(
    ("keys", "rows"),
    [
        (("number",), [5, 2, 4, 0, 3, 1]),
        (("-number",), [0, 4, 2, 5, 3, 1]),
        (("text",), [4, 5, 0, 1, 3, 2]),
        (("truth", "-whole"), [1, 4, 0, 5, 3, 2]),
    ],
    ids=str,
)
async def test_rows_are_sorted_by_keys_and_those_without_a_value_come_last(houses, keys, rows):
    sort = tuple(SortKey(column=key.lstrip("-"), descending=key.startswith("-") or None) for key in keys)

    assert await houses(sort=sort) == rows
    assert await houses(sort=sort, offset=1, limit=3) == rows[1:4]


async def test_bad_keys_and_bounds_are_refused(collections, houses):
    await collections.create_collection(pa.table({"list": [[1]]}), name="odd")

    for said, asked in (
        ("^sort: .*'numbr'; did you mean 'number'", {"sort": (SortKey(column="numbr"),)}),
        ("^sort: .*more than one 'row'", {"sort": (SortKey(column="row"), SortKey(column="row"))}),
        ("^offset: ", {"offset": -1}),
        ("^sample_rows: ", {"sample_rows": -1}),
        ("^sample_fraction: .*above 0", {"sample_fraction": 0.0}),
        ("^sample_fraction: .*above 0", {"sample_fraction": math.nan}),
        ("^sample_fraction: .*without sample_rows", {"sample_fraction": 0.5, "sample_rows": 1}),
        ("^seed: ", {"seed": -1}),
    ):
        with pytest.raises(brolly.InvalidArgument, match=said):
            await houses(**asked)
    with pytest.raises(brolly.InvalidArgument, match=r"^sort: expected a column that has an order"):
        await collections.read_collection("odd", sort=(SortKey(column="list"),))
    with pytest.raises(brolly.InvalidArgument, match=r"^batch_rows: "):
        await anext(collections.scan_collection("odd", batch_rows=0))


@pytest.fixture
async def many(collections) -> Any:
    generator = np.random.default_rng(0)
    shuffled = pa.table({"n": range(ROWS), "key": generator.permutation(ROWS), "group": np.arange(ROWS) % 7})
    await collections.create_collection(shuffled, name="many")
    return collections


async def test_offset_and_limit_cut_what_spans_several_blocks(many):
    for offset, limit in ((0, 0), (131_070, 5), (0, ROWS + 5), (ROWS - 3, 10), (ROWS + 1, 1), (131_072, 131_072)):
        read = (await many.read_collection("many", offset=offset, limit=limit)).table
        assert read["n"].to_pylist() == list(range(ROWS))[offset : offset + limit]


async def test_the_first_of_many_sorted_rows_are_what_a_whole_sort_has(many):
    sort = (SortKey(column="group"), SortKey(column="key", descending=True))
    whole = (await many.read_collection("many", sort=sort)).table

    assert whole.num_rows == ROWS
    assert whole.equals(whole.sort_by([("group", "ascending"), ("key", "descending")]))
    assert (await many.read_collection("many", sort=sort, limit=10, offset=5)).table.equals(whole.slice(5, 10))


async def test_a_sample_is_the_same_for_a_seed_in_order_and_without_repeats(many):
    for asked in ({"sample_rows": 1000}, {"sample_fraction": 0.01}):
        one, same, other = [
            (await many.read_collection("many", **asked, seed=seed)).table["n"].to_pylist() for seed in (1, 1, 2)
        ]
        assert one == same != other
        assert one == sorted(set(one))
        assert len(one) == 1000 if "sample_rows" in asked else 2700 < len(one) < 3300
        assert abs(np.mean(one) / ROWS - 0.5) < 0.04
    assert (await many.read_collection("many", sample_rows=0)).table.num_rows == 0
    assert (await many.read_collection("many", sample_rows=ROWS + 1)).table.num_rows == ROWS
    assert (await many.read_collection("many", sample_fraction=1.0)).table.num_rows == ROWS


async def test_filter_sample_sort_and_cut_come_in_that_order(many):
    wanted = where("group", Operator.EQUAL, whole=3)
    sort = (SortKey(column="key"),)
    drawn = (await many.read_collection("many", filter=wanted, sample_rows=100)).table

    read = await many.read_collection("many", filter=wanted, sample_rows=100, sort=sort, offset=10, limit=20)

    assert set(drawn["group"].to_pylist()) == {3}
    assert read.table.equals(drawn.sort_by("key").slice(10, 20))


async def test_batches_are_the_rows_of_a_read_and_no_larger_than_asked_for(many):
    batches = [batch.table async for batch in many.scan_collection("many", batch_rows=10_000, columns=("key", "n"))]

    assert max(batch.num_rows for batch in batches) == 10_000
    assert pa.concat_tables(batches).equals((await many.read_collection("many", columns=("key", "n"))).table)
    empty = [batch.table async for batch in many.scan_collection("many", limit=0)]
    assert [(batch.num_rows, batch.schema.names) for batch in empty] == [(0, ["n", "key", "group"])]


async def test_rows_that_do_not_fit_the_memory_are_refused_where_they_have_to_be_held(opens):
    table = pa.table({"n": np.random.default_rng(0).random(300_000)})
    async with opens(query_memory_bytes=1_500_000) as collections:
        await collections.create_collection(table, name="large")
        said = r"at most 1500000 bytes.*applications\.datasets\.config\.query_memory_bytes"

        for asked in ({"sort": (SortKey(column="n"),)}, {"sample_rows": 290_000}):
            with pytest.raises(brolly.ResourceExhausted, match=said):
                await collections.read_collection("large", **asked)
        first = await collections.read_collection("large", sort=(SortKey(column="n"),), limit=3)

    assert first.table["n"].to_pylist() == np.sort(table["n"].to_numpy())[:3].tolist()


async def test_a_scan_that_its_reader_leaves_leaves_no_file(many, contents):
    kept = contents()
    scan = many.scan_collection("many", batch_rows=10)
    await anext(scan)
    assert len(contents()) == len(kept) + 1

    await scan.aclose()

    assert contents() == kept

"""Collections behave alike over every transport: values and every domain error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets_interface import (
    CollectionExists,
    CollectionNotFound,
    Collections,
    Column,
    ColumnKind,
    VersionConflict,
)
from ml_tools.datasets_interface.v1.collections import DeleteCollectionResponse

TABLE = pa.table({"a": [1.5, float("nan"), None], "b": pa.array(["x", None, "y"]).dictionary_encode()})


@pytest.fixture
async def collections(connect: Any, tmp_path: Path) -> AsyncIterator[Collections]:
    async with connect(datasets=f"config = {{ folder = {str(tmp_path / 'datasets')!r} }}") as clients:
        yield clients(Collections)


async def test_a_collection_is_created_read_updated_listed_and_deleted(collections: Collections) -> None:
    first = await collections.create_collection(TABLE, name="houses", description="of a town, größer")
    second = await collections.update_collection(TABLE.slice(1), name="houses", expected_version=1)
    read = await collections.read_collection("houses", version=1, columns=("b", "a"), limit=2)

    assert (first.name, first.version, first.row_count, first.description) == ("houses", 1, 3, "of a town, größer")
    assert first.columns == (
        Column(name="a", kind=ColumnKind.NUMBER, missing_count=2),
        Column(name="b", kind=ColumnKind.TEXT, missing_count=1),
    )
    assert (second.version, second.row_count, second.description) == (2, 2, first.description)
    assert second.sha256 != first.sha256
    assert await collections.get_collection("houses", version=1) == first
    assert await collections.get_collection("houses") == second
    assert (read.version, read.table.schema.names) == (1, ["b", "a"])
    assert str(read.table.to_pydict()) == "{'b': ['x', None], 'a': [1.5, nan]}"
    assert read.table.schema.field("b").type == TABLE.schema.field("b").type
    assert (await collections.list_collections()).collections == (second,)
    assert await collections.delete_collection("houses") == DeleteCollectionResponse(deleted_versions=2)
    assert (await collections.list_collections()).collections == ()


async def test_pages_follow_each_other(collections: Collections) -> None:
    for name in ("b", "c", "a"):
        await collections.create_collection(TABLE, name=name)

    first = await collections.list_collections(page_size=2)
    last = await collections.list_collections(after=first.next_after, page_size=2)

    assert ([one.name for one in first.collections], first.next_after) == (["a", "b"], "b")
    assert ([one.name for one in last.collections], last.next_after) == (["c"], None)


async def test_a_large_table_comes_back_whole(collections: Collections) -> None:
    table = pa.table({"n": pa.array(range(400_000)), "text": pa.array([f"row {n}" for n in range(400_000)])})

    made = await collections.create_collection(table, name="large")

    assert made.row_count == 400_000
    assert (await collections.read_collection("large")).table.equals(table)


async def test_what_is_not_there_is_not_found(collections: Collections) -> None:
    await collections.create_collection(TABLE, name="houses")

    for call in (
        collections.get_collection("house"),
        collections.read_collection("house"),
        collections.update_collection(TABLE, name="house"),
        collections.delete_collection("house"),
    ):
        with pytest.raises(CollectionNotFound, match="'house'; did you mean 'houses'") as caught:
            await call
        assert (caught.value.name, caught.value.version, caught.value.near) == ("house", None, ("houses",))
    with pytest.raises(CollectionNotFound, match="no version 2; its newest is 1") as caught:
        await collections.get_collection("houses", version=2)
    assert (caught.value.name, caught.value.version, caught.value.near) == ("houses", 2, ())


async def test_a_name_that_is_taken_exists(collections: Collections) -> None:
    await collections.create_collection(TABLE, name="houses")

    with pytest.raises(CollectionExists, match="'houses'") as caught:
        await collections.create_collection(TABLE, name="houses")

    assert caught.value.name == "houses"


async def test_an_update_of_an_older_version_is_a_conflict(collections: Collections) -> None:
    await collections.create_collection(TABLE, name="houses")
    await collections.update_collection(TABLE, name="houses")

    with pytest.raises(VersionConflict) as caught:
        await collections.update_collection(TABLE, name="houses", expected_version=1)

    assert (caught.value.name, caught.value.expected_version, caught.value.newest_version) == ("houses", 1, 2)


async def test_bad_arguments_are_named(collections: Collections) -> None:
    await collections.create_collection(TABLE, name="houses")
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"])

    for call, said in (
        (collections.create_collection(TABLE, name="Houses"), "name: expected a lower-case letter"),
        (collections.create_collection(twice, name="x"), "table: expected columns of distinct names"),
        (collections.create_collection(pa.table({}), name="x"), "table: expected at least one column"),
        (collections.create_collection(pa.table({"a": pa.array([{}], pa.struct([]))}), name="x"), "table: .*'a'"),
        (collections.update_collection(twice, name="houses"), "table: expected columns of distinct names"),
        (collections.read_collection("houses", columns=("bb",)), "columns: .*'bb'; did you mean 'b'"),
        (collections.read_collection("houses", limit=-1), "limit: "),
        (collections.get_collection("houses", version=-1), "version: "),
        (collections.list_collections(page_size=1001), "page_size: expected 1 to 1000, got 1001"),
    ):
        with pytest.raises(brolly.InvalidArgument, match=said):
            await call


async def test_damaged_contents_are_data_loss(collections: Collections, tmp_path: Path) -> None:
    await collections.create_collection(TABLE, name="houses")
    for file in (tmp_path / "datasets" / "contents").rglob("*.parquet"):
        file.write_bytes(b"PAR1")

    with pytest.raises(brolly.DataLoss, match="version 1 of collection 'houses'"):
        await collections.read_collection("houses")

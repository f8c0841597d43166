"""Collections behave alike over every transport: values and every domain error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets_interface import (
    AllOf,
    CollectionExists,
    CollectionNotFound,
    Collections,
    Column,
    ColumnKind,
    Comparison,
    Filter,
    Operator,
    SortKey,
    TagNotFound,
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


async def test_a_collection_is_renamed_tagged_deleted_and_restored(collections: Collections) -> None:
    await collections.create_collection(TABLE, name="houses")
    await collections.update_collection(TABLE.slice(1), name="houses")
    await collections.tag_collection("houses", tag="best", version=1)

    renamed = await collections.rename_collection("houses", new_name="homes")
    read = await collections.read_collection("homes", tag="best")
    assert (renamed.name, renamed.version, read.version, read.table.num_rows) == ("homes", 2, 1, 3)
    assert (await collections.get_collection("homes", tag="best")).tags == ("best",)
    with pytest.raises(TagNotFound) as caught:
        await collections.untag_collection("homes", tag="worst")
    assert (caught.value.name, caught.value.tag, caught.value.known) == ("homes", "worst", ("best",))
    assert (await collections.untag_collection("homes", tag="best")).tags == ()

    await collections.delete_collection("homes")
    (deleted,) = (await collections.list_deleted_collections()).collections
    assert (deleted.name, deleted.version_count) == ("homes", 2)
    assert (await collections.restore_collection("homes")).version == 2
    await collections.delete_collection("homes", permanently=True)
    collected = await collections.collect_garbage()
    assert (collected.removed_contents, collected.freed_bytes > 0) == (2, True)
    with pytest.raises(CollectionNotFound):
        await collections.restore_collection("homes")


async def test_rows_are_selected_scanned_and_queried(collections: Collections) -> None:
    await collections.create_collection(pa.table({"n": range(1000), "m": [n % 3 for n in range(1000)]}), name="many")
    wanted = Filter(
        condition=AllOf(
            filters=(
                Filter(condition=Comparison(column="m", operator=Operator.EQUAL, whole=1)),
                Filter(condition=Comparison(column="n", operator=Operator.LESS, number=100.5)),
            )
        )
    )
    asked: dict[str, Any] = {"filter": wanted, "sort": (SortKey(column="n", descending=True),), "offset": 1, "limit": 4}

    read = await collections.read_collection("many", columns=("n",), **asked)
    scanned = [one.table async for one in collections.scan_collection("many", columns=("n",), batch_rows=3, **asked)]
    sql = "SELECT m, count(*) AS rows FROM many GROUP BY m ORDER BY m"
    queried = [one.table async for one in collections.query_collections(sql, versions={"many": 1}, batch_rows=2)]

    assert read.table["n"].to_pylist() == [97, 94, 91, 88]
    assert [table["n"].to_pylist() for table in scanned] == [[97, 94, 91], [88]]
    assert pa.concat_tables(queried).to_pydict() == {"m": [0, 1, 2], "rows": [334, 333, 333]}
    assert (await collections.read_collection("many", sample_rows=7, seed=1)).table.num_rows == 7
    for call, said in (
        (collections.read_collection("many", sample_fraction=2.0), "sample_fraction: "),
        (collections.read_collection("many", sort=(SortKey(column="x"),)), "sort: "),
        (anext(collections.scan_collection("many", batch_rows=0)), "batch_rows: "),
        (anext(collections.query_collections("DROP TABLE many")), "sql: expected one SELECT, got DROP"),
    ):
        with pytest.raises(brolly.InvalidArgument, match=said):
            await call
    with pytest.raises(CollectionNotFound):
        await anext(collections.query_collections("SELECT * FROM few"))
    with pytest.raises(brolly.ResourceExhausted, match="at most 1 rows"):
        await anext(collections.query_collections("SELECT * FROM many", max_rows=1))

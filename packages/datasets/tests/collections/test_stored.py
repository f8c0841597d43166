"""Collections do what their contract says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets_interface import CollectionExists, CollectionNotFound, Column, ColumnKind, VersionConflict


async def test_a_collection_tells_what_it_holds(collections, table):
    made = await collections.create_collection(table, name="houses", description="of a town")

    assert (made.name, made.version, made.row_count, made.description) == ("houses", 1, 3, "of a town")
    assert made.columns == (
        Column(name="a", kind=ColumnKind.NUMBER, missing_count=2),
        Column(name="b", kind=ColumnKind.TEXT, missing_count=1),
        Column(name="c", kind=ColumnKind.BOOLEAN, missing_count=0),
    )
    assert re.fullmatch("[0-9a-f]{64}", made.sha256)
    assert made.size_bytes > 100
    assert timedelta() <= datetime.now(UTC) - made.created_at < timedelta(minutes=1)
    assert await collections.get_collection("houses") == made


@pytest.mark.combinations("sqlite-folder", "sqlite-s3")
async def test_rows_come_back_as_they_were(collections, table):
    await collections.create_collection(table, name="houses")

    read = await collections.read_collection("houses")

    assert read.version == 1
    assert read.table.schema == table.schema
    assert str(read.table.to_pydict()) == str(table.to_pydict())


@pytest.mark.combinations("sqlite-folder", "sqlite-s3")
async def test_columns_come_in_the_order_asked_for_and_rows_up_to_a_limit(collections, table):
    await collections.create_collection(table, name="houses")

    read = await collections.read_collection("houses", columns=("c", "b"), limit=2)

    assert read.table.to_pydict() == {"c": [True, False], "b": ["x", None]}
    assert (await collections.read_collection("houses", limit=0)).table.num_rows == 0
    assert (await collections.read_collection("houses", limit=9)).table.num_rows == 3


@pytest.mark.combinations("sqlite-folder")
async def test_names_of_columns_are_taken_as_they_are(collections):
    table = pa.table({"a.b": [1], "a": [{"b": 2}], "": [3], "größe \n": [4]})
    await collections.create_collection(table, name="odd")

    assert (await collections.read_collection("odd")).table.equals(table)
    assert (await collections.read_collection("odd", columns=("a",))).table.equals(table.select(["a"]))
    assert (await collections.read_collection("odd", columns=("a.b",))).table.equals(table.select(["a.b"]))


@pytest.mark.combinations("sqlite-folder", "sqlite-s3")
async def test_a_table_of_many_blocks_comes_back_whole_and_in_part(collections):
    table = pa.table({"n": pa.array(range(300_000))})
    await collections.create_collection(table, name="many")

    assert (await collections.read_collection("many")).table.equals(table)
    assert (await collections.read_collection("many", limit=131_073)).table.equals(table.slice(0, 131_073))


@pytest.mark.combinations("sqlite-folder")
async def test_a_table_without_rows_can_be_kept(collections):
    table = pa.table({"a": pa.array([], pa.int32()), "b": pa.array([], pa.dictionary(pa.int32(), pa.string()))})
    await collections.create_collection(table, name="empty")

    assert (await collections.read_collection("empty", columns=("b", "a"))).table.schema.names == ["b", "a"]


async def test_an_update_adds_a_version_and_keeps_the_others(collections, table):
    await collections.create_collection(table, name="houses", description="first")
    second = await collections.update_collection(table.slice(1), name="houses", expected_version=1)
    third = await collections.update_collection(table.slice(2), name="houses", description="third")

    assert (second.version, second.description, third.version, third.description) == (2, "first", 3, "third")
    assert [(await collections.read_collection("houses", version=n)).table.num_rows for n in (1, 2, 3)] == [3, 2, 1]
    assert (await collections.get_collection("houses", version=2)) == second
    assert (await collections.get_collection("houses")) == third


@pytest.mark.combinations("sqlite-folder", "postgresql-folder")
async def test_an_update_of_an_older_version_is_a_conflict(collections, table):
    await collections.create_collection(table, name="houses")
    await collections.update_collection(table, name="houses")

    with pytest.raises(VersionConflict, match="version 1") as caught:
        await collections.update_collection(table, name="houses", expected_version=1)

    assert (caught.value.name, caught.value.expected_version, caught.value.newest_version) == ("houses", 1, 2)


@pytest.mark.combinations("sqlite-folder", "postgresql-folder")
async def test_a_name_is_taken_once(collections, table):
    await collections.create_collection(table, name="houses")

    with pytest.raises(CollectionExists, match="'houses'") as caught:
        await collections.create_collection(table, name="houses")

    assert caught.value.name == "houses"


@pytest.mark.combinations("sqlite-folder", "postgresql-folder")
async def test_a_collection_that_is_not_there_is_not_found_and_near_names_are_told(collections, table):
    await collections.create_collection(table, name="houses")

    calls = (
        collections.get_collection,
        collections.read_collection,
        lambda name: collections.update_collection(table, name=name),
        collections.delete_collection,
    )
    for call in calls:
        with pytest.raises(CollectionNotFound, match="'Houzes'; did you mean 'houses'") as caught:
            await call("Houzes")
        assert (caught.value.name, caught.value.version, caught.value.near) == ("Houzes", None, ("houses",))
    with pytest.raises(CollectionNotFound, match=r"^there is no collection 'zzz'$"):
        await collections.get_collection("zzz")
    with pytest.raises(CollectionNotFound):
        await collections.get_collection("\ud800" * 10_000)


@pytest.mark.combinations("sqlite-folder", "postgresql-folder")
async def test_a_version_that_is_not_there_is_not_found(collections, table):
    await collections.create_collection(table, name="houses")

    with pytest.raises(CollectionNotFound, match="no version 7; its newest is 1") as caught:
        await collections.read_collection("houses", version=7)

    assert (caught.value.name, caught.value.version, caught.value.near) == ("houses", 7, ())


@pytest.mark.combinations("sqlite-folder", "postgresql-folder")
async def test_pages_come_by_name_with_the_newest_versions(collections, table):
    for name in ("pears", "apples", "plums"):
        await collections.create_collection(table, name=name)
    await collections.update_collection(table, name="pears")

    first = await collections.list_collections(page_size=2)
    second = await collections.list_collections(page_size=2, after=first.next_after)

    assert [(one.name, one.version) for one in first.collections] == [("apples", 1), ("pears", 2)]
    assert first.next_after == "pears"
    assert [one.name for one in second.collections] == ["plums"]
    assert second.next_after is None
    assert len((await collections.list_collections()).collections) == 3
    assert (await collections.list_collections(page_size=3)).next_after is None


@pytest.mark.combinations("sqlite-folder")
async def test_a_page_is_no_larger_than_a_message(collections):
    wide = pa.table({f"{n:0100}": [n] for n in range(6000)})
    for name in ("a", "b", "c"):
        await collections.create_collection(wide, name=name)

    pages = [await collections.list_collections()]
    while pages[-1].next_after is not None:
        pages.append(await collections.list_collections(after=pages[-1].next_after))

    assert [[one.name for one in page.collections] for page in pages] == [["a"], ["b"], ["c"]]


async def test_a_permanent_delete_leaves_contents_that_somebody_else_has(collections, table, contents):
    await collections.create_collection(table, name="houses")
    await collections.update_collection(table.slice(1), name="houses")
    await collections.create_collection(table, name="shared")
    assert len(contents()) == 2

    deleted = await collections.delete_collection("houses", permanently=True)
    collected = await collections.collect_garbage()

    assert deleted.deleted_versions == 2
    assert (collected.removed_contents, len(contents())) == (1, 1)
    assert (await collections.read_collection("shared")).table.num_rows == 3
    with pytest.raises(CollectionNotFound):
        await collections.get_collection("houses")
    assert (await collections.create_collection(table, name="houses")).version == 1


@pytest.mark.parametrize(
    ("name", "good"),
    [("a", True), ("a" * 100, True), ("a-b_c9", True), ("", False), ("A", False), ("9a", False), ("a" * 101, False)]
    + [(name, False) for name in ("a b", "a/b", "../a", "ä", "a\n", "a.b")],
)
@pytest.mark.combinations("sqlite-folder")
async def test_a_name_is_of_lower_case_letters_digits_and_dashes(collections, table, name, good):
    if good:
        assert (await collections.create_collection(table, name=name)).name == name
    else:
        with pytest.raises(brolly.InvalidArgument, match=r"^name: expected a lower-case letter"):
            await collections.create_collection(table, name=name)


@pytest.mark.combinations("sqlite-folder")
async def test_bad_arguments_are_refused_by_name(collections, table):
    await collections.create_collection(table, name="houses")
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"])

    for said, call in (
        ("^table: expected columns of distinct names, got more than one 'a'", {"table": twice, "name": "x"}),
        ("^table: expected at least one column", {"table": pa.table({}), "name": "x"}),
        ("^description: ", {"table": table, "name": "x", "description": "x" * 10_001}),
    ):
        with pytest.raises(brolly.InvalidArgument, match=said):
            await collections.create_collection(**call)
        with pytest.raises(brolly.InvalidArgument, match=said):
            await collections.update_collection(**call | {"name": "houses"})
    for said, arguments in (
        ("^columns: .*, got 'aa'; did you mean 'a'", {"columns": ("aa",)}),
        ("^columns: .*more than one 'a'", {"columns": ("a", "a")}),
        ("^limit: ", {"limit": -1}),
        ("^version: ", {"version": 0}),
        ("^version: ", {"version": 2**63}),
    ):
        with pytest.raises(brolly.InvalidArgument, match=said):
            await collections.read_collection("houses", **arguments)
    for said, arguments in (
        ("page_size", {"page_size": 0}),
        ("page_size", {"page_size": 1001}),
        ("after", {"after": "ä"}),
    ):
        with pytest.raises(brolly.InvalidArgument, match=f"^{said}: "):
            await collections.list_collections(**arguments)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([{}], pa.struct([])),
        pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([1])]),
        pa.array([(1, 2, 3)], pa.month_day_nano_interval()),
        pa.DictionaryArray.from_arrays(pa.array([0]), pa.array([{"a": 1}])),
    ],
    ids=lambda column: str(column.type),
)
@pytest.mark.combinations("sqlite-folder")
async def test_a_type_that_parquet_has_not_is_refused_and_nothing_remains(collections, contents, column):
    with pytest.raises(brolly.InvalidArgument, match=r"table: .*'odd'"):
        await collections.create_collection(pa.table({"fine": [1], "odd": column}), name="x")

    assert contents() == []


@pytest.mark.combinations("sqlite-folder")
async def test_a_value_that_parquet_cannot_hold_is_refused(collections, contents):
    with pytest.raises(brolly.InvalidArgument, match=r"^table: .*'a'"):
        await collections.create_collection(pa.table({"a": pa.array([2**62], pa.timestamp("s"))}), name="x")

    assert contents() == []

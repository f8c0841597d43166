"""Collections are renamed, tagged, deleted and restored, and bounded by quotas, over every database."""

from __future__ import annotations

import asyncio

import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets.collections import stored
from ml_tools.datasets_interface import Collection, CollectionExists, CollectionNotFound, TagNotFound

pytestmark = pytest.mark.combinations("sqlite-folder", "postgresql-folder")


async def test_a_renamed_collection_keeps_versions_and_tags(collections, table):
    await collections.create_collection(table, name="old")
    await collections.update_collection(table.slice(1), name="old")
    await collections.tag_collection("old", tag="best", version=1)

    renamed = await collections.rename_collection("old", new_name="new")

    assert (renamed.name, renamed.version) == ("new", 2)
    assert (await collections.get_collection("new", tag="best")).version == 1
    assert (await collections.read_collection("new", version=1)).table.num_rows == 3
    assert (await collections.rename_collection("new", new_name="new")).name == "new"
    with pytest.raises(CollectionNotFound):
        await collections.get_collection("old")
    assert (await collections.create_collection(table, name="old")).version == 1
    with pytest.raises(CollectionExists, match="'new'"):
        await collections.rename_collection("old", new_name="new")
    with pytest.raises(brolly.InvalidArgument, match=r"^new_name: "):
        await collections.rename_collection("old", new_name="New")
    with pytest.raises(CollectionNotFound, match="did you mean"):
        await collections.rename_collection("olds", new_name="x")


async def test_a_tag_stands_for_one_version_and_moves(collections, table):
    await collections.create_collection(table, name="houses")
    await collections.update_collection(table.slice(1), name="houses")

    tagged = await collections.tag_collection("houses", tag="best", version=1)
    await collections.tag_collection("houses", tag="also", version=1)
    assert (tagged.version, tagged.tags) == (1, ("best",))
    assert (await collections.get_collection("houses", tag="best")).tags == ("also", "best")
    assert (await collections.read_collection("houses", tag="best")).version == 1

    moved = await collections.tag_collection("houses", tag="best")
    assert (moved.version, moved.tags) == (2, ("best",))
    assert [one.tags for one in (await collections.list_collections()).collections] == [("best",)]
    removed = await collections.untag_collection("houses", tag="best")
    assert (removed.version, removed.tags) == (2, ())
    with pytest.raises(TagNotFound, match="no tag 'best'; there are also") as caught:
        await collections.read_collection("houses", tag="best")
    assert (caught.value.name, caught.value.tag, caught.value.known) == ("houses", "best", ("also",))
    with pytest.raises(TagNotFound):
        await collections.untag_collection("houses", tag="best")


async def test_bad_tags_are_refused(collections, table, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stored, "_MAX_TAGS", 2)
    await collections.create_collection(table, name="houses")

    with pytest.raises(brolly.InvalidArgument, match=r"^tag: expected a lower-case letter"):
        await collections.tag_collection("houses", tag="Best")
    with pytest.raises(brolly.InvalidArgument, match=r"^tag: expected it without version"):
        await collections.get_collection("houses", version=1, tag="best")
    with pytest.raises(CollectionNotFound, match="no version 2"):
        await collections.tag_collection("houses", tag="best", version=2)
    for number in range(2):
        await collections.tag_collection("houses", tag=f"t{number}")
    with pytest.raises(brolly.InvalidArgument, match=r"^tag: expected at most 2"):
        await collections.tag_collection("houses", tag="one-more")


async def test_a_deleted_collection_is_restored_as_it_was(collections, table, contents):
    await collections.create_collection(table, name="houses")
    await collections.update_collection(table.slice(1), name="houses")
    await collections.tag_collection("houses", tag="best", version=1)

    assert (await collections.delete_collection("houses")).deleted_versions == 2
    assert (await collections.collect_garbage()).removed_contents == 0
    (deleted,) = (await collections.list_deleted_collections()).collections
    restored = await collections.restore_collection("houses")

    assert (deleted.name, deleted.version_count) == ("houses", 2)
    assert (deleted.purged_at - deleted.deleted_at).days == 7
    assert restored.version == 2
    assert (await collections.read_collection("houses", tag="best")).table.num_rows == 3
    assert (await collections.list_deleted_collections()).collections == ()
    assert len(contents()) == 2
    with pytest.raises(CollectionExists):
        await collections.restore_collection("houses")
    with pytest.raises(CollectionNotFound):
        await collections.restore_collection("horses")


async def test_of_two_deleted_collections_of_one_name_the_last_is_restored(collections, table):
    for rows in (1, 2):
        await collections.create_collection(table.slice(0, rows), name="houses")
        await collections.delete_collection("houses")
    await collections.create_collection(table, name="other")
    await collections.delete_collection("other")

    page = await collections.list_deleted_collections(page_size=1)
    rest = await collections.list_deleted_collections(page_size=1, after=page.next_after)
    assert [one.name for one in (*page.collections, *rest.collections)] == ["houses", "other"]
    assert rest.next_after is None
    await collections.create_collection(table, name="houses")
    with pytest.raises(CollectionExists):
        await collections.restore_collection("houses")
    await collections.rename_collection("houses", new_name="new")
    assert (await collections.restore_collection("houses")).row_count == 2


async def test_what_can_no_longer_be_restored_is_purged(opens, table, contents):
    async with opens(restore_s=0.0) as collections:
        await collections.create_collection(table, name="houses")
        await collections.delete_collection("houses")

        assert (await collections.list_deleted_collections()).collections == ()
        with pytest.raises(CollectionNotFound):
            await collections.restore_collection("houses")
        collected = await collections.collect_garbage()

    assert (collected.purged_collections, collected.removed_contents) == (1, 1)
    assert collected.freed_bytes > 100
    assert contents() == []


async def test_garbage_is_collected_at_intervals(opens, table, contents):
    async with opens(collect_interval_s=0.05) as collections:
        await collections.create_collection(table, name="houses")
        await collections.delete_collection("houses", permanently=True)

        for _ in range(1500):
            if not contents():
                break
            await asyncio.sleep(0.02)

    assert contents() == []


async def test_no_further_collection_is_made_than_the_quota_allows(opens, table):
    async with opens(max_collections=2) as collections:
        await collections.create_collection(table, name="a")
        await collections.create_collection(table, name="b")
        said = r"at most 2 collections, got 2 and one more; .* applications\.datasets\.config\.max_collections"
        with pytest.raises(brolly.ResourceExhausted, match=said):
            await collections.create_collection(table, name="c")
        await collections.update_collection(table, name="b")
        await collections.delete_collection("a")
        await collections.create_collection(table, name="c")
        with pytest.raises(brolly.ResourceExhausted):
            await collections.restore_collection("a")


async def test_no_more_bytes_are_kept_than_the_quota_allows_whoever_writes_at_once(opens):
    tables = [pa.table({"n": [number] * 100}) for number in range(8)]
    async with opens() as collections:
        size = (await collections.create_collection(tables[0], name="first")).size_bytes
    async with opens(max_bytes=4 * size + 10) as one, opens(max_bytes=4 * size + 10) as other:
        creates = [
            collections.create_collection(table, name=f"c{number}")
            for number, (collections, table) in enumerate(zip([one, other] * 4, tables[1:], strict=False))
        ]
        made = await asyncio.gather(*creates, return_exceptions=True)

        assert sum(isinstance(one, Collection) for one in made) == 3
        assert sum(isinstance(one, brolly.ResourceExhausted) for one in made) == len(made) - 3
        await one.create_collection(tables[0], name="same")  # takes no more bytes
        await one.delete_collection("first")
        said = r"at most \d+ bytes of contents, got \d+ and \d+ more; .*config\.max_bytes"
        with pytest.raises(brolly.ResourceExhausted, match=said):
            await one.create_collection(pa.table({"n": [9] * 100}), name="d")
        for name in ("same", next(made.name for made in made if isinstance(made, Collection))):
            await one.delete_collection(name, permanently=True)
        await one.create_collection(pa.table({"n": [9] * 100}), name="d")

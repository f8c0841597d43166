"""Collections that many use at once, in one process and in several."""

from __future__ import annotations

import asyncio
import random

import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets_interface import Collection, CollectionExists, CollectionNotFound, VersionConflict


def of(number: int) -> pa.Table:
    return pa.table({"n": [number]})


async def test_of_many_creates_of_one_name_one_wins(collections, contents):
    made = await asyncio.gather(
        *(collections.create_collection(of(n), name="one") for n in range(8)), return_exceptions=True
    )

    assert sum(isinstance(one, Collection) for one in made) == 1
    assert sum(isinstance(one, CollectionExists) for one in made) == 7
    await collections.collect_garbage()
    assert len(contents()) == 1


@pytest.mark.combinations("sqlite-folder", "postgresql-s3")
async def test_updates_at_once_get_versions_of_their_own(collections):
    await collections.create_collection(of(0), name="one")

    made = await asyncio.gather(*(collections.update_collection(of(n), name="one") for n in range(8)))

    assert sorted(one.version for one in made) == list(range(2, 10))
    for number, one in enumerate(made):
        assert (await collections.read_collection("one", version=one.version)).table == of(number)


@pytest.mark.combinations("sqlite-folder", "postgresql-s3")
async def test_of_many_updates_of_one_version_one_wins(collections):
    await collections.create_collection(of(0), name="one")

    updates = (collections.update_collection(of(n), name="one", expected_version=1) for n in range(6))
    made = await asyncio.gather(*updates, return_exceptions=True)

    assert sum(isinstance(one, Collection) for one in made) == 1
    assert sum(isinstance(one, VersionConflict) for one in made) == 5


@pytest.mark.combinations("sqlite-folder", "postgresql-s3")
async def test_two_that_share_a_database_see_each_other(collections, opens):
    async with opens() as others:
        await asyncio.gather(
            *(one.create_collection(of(n), name=f"c{n}") for n, one in enumerate([collections, others] * 4))
        )
        await others.update_collection(of(9), name="c0")

        assert len((await collections.list_collections()).collections) == 8
        assert (await collections.read_collection("c0")).table == of(9)


async def test_contents_that_are_shared_survive_deletes_and_collections_of_garbage(collections, opens, contents):
    """Two processes create and delete collections of the same contents; what remains is always readable."""
    async with opens() as others:

        async def churn(one, name):
            for _ in range(4):
                await one.create_collection(of(1), name=name)
                assert (await one.read_collection(name)).table == of(1)
                await one.delete_collection(name, permanently=True)
                await one.collect_garbage()
            await one.create_collection(of(1), name=name)

        await asyncio.gather(churn(collections, "a"), churn(others, "b"), churn(collections, "c"))

        for name in ("a", "b", "c"):
            assert (await others.read_collection(name)).table == of(1)
        await others.collect_garbage()
        assert len(contents()) == 1


@pytest.mark.combinations("sqlite-folder", "postgresql-s3")
async def test_a_read_beside_a_delete_has_the_rows_or_finds_nothing(collections):
    for _ in range(5):
        await collections.create_collection(of(1), name="one")
        *read, _ = await asyncio.gather(
            *(collections.read_collection("one") for _ in range(4)),
            collections.delete_collection("one", permanently=True),
            return_exceptions=True,
        )
        await collections.collect_garbage()

        assert all(isinstance(one, CollectionNotFound) or one.table == of(1) for one in read)


@pytest.mark.combinations("sqlite-folder", "postgresql-s3")
async def test_a_caller_that_leaves_at_any_moment_leaves_nothing_half_done(collections, contents):
    chance = random.Random(0)
    await collections.create_collection(of(0), name="one")

    for number in range(1, 25):
        update = asyncio.create_task(collections.update_collection(of(number), name="one"))
        await asyncio.sleep(chance.random() * 0.03)
        update.cancel()
        await asyncio.gather(update, return_exceptions=True)

    newest = await collections.update_collection(of(99), name="one")
    kept = {(await collections.get_collection("one", version=n + 1)).sha256 for n in range(newest.version)}
    for version in range(1, newest.version + 1):
        await collections.read_collection("one", version=version)
    await collections.collect_garbage()
    assert {name.partition(".")[0] for name in contents()} == {sha[2:] for sha in kept}


@pytest.mark.combinations("sqlite-folder")
async def test_a_deadline_ends_a_large_write_and_nothing_remains(collections, contents):
    import numpy as np

    table = pa.table({str(n): np.random.default_rng(n).random(400_000) for n in range(8)})
    with pytest.raises(brolly.DeadlineExceeded):
        async with brolly.deadline(0.1):
            await collections.create_collection(table, name="large")

    for _ in range(1500):
        if not contents():
            break
        await asyncio.sleep(0.02)
    assert contents() == []

"""Whoever writes while garbage is collected loses nothing, and whoever was silent for too long writes again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets.collections.contents import Contents

pytestmark = pytest.mark.combinations("sqlite-folder", "postgresql-folder")


def of(number: int) -> pa.Table:
    return pa.table({"n": [number]})


class Halting:
    """A store that waits, before it puts or before it removes, until it is told to go on."""

    def __init__(self, store: Contents) -> None:
        self._store = store
        self.waits_at = ""
        self.reached = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._on = asyncio.Event()

    def put(self, name: str, file: Path) -> None:
        self._wait("put")
        self._store.put(name, file)

    def remove(self, names: Iterable[str]) -> None:
        self._wait("remove")
        self._store.remove(names)

    def go_on(self) -> None:
        self.waits_at = ""
        self._on.set()

    def _wait(self, at: str) -> None:
        if self.waits_at == at:
            self._loop.call_soon_threadsafe(self.reached.set)
            asyncio.run_coroutine_threadsafe(self._on.wait(), self._loop).result(10)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def halting(collections: Any) -> Halting:
    store = Halting(collections._writer._contents)
    collections._writer._contents = collections._garbage._contents = store
    return store


async def test_contents_that_are_being_put_are_no_garbage(opens, contents):
    async with opens() as one, opens() as other:
        store = halting(one)
        store.waits_at = "put"
        create = asyncio.create_task(one.create_collection(of(1), name="one"))
        await store.reached.wait()

        assert (await other.collect_garbage()).removed_contents == 0
        store.go_on()
        await create

        assert (await other.read_collection("one")).table == of(1)
        await other.collect_garbage()
        assert len(contents()) == 1


async def test_contents_that_are_being_removed_are_put_under_another_name(opens, contents):
    async with opens() as one, opens() as other:
        await one.create_collection(of(1), name="one")
        await one.delete_collection("one", permanently=True)
        store = halting(one)
        store.waits_at = "remove"
        collect = asyncio.create_task(one.collect_garbage())
        await store.reached.wait()

        await other.create_collection(of(1), name="again")
        assert len(contents()) == 2
        await other.collect_garbage()  # while the first one still is to remove what it condemned
        store.go_on()
        await collect

        assert (await other.read_collection("again")).table == of(1)
        assert len(contents()) == 1


@pytest.mark.parametrize("is_same", [False, True])
async def test_a_writer_that_was_silent_for_too_long_does_not_take_the_lease_of_a_later_one(opens, contents, is_same):
    async with opens(lease_s=1000.0) as one, opens(lease_s=0.001) as other, opens(lease_s=1000.0) as later:
        silent, writing = halting(one), halting(later)
        silent.waits_at = writing.waits_at = "put"
        create = asyncio.create_task(one.create_collection(of(1), name="one"))
        await silent.reached.wait()
        await asyncio.sleep(0.01)
        await other.collect_garbage()
        add = asyncio.create_task(later.create_collection(of(1 if is_same else 2), name="later"))  # the same number
        await writing.reached.wait()
        silent.go_on()

        with pytest.raises(brolly.Aborted, match="lease_s"):
            await create

        writing.go_on()
        await add
        await one.collect_garbage()
        assert (await later.read_collection("later")).table == of(1 if is_same else 2)
        assert len(contents()) == 1


async def test_a_writer_that_was_silent_for_too_long_adds_no_version_and_leaves_no_contents(opens, contents):
    async with opens(lease_s=1000.0) as one, opens(lease_s=0.001) as other:
        store = halting(one)
        store.waits_at = "put"
        create = asyncio.create_task(one.create_collection(of(1), name="one"))
        await store.reached.wait()
        await asyncio.sleep(0.01)
        assert (await other.collect_garbage()).removed_contents == 1
        store.go_on()

        with pytest.raises(brolly.Aborted, match="lease_s"):
            await create

        assert len(contents()) == 1  # which was put after its removal
        await one.collect_garbage()
        assert contents() == []
        assert (await one.create_collection(of(1), name="one")).version == 1

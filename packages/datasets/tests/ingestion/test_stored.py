"""Ingestions keep each record once, in a collection, and go on after a restart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import real_parts

import brolly
from ml_tools.datasets.collections import open_collections
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.ingestion import open_ingestions
from ml_tools.datasets.ingestion_config import IngestionConfig
from ml_tools.datasets_interface import FolderSource, IngestionSettings, IngestionState, PushedRecord, PushSource

Opens = Callable[[], AbstractAsyncContextManager[tuple[Any, Any]]]
QUICK = IngestionSettings(batch_s=0.005, publish_s=0.05, poll_s=0.05, pause_s=0.001)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with real_parts.postgresql() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return ""
    return real_parts.emptied(request.getfixturevalue("postgresql"))


@pytest.fixture
def opens(tmp_path: Path, database: str) -> Opens:
    """Open collections and ingestions, each time the same ones."""

    @asynccontextmanager
    async def opens() -> AsyncIterator[tuple[Any, Any]]:
        own = IngestionConfig(folders=(str(tmp_path / "in"),), settle_s=0.0)
        config = DatasetsConfig(database=database, ingestion=own)
        async with (
            open_collections(tmp_path, config) as collections,
            open_ingestions(collections, collections.database, own) as ingestions,
        ):
            yield collections, ingestions

    (tmp_path / "in" / "below").mkdir(parents=True)
    return opens


def pushed(*rows: Any, keys: Any = ()) -> tuple[PushedRecord, ...]:
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return tuple(PushedRecord(payload=text, key=keys[at] if keys else None) for at, text in enumerate(texts))


async def until(reached: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not await reached():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_record_is_written_once_and_published_in_order(opens: Opens) -> None:
    async with opens() as (collections, ingestions):
        await ingestions.start_ingestion("one", source=PushSource(), collection="rooms", key_columns=("id",))
        first = await ingestions.push_records("one", records=pushed({"id": 2, "n": 1}, {"id": 1, "n": 2}))
        again = await ingestions.push_records("one", records=pushed({"id": 1, "n": 9}, {"id": 3, "n": 3.5, "t": "x"}))
        told = await ingestions.stop_ingestion("one")

        assert (first.written, again.written, again.repeated) == (2, 1, 1)
        assert (told.written, told.published, told.repeated, told.in_flight, told.lag_s) == (3, 3, 1, 0, 0.0)
        rows = (await collections.read_collection("rooms")).table.to_pylist()
        assert sorted(rows, key=lambda row: row["id"]) == [
            {"id": 1, "n": 2.0, "t": None},
            {"id": 2, "n": 1.0, "t": None},
            {"id": 3, "n": 3.5, "t": "x"},
        ]
        with pytest.raises(brolly.FailedPrecondition, match="is stopped"):
            await ingestions.push_records("one", records=pushed({"id": 4}))


async def test_an_ingestion_that_ran_goes_on_after_a_restart_and_one_that_was_stopped_when_it_is_started(
    opens: Opens,
) -> None:
    async with opens() as (_, ingestions):
        await ingestions.start_ingestion("one", source=PushSource(), collection="rooms")
        await ingestions.push_records("one", records=pushed({"n": 1}, {"n": 2}, keys="ab"))
    async with opens() as (collections, ingestions):
        answer = await ingestions.push_records("one", records=pushed({"n": 2}, {"n": 3}, keys="bc"))
        assert (answer.written, answer.repeated) == (1, 1)
        assert (await ingestions.stop_ingestion("one")).state is IngestionState.STOPPED
    async with opens() as (collections, ingestions):
        await ingestions.start_ingestion("one", source=PushSource(), collection="rooms")
        assert (await ingestions.push_records("one", records=pushed({"n": 3}, keys="c"))).repeated == 1
        await ingestions.stop_ingestion("one")
        rows = (await collections.read_collection("rooms", columns=("record_key", "n"))).table.to_pylist()
        assert {(row["record_key"], row["n"]) for row in rows} == {("a", 1), ("b", 2), ("c", 3)}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_files_of_a_folder_are_read_once_and_again_when_they_grow(opens: Opens, tmp_path: Path) -> None:
    def write(name: str, *numbers: int) -> None:
        lines = "".join(f'{{"n": {number}}}\n' for number in numbers)
        (tmp_path / "in" / name).write_text(lines)

    async def published(count: int) -> None:
        async def reached() -> bool:
            told = await ingestions.get_ingestion("files")
            return told.published == count and told.in_flight == 0

        await until(reached)

    write("a.jsonl", 1, 2)
    write("below/b.ndjson", *range(300))
    write("other.txt", 7)
    async with opens() as (collections, ingestions):
        source = FolderSource(path=str(tmp_path / "in"))
        await ingestions.start_ingestion("files", source=source, collection="rooms", settings=QUICK)
        await published(302)
        write("a.jsonl", 1, 2, 3)
        await published(303)
        assert (await ingestions.get_ingestion("files")).repeated == 2
    async with opens() as (collections, ingestions):
        write("c.jsonl", 4)
        await published(304)
        assert (await ingestions.get_ingestion("files")).received == 1
        table = (await collections.read_collection("rooms")).table
        assert sorted(key for key in table["record_key"].to_pylist() if "b" not in key) == [
            "a.jsonl:1",
            "a.jsonl:2",
            "a.jsonl:3",
            "c.jsonl:1",
        ]


async def test_what_cannot_be_a_record_or_does_not_fit_is_a_dead_letter_that_can_be_replayed(opens: Opens) -> None:
    async with opens() as (collections, ingestions):
        await collections.create_collection(pa.table({"id": ["x"], "n": [1]}), name="rooms")
        start = {"source": PushSource(), "collection": "rooms", "key_columns": ("id",), "settings": QUICK}
        await ingestions.start_ingestion("one", **start)
        records = pushed({"id": "a", "n": 2}, "[1]", {"n": 3}, {"id": "b", "n": "many"}, {"id": "x", "n": 5})
        answer = await ingestions.push_records("one", records=records)
        assert (answer.written, answer.dead_letters) == (3, 2)

        async def letters() -> list[Any]:
            return list((await ingestions.list_dead_letters("one")).dead_letters)

        async def all_dead() -> bool:
            return len(await letters()) == 3

        await until(all_dead)
        reasons = {letter.payload: letter.reason for letter in await letters()}
        assert "expected a JSON object" in reasons["[1]"]
        assert "as key 'id', got None" in reasons['{"n": 3}']
        assert reasons['{"id": "b", "n": "many"}'] == "expected int64 in column 'n', got 'many'"

        again = await ingestions.replay_dead_letters("one")
        assert (again.written, again.dead_letters) == (1, 2)
        await until(all_dead)
        for letter in await letters():
            key = json.dumps({"id": letter.origin, "n": 9})
            answer = await ingestions.replay_dead_letters("one", origins=(letter.origin,), payload=key)
            assert (answer.written, answer.dead_letters) == (1, 0)
        told = await ingestions.stop_ingestion("one")
        assert (told.dead_letters, told.published) == (0, 5)
        rows = (await collections.read_collection("rooms")).table
        assert sorted(rows["n"].to_pylist()) == [1, 2, 9, 9, 9]


async def test_records_that_were_published_but_not_marked_are_not_published_again(
    opens: Opens, monkeypatch: Any
) -> None:
    from ml_tools.datasets.ingestion.ledger import Ledger

    async def cut(*_: Any) -> None:
        raise brolly.Unavailable("cut")

    async with opens() as (collections, ingestions):
        await ingestions.start_ingestion("one", source=PushSource(), collection="rooms", key_columns=("id",))
        await ingestions.push_records("one", records=pushed({"id": 1}, {"id": 2}))
        with monkeypatch.context() as patch, pytest.raises(brolly.Unavailable, match="cut"):
            patch.setattr(Ledger, "mark_published", cut)
            await ingestions.stop_ingestion("one")
    async with opens() as (collections, ingestions):
        assert (await ingestions.get_ingestion("one")).published == 0
        await ingestions.start_ingestion("one", source=PushSource(), collection="rooms", key_columns=("id",))
        await ingestions.push_records("one", records=pushed({"id": 3}))
        await ingestions.stop_ingestion("one")

        assert sorted((await collections.read_collection("rooms")).table["id"].to_pylist()) == [1, 2, 3]

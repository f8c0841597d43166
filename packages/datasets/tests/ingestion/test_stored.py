"""Ingestions keep each record once, in a collection, and go on after a restart."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pyarrow as pa
import pytest
import real_parts

import brolly
from ml_tools.datasets.ingestion.ledger import Ledger
from ml_tools.datasets_interface import IngestionState, PushSource

Opens = Any


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return ""
    return real_parts.emptied(request.getfixturevalue("postgresql"))


async def test_a_record_is_written_once_and_published_in_order(opens: Opens, pushed: Any) -> None:
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
    opens: Opens, pushed: Any
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


async def test_what_cannot_be_a_record_or_does_not_fit_is_a_dead_letter_that_can_be_replayed(
    opens: Opens, pushed: Any, quick: Any, until: Any
) -> None:
    async with opens() as (collections, ingestions):
        await collections.create_collection(pa.table({"id": ["x"], "n": [1]}), name="rooms")
        start = {"source": PushSource(), "collection": "rooms", "key_columns": ("id",), "settings": quick}
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
    opens: Opens, pushed: Any, monkeypatch: Any
) -> None:
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


async def test_any_process_takes_records_and_what_one_still_writes_when_another_stops_it_is_published(
    opens: Opens, pushed: Any, until: Any, quick: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, gate = Ledger.write, asyncio.Event()

    async def gated(self: Ledger, records: Any) -> Any:
        await gate.wait()
        return await write(self, records)

    async with opens() as (collections, first), opens() as (_, second):
        start = {"source": PushSource(), "collection": "rooms", "key_columns": ("id",), "settings": quick}
        await second.start_ingestion("one", **start)
        assert (await first.push_records("one", records=pushed({"id": 1}))).written == 1
        monkeypatch.setattr(Ledger, "write", gated)
        pushing = asyncio.create_task(first.push_records("one", records=pushed({"id": 2})))
        await asyncio.sleep(0.05)
        await second.stop_ingestion("one")
        with pytest.raises(brolly.FailedPrecondition, match="is stopped"):
            await first.push_records("one", records=pushed({"id": 3}))
        gate.set()
        assert (await pushing).written == 1

        async def published() -> bool:
            return (await second.get_ingestion("one")).published == 2

        await until(published)
        assert (await collections.read_collection("rooms")).table["id"].to_pylist() == [1, 2]

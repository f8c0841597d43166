"""Ingestions behave alike over every transport: values and every domain error."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

import brolly
from ml_tools.datasets_interface import (
    BucketSource,
    Collections,
    DeadLetterNotFound,
    FolderSource,
    IngestionExists,
    IngestionNotFound,
    Ingestions,
    IngestionSettings,
    IngestionState,
    ParseOptions,
    PushedRecord,
    PushSource,
    QueueSource,
    SourceNotFound,
    SourceRefused,
)

QUICK = IngestionSettings(batch_s=0.005, publish_s=0.05, poll_s=0.05)


@pytest.fixture
async def clients(connect: Any, tmp_path: Path) -> AsyncIterator[brolly.Clients]:
    (tmp_path / "in").mkdir()
    own = f"fetching = {{ local_folders = [{str(tmp_path / 'in')!r}] }}, ingestion = {{ settle_s = 0 }}"
    async with connect(datasets=f"config = {{ folder = {str(tmp_path / 'datasets')!r}, {own} }}") as clients:
        yield clients


@pytest.fixture
def ingestions(clients: brolly.Clients) -> Ingestions:
    return clients(Ingestions)


def record(row: object) -> PushedRecord:
    return PushedRecord(payload=json.dumps(row))


async def test_records_are_taken_given_up_replayed_and_published(
    clients: brolly.Clients, ingestions: Ingestions
) -> None:
    started = await ingestions.start_ingestion(
        "rooms", source=PushSource(), collection="houses", key_columns=("id",), settings=QUICK
    )
    answer = await ingestions.push_records("rooms", records=(record({"id": 1}), record([2]), record({"id": 1})))
    letters = await ingestions.list_dead_letters("rooms", page_size=1)
    (letter,) = letters.dead_letters

    assert (started.state, started.collection, started.written) == (IngestionState.RUNNING, "houses", 0)
    assert (answer.written, answer.repeated, answer.dead_letters) == (1, 1, 1)
    assert (letter.payload, letters.next_after) == ("[2]", None)
    assert letter.reason.startswith("expected a JSON object")

    again = await ingestions.replay_dead_letters("rooms", origins=(letter.origin,), payload='{"id": 2}')
    stopped = await ingestions.stop_ingestion("rooms")
    table = (await clients(Collections).read_collection("houses")).table

    assert (again.written, again.repeated, again.dead_letters) == (1, 0, 0)
    assert (stopped.state, stopped.written, stopped.published) == (IngestionState.STOPPED, 2, 2)
    assert stopped.dead_letters == stopped.in_flight == 0
    assert table.to_pydict() == {"id": [1, 2]}
    assert (await ingestions.get_ingestion("rooms")).published == 2
    page = await ingestions.list_ingestions(page_size=5)
    assert ([one.name for one in page.ingestions], page.next_after) == (["rooms"], None)


async def test_files_are_read_and_pushed(clients: brolly.Clients, ingestions: Ingestions, tmp_path: Path) -> None:
    (tmp_path / "in" / "a.txt").write_text("id;n\n1;0,5\n2;x;y\n")
    options = ParseOptions(format="csv", delimiter=";", decimal=",")
    source = FolderSource(path=str(tmp_path / "in"), options=options)
    start = {"collection": "houses", "key_columns": ("id",), "settings": QUICK}
    await ingestions.start_ingestion("rooms", source=source, **start)
    answer = await ingestions.push_file("rooms", content=b"id\tn\n1\t7\n3\t1.5\n", file_name="b.tsv")
    async with asyncio.timeout(20):
        while (await ingestions.get_ingestion("rooms")).received < 4:  # noqa: ASYNC110 - the file's two rows too
            await asyncio.sleep(0.02)
    told = await ingestions.stop_ingestion("rooms")
    rows = (await clients(Collections).read_collection("houses")).table.to_pylist()

    assert answer.written + answer.repeated == 2
    assert [row["id"] for row in sorted(rows, key=lambda row: row["id"])] == [1, 3]
    assert (told.written, told.repeated, told.dead_letters) == (2, 1, 1)
    assert told.batches >= 1
    assert told.process_s > 0 < told.write_s


async def test_errors_say_what_is_wrong(ingestions: Ingestions, tmp_path: Path) -> None:
    push = PushSource()
    await ingestions.start_ingestion("one", source=push, collection="houses")
    with pytest.raises(IngestionExists, match="runs already; stop it first") as caught:
        await ingestions.start_ingestion("one", source=push, collection="houses")
    assert caught.value.name == "one"
    for call in (
        ingestions.get_ingestion("two"),
        ingestions.stop_ingestion("two"),
        ingestions.push_records("two"),
        ingestions.push_file("two", content=b"a\n1\n"),
        ingestions.list_dead_letters("two"),
        ingestions.replay_dead_letters("two"),
    ):
        with pytest.raises(IngestionNotFound, match="no ingestion 'two'"):
            await call
    with pytest.raises(DeadLetterNotFound, match="no dead letter of 'x'") as lost:
        await ingestions.replay_dead_letters("one", origins=("x",))
    assert (lost.value.name, lost.value.letter) == ("one", "x")
    for path in (str(tmp_path), str(tmp_path / "in" / ".."), "/etc"):
        with pytest.raises(SourceRefused, match=r"below a folder of fetching\.local_folders"):
            await ingestions.start_ingestion("two", source=FolderSource(path=path), collection="houses")
    with pytest.raises(SourceNotFound, match="there is no file"):
        await ingestions.start_ingestion("two", source=FolderSource(path=str(tmp_path / "in" / "x")), collection="a")
    with pytest.raises(brolly.InvalidArgument, match=r"source\.bucket: expected the name of a bucket, got 'X'"):
        await ingestions.start_ingestion("two", source=BucketSource(bucket="X"), collection="a")
    with pytest.raises(brolly.FailedPrecondition, match=r"which are none, got 'x'; add it to \[applications"):
        await ingestions.start_ingestion("two", source=QueueSource(broker="x", queue="y"), collection="a")
    with pytest.raises(brolly.InvalidArgument, match=r"settings\.batch_size: expected 1 to 10000, got 0"):
        await ingestions.start_ingestion("two", source=push, collection="a", settings=IngestionSettings(batch_size=0))
    with pytest.raises(brolly.InvalidArgument, match="key of 1 to 500 characters, got 0"):
        await ingestions.push_records("one", records=(PushedRecord(payload="{}", key=""),))
    with pytest.raises(brolly.InvalidArgument, match=r"content: .*got an empty file"):
        await ingestions.push_file("one", content=b"", file_name="a.csv")
    await ingestions.stop_ingestion("one")
    with pytest.raises(brolly.FailedPrecondition, match="is stopped; start it again"):
        await ingestions.push_records("one", records=(record({"n": 1}),))
    with pytest.raises(IngestionExists, match="there was another ingestion 'one'"):
        await ingestions.start_ingestion("one", source=push, collection="others")

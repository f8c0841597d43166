"""Records that are pushed over HTTP, through real services in one process and in one each."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import brolly
from ml_tools.datasets_interface import Collections, Ingestions, IngestionSettings, PushSource

TOGETHER = """
[processes.main]
applications = ["main", "datasets", "utils", "models"]
"""
SPLIT = """
[processes.main]
applications = ["main"]
[processes.datasets]
applications = ["datasets"]
[processes.others]
applications = ["utils", "models"]
"""
REST = """
[processes.client]
[applications.main.config]
port = {port}
[applications.datasets.config]
folder = "{folder}/datasets"
[applications.models.config]
folder = "{folder}/models"
"""
QUICK = IngestionSettings(batch_s=0.005, publish_s=60.0)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(("processes", "owner"), [(TOGETHER, "main"), (SPLIT, "datasets")], ids=["together", "split"])
async def test_what_was_answered_is_there_after_the_service_is_killed(
    up: Callable[..., Any], topology: Callable[[str], Path], tmp_path: Path, port: int, processes: str, owner: str
) -> None:
    text = processes + REST.format(port=port, folder=tmp_path)
    one = up(text)
    one.until("brolly: main is ready", within_s=30)
    (pid,) = one.ready(owner)

    async with joined(one, topology(text), port) as (clients, http):
        await clients(Ingestions).start_ingestion(
            "rooms", source=PushSource(), collection="houses", key_columns=("id",), settings=QUICK
        )
        rows = [{"id": number, "price": number * 1.5} for number in range(10_000)]
        lines = "\n".join(map(json.dumps, [*rows[:3], "no object"]))
        pushed = [
            await http.post("/records", json=rows),
            await http.post("/records", content=lines),
            await http.post("/files", params={"file_name": "rooms.csv"}, content=b"id,price\n1,1.5\n10000,7\n"),
        ]
    os.kill(pid, signal.SIGKILL)
    one.until(f"brolly: {owner} is ready", times=2, within_s=30)

    assert [(answer.status_code, answer.json()) for answer in pushed] == [
        (200, {"written": 10_000, "repeated": 0, "dead_letters": 0}),
        (200, {"written": 0, "repeated": 3, "dead_letters": 1}),
        (200, {"written": 1, "repeated": 1, "dead_letters": 0}),
    ]
    async with joined(one, topology(text), port) as (clients, http):
        stopped = await clients(Ingestions).stop_ingestion("rooms")
        shown = (await http.get("")).json()
        refused = await http.post("/records", json=rows[:1])
        table = (await clients(Collections).read_collection("houses")).table

    assert stopped.written == stopped.published == table.num_rows == 10_001
    assert (shown["state"], shown["written"], shown["dead_letters"]) == ("stopped", 10_001, 1)
    assert (refused.status_code, refused.json()["title"]) == (400, "FailedPrecondition")


@asynccontextmanager
async def joined(one: Any, topology: Path, port: int) -> AsyncGenerator[tuple[brolly.Clients, httpx.AsyncClient]]:
    """Clients of the contracts and of the API, for one run of the services."""
    async with (
        brolly.System(topology, process="client", run=one.run_folder()) as system,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/ingestions/rooms", timeout=20) as http,
    ):
        yield system.client, http

"""What must hold after processes were killed: every acknowledged version is there, and nothing else is left."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import real_parts
import sqlalchemy as sa
from arrivals import COLLECTION, INGESTION, Arrived, value_of
from mixed_load import Services, config_of, opened, table_of

import brolly
from ml_tools.datasets.collections import StoredCollections, open_collections
from ml_tools.datasets.collections.contents import name_of
from ml_tools.datasets.collections.schema import contents, leases, sessions, versions
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.ingestion.ledger import Ledger


async def check(folder: Path, settings: dict[str, Any], lines: Iterable[str]) -> str:
    """Raise `AssertionError` when something is lost or left over; return what was checked, in words."""
    lines = list(lines)
    config = config_of(folder, settings)
    ingested = await check_ingested(folder, config, lines)
    config = msgspec.structs.replace(config, lease_s=0.5)
    await asyncio.sleep(1.0)  # by then the sessions of the killed have been silent for too long
    async with open_collections(folder, config) as collections:
        said = await check_versions(collections, lines)
        await collections.collect_garbage()
        await check_versions(collections, lines)
        left = await _check_left(folder, config, collections)
    assert [path.name for path in (folder / "scratch").iterdir()] == ["lock"], "a scratch folder is left over"
    return f"{said}, {left}, {ingested}"


async def check_ingested(folder: Path, config: DatasetsConfig, lines: Iterable[str]) -> str:
    """Let the ingestion go on to its end; then each record is there once, as it came, or is a dead letter."""
    said = {what: set[str]() for what in ("pushing", "pushed")}
    for event in map(json.loads, lines):
        if event["what"] in said:
            said[event["what"]] |= set(event["keys"])
    async with opened(folder, config) as services:
        arrived = await asyncio.to_thread(services.arrivals.all)
        await _read(services, arrived)
        await _forgotten(folder / "fetched" / "parts")
        told = await services.ingestions.stop_ingestion(INGESTION)
        rows = await _rows(services) if told.written else []
        letters = await _letters(services)
    expected = {key for file in arrived for key in file.good}
    count = Counter(row["record_key"] for row in rows)
    assert not [key for key, times in count.items() if times > 1], "records that are there twice"
    assert not (expected | said["pushed"]) - count.keys(), "records that are not there"
    assert not count.keys() - expected - said["pushing"], "records that nobody sent"
    assert not [row for row in rows if row["value"] != value_of(row["id"])], "records that are not what was sent"
    assert sorted(letters) == sorted(key for file in arrived for key in file.bad), "other dead letters than bad rows"
    assert (told.written, told.published, told.in_flight) == (len(rows), len(rows), 0), f"counts are wrong: {told}"
    return f"{len(rows)} records of {len(arrived)} files and {len(said['pushed'])} pushes, {len(letters)} dead letters"


async def _read(services: Services, arrived: list[Arrived]) -> None:
    """Wait until all files were read."""
    ledger = Ledger(services.collections.database, 1)
    async with asyncio.timeout(300):
        while True:
            marks: dict[str, str] = {}
            for begin in range(0, len(arrived), 500):
                marks |= await ledger.marks([file.name for file in arrived[begin : begin + 500]])
            if all(file.name in marks and file.mark in ("", marks[file.name]) for file in arrived):
                return
            await asyncio.sleep(0.2)


async def _forgotten(parts: Path) -> None:
    """Wait until nothing is left of what processes fetched that were killed."""
    async with asyncio.timeout(60):
        while await asyncio.to_thread(lambda: list(parts.glob("*"))):  # noqa: ASYNC110 - other processes made them
            await asyncio.sleep(0.2)


async def _rows(services: Services) -> list[dict[str, Any]]:
    return (await services.collections.read_collection(COLLECTION)).table.to_pylist()


async def _letters(services: Services) -> list[str]:
    origins, after = list[str](), 0
    while after is not None:
        page = await services.ingestions.list_dead_letters(INGESTION, after=after, page_size=1000)
        origins += [letter.origin for letter in page.dead_letters]
        after = page.next_after
    return origins


async def check_versions(collections: StoredCollections, lines: Iterable[str]) -> str:
    """Every version that was acknowledged reads back; what was deleted is gone, unless it was being restored."""
    kept: dict[tuple[str, int], dict[str, Any]] = {}
    unsure, gone = set[str](), set[str]()
    for line in lines:
        event = json.loads(line)
        name = event.get("name", "")
        match event["what"]:
            case "kept":
                kept[name, event["version"]] = event
                unsure.discard(name)
                gone.discard(name)
            case "deleting" | "restoring":
                gone.discard(name)
                unsure.add(name)
            case "deleted":
                unsure.discard(name)
                gone.add(name)
    for (name, version), event in kept.items():
        if name in gone:
            await _check_gone(collections, name)
        elif name not in unsure:
            found = await collections.get_collection(name, version=version)
            assert found.sha256 == event["sha256"], f"{name} {version}: another checksum"
            table = (await collections.read_collection(name, version=version)).table
            assert table.equals(table_of(event["number"])), f"{name} {version}: other rows"
    return f"{len(kept)} acknowledged versions, {len(gone)} of them deleted, {len(unsure)} of which nobody knows"


async def _check_gone(collections: StoredCollections, name: str) -> None:
    try:
        await collections.get_collection(name)
    except brolly.NotFound:
        return
    raise AssertionError(f"{name} is there, and its deletion was acknowledged")


async def _check_left(folder: Path, config: DatasetsConfig, collections: StoredCollections) -> str:
    """The store has what versions have and nothing else, and nobody holds a lease."""
    async with collections._database.reading() as connection:
        had = set((await connection.scalars(sa.select(versions.c.sha256))).all())
        rows = (await connection.execute(sa.select(contents))).all()
        counts = [
            (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()
            for table in (leases, sessions)
        ]
    known = {name_of(row.sha256, row.generation) for row in rows}
    there = _files(folder, config, known)
    assert {row.sha256 for row in rows} == had, "contents that no version has, or the other way round"
    assert there == known, "files that are not known, or not there"
    assert counts == [0, 0], f"leases and sessions are left over: {counts}"
    return f"{len(there)} contents, none without a version"


def _files(folder: Path, config: DatasetsConfig, known: set[str]) -> set[str]:
    if not config.store:
        files = [path for path in (folder / "contents").rglob("*") if path.is_file()]
        return {str(path.relative_to(folder / "contents")) for path in files} - {"deployment"}
    client = real_parts.client(config.s3_endpoint)
    bucket, _, prefix = config.store.removeprefix("s3://").partition("/")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    try:
        uploads = client.list_multipart_uploads(Bucket=bucket).get("Uploads", [])
    except client.exceptions.ClientError:  # which this server says when there are none
        uploads = []
    halves = [(one["Initiated"], one["Key"], one["Key"].removeprefix(f"{prefix}/") in known) for one in uploads]
    assert not uploads, f"{len(uploads)} uploads are left half done, by time, key, and whether it is known: {halves}"
    keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
    return {key.removeprefix(f"{prefix}/") for key in keys} - {"deployment"}

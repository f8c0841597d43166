"""What lies in the folder: what is left over is removed, and what is damaged is told."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets.collections import open_collections

TABLE = pa.table({"number": list(range(1000))})


async def test_what_a_killed_process_left_is_removed_at_the_next_start(tmp_path: Path, contents):
    async with open_collections(tmp_path) as collections:
        await collections.create_collection(TABLE, name="kept")
    kept = contents()
    (tmp_path / "contents" / "0123.part").write_bytes(b"half")
    (tmp_path / "contents" / "ab").mkdir(exist_ok=True)
    (tmp_path / "contents" / "ab" / "cd.parquet").write_bytes(b"no row")

    async with open_collections(tmp_path) as collections:
        assert contents() == kept
        assert (await collections.read_collection("kept")).table == TABLE


async def test_nothing_is_removed_beside_another_that_uses_the_folder(tmp_path: Path, contents):
    async with open_collections(tmp_path):
        (tmp_path / "contents" / "0123.part").write_bytes(b"being written")

        async with open_collections(tmp_path):
            assert contents() == ["0123.part"]


async def test_collections_are_there_after_a_restart(tmp_path: Path):
    async with open_collections(tmp_path) as collections:
        made = await collections.create_collection(TABLE, name="kept")

    async with open_collections(tmp_path) as collections:
        assert await collections.get_collection("kept") == made


@pytest.mark.parametrize("damage", ["gone", "cut", "changed", "renamed", "empty"])
async def test_damaged_contents_are_data_loss_that_names_the_collection(collections, tmp_path: Path, damage):
    await collections.create_collection(TABLE, name="kept")
    (file,) = (tmp_path / "contents").rglob("*.parquet")
    whole = file.read_bytes()
    match damage:
        case "gone":
            file.unlink()
        case "cut":
            file.write_bytes(whole[: len(whole) // 2])
        case "changed":
            file.write_bytes(whole[:200] + bytes(byte ^ 255 for byte in whole[200:210]) + whole[210:])
        case "renamed":
            file.write_bytes(whole.replace(b"number", b"nunber"))
        case _:
            file.write_bytes(b"")

    with pytest.raises(brolly.DataLoss, match="contents of version 1 of collection 'kept'"):
        await collections.read_collection("kept")

    assert (await collections.create_collection(TABLE, name="again")).version == 1  # which puts the same contents back
    assert (await collections.read_collection("kept")).table == TABLE


async def test_a_database_of_a_later_format_is_refused(tmp_path: Path):
    async with open_collections(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "collections.sqlite") as database:
        database.execute("PRAGMA user_version = 2")
    database.close()

    with pytest.raises(brolly.ConfigurationError, match="format 1, got 2"):
        async with open_collections(tmp_path):
            pass


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    (tmp_path / "collections.sqlite").write_bytes(b"something else" * 1000)

    with pytest.raises(brolly.ConfigurationError, match="expected a database"):
        async with open_collections(tmp_path):
            pass

"""What is damaged or left over in a store is told or removed; what is somebody else's is left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import real_parts

import brolly
from ml_tools.datasets.collections import open_collections
from ml_tools.datasets.config import DatasetsConfig

TABLE = pa.table({"number": list(range(1000))})
STRAY = "ab/" + "c" * 62 + "." + "d" * 16 + ".parquet"


class Files:
    """The files of a store, by their names below it, apart from what is tested."""

    def __init__(self, folder: Path, config: DatasetsConfig) -> None:
        self._folder = folder / "contents"
        self._client: Any = real_parts.client(config.s3_endpoint) if config.store else None
        self._bucket, _, self._prefix = config.store.removeprefix("s3://").partition("/")

    def write(self, name: str, content: bytes | None) -> None:
        """Write a file, or remove it."""
        if self._client and content is None:
            self._client.delete_object(Bucket=self._bucket, Key=f"{self._prefix}/{name}")
        elif self._client:
            self._client.put_object(Bucket=self._bucket, Key=f"{self._prefix}/{name}", Body=content)
        elif content is None:
            (self._folder / name).unlink()
        else:
            (self._folder / name).parent.mkdir(exist_ok=True)
            (self._folder / name).write_bytes(content)

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        if self._client:
            return self._client.get_object(Bucket=self._bucket, Key=f"{self._prefix}/{name}")["Body"].read()
        return (self._folder / name).read_bytes()


@pytest.fixture
def files(tmp_path: Path, config: DatasetsConfig) -> Files:
    return Files(tmp_path, config)


async def test_what_a_killed_writer_left_is_removed_and_what_is_another_program_s_is_not(opens, files, contents):
    async with opens() as collections:
        await collections.create_collection(TABLE, name="kept")
        kept = contents()
        for name in (STRAY, "ab/notes.parquet", "notes.txt"):
            files.write(name, b"half")

        await collections.collect_garbage()

        assert contents() == sorted([*kept, "notes.parquet"])
        assert files.read("notes.txt") == b"half"
        assert (await collections.read_collection("kept")).table == TABLE


async def test_collections_are_there_after_a_restart(opens):
    async with opens() as collections:
        made = await collections.create_collection(TABLE, name="kept")

    async with opens() as collections:
        assert await collections.get_collection("kept") == made
        assert (await collections.read_collection("kept")).table == TABLE


@pytest.mark.combinations("sqlite-folder")
async def test_the_scratch_folder_of_a_killed_process_is_removed_at_the_next_start(opens, tmp_path: Path):
    (tmp_path / "scratch" / "dead").mkdir(parents=True)
    (tmp_path / "scratch" / "dead" / "half").write_bytes(b"half")

    async with opens(), opens():
        assert not (tmp_path / "scratch" / "dead").exists()
        assert len([path for path in (tmp_path / "scratch").iterdir() if path.is_dir()]) == 2

    assert [path.name for path in (tmp_path / "scratch").iterdir()] == ["lock"]


@pytest.mark.parametrize("damage", ["gone", "cut", "changed", "renamed", "empty"])
@pytest.mark.combinations("sqlite-folder", "sqlite-s3")
async def test_damaged_contents_are_data_loss_that_names_the_collection(collections, files, contents, damage):
    await collections.create_collection(TABLE, name="kept")
    (name,) = contents()
    path = (await collections.get_collection("kept")).sha256[:2] + "/" + name
    whole = files.read(path)
    damages: dict[str, Callable[[], bytes | None]] = {
        "gone": lambda: None,
        "cut": lambda: whole[: len(whole) // 2],
        "changed": lambda: whole[:200] + bytes(byte ^ 255 for byte in whole[200:210]) + whole[210:],
        "renamed": lambda: whole.replace(b"number", b"nunber"),
        "empty": lambda: b"",
    }
    files.write(path, damages[damage]())

    with pytest.raises(brolly.DataLoss, match="contents of version 1 of collection 'kept'"):
        await collections.read_collection("kept")

    assert (await collections.create_collection(TABLE, name="again")).version == 1  # which puts the same contents back
    assert (await collections.read_collection("kept")).table == TABLE


@pytest.mark.combinations("sqlite-folder", "sqlite-s3")
async def test_a_store_of_another_database_is_refused(opens, config, tmp_path: Path):
    async with opens():
        pass
    (tmp_path / "collections.sqlite").unlink()

    with pytest.raises(brolly.ConfigurationError, match="expected a store of this database, deployment"):
        async with opens():
            pass


@pytest.mark.combinations("sqlite-folder", "postgresql-folder")
async def test_a_database_of_a_later_form_is_refused(opens, tmp_path: Path, config):
    async with opens():
        pass
    change = "UPDATE alembic_version SET version_num = '9999'"
    if config.database:
        import asyncpg

        connection = await asyncpg.connect(config.database)
        await connection.execute(change)
        await connection.close()
    else:
        with sqlite3.connect(tmp_path / "collections.sqlite") as database:
            database.execute(change)
        database.close()

    with pytest.raises(brolly.ConfigurationError, match=r"of form 0003 or earlier, got 9999"):
        async with opens():
            pass


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    (tmp_path / "collections.sqlite").write_bytes(b"something else" * 1000)

    with pytest.raises(brolly.ConfigurationError, match="expected a database"):
        async with open_collections(tmp_path):
            pass

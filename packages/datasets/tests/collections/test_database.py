"""The database lets go of its lock, whatever happens to a caller, and is brought to the present form."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import brolly
from ml_tools.datasets.collections import database
from ml_tools.datasets.collections.databases import postgresql, sqlite
from ml_tools.datasets.collections.revision import HEAD, configured
from ml_tools.datasets.collections.schema import METADATA, collections

ADD = sa.insert(collections).values(name="one")
RELEASED = """
CREATE TABLE collections (id INTEGER NOT NULL, name VARCHAR(100) NOT NULL, PRIMARY KEY (id), UNIQUE (name));
CREATE TABLE versions (
    collection_id INTEGER NOT NULL, version BIGINT NOT NULL, created_at_us BIGINT NOT NULL, row_count BIGINT NOT NULL,
    columns TEXT NOT NULL, size_bytes BIGINT NOT NULL, sha256 VARCHAR(64) NOT NULL, description TEXT,
    PRIMARY KEY (collection_id, version), FOREIGN KEY(collection_id) REFERENCES collections (id) ON DELETE CASCADE
);
CREATE INDEX ix_versions_sha256 ON versions (sha256);
PRAGMA user_version = 1;
"""

pytestmark = pytest.mark.combinations("sqlite-folder", "postgresql-folder")


@pytest.fixture
def dialect(config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> database.Dialect:
    """The database of the combination, which gives up soon, so that a lock that is kept is an error here."""
    pragmas = tuple("busy_timeout = 300" if "busy" in pragma else pragma for pragma in sqlite._PRAGMAS)
    monkeypatch.setattr(sqlite, "_PRAGMAS", pragmas)
    monkeypatch.setitem(postgresql._SETTINGS, "lock_timeout", "300")
    return database.dialect_of(config.database, None, tmp_path)


async def test_a_transaction_that_is_cancelled_anywhere_holds_no_lock(dialect) -> None:
    async def write() -> None:
        async with opened.writing() as connection:
            await connection.execute(ADD)
            await connection.execute(sa.select(collections))
            await connection.execute(sa.delete(collections))

    async with database.opened(dialect) as opened:
        for steps in range(0, 60, 2):
            task = asyncio.create_task(write())
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await write()


async def test_a_block_that_fails_changes_nothing(dialect) -> None:
    async with database.opened(dialect) as opened:
        with pytest.raises(KeyError):
            async with opened.writing() as connection:
                await connection.execute(ADD)
                raise KeyError

        async with opened.reading() as connection:
            assert (await connection.execute(sa.select(collections))).all() == []


async def test_a_lock_that_another_process_keeps_is_unavailable(dialect) -> None:
    async with database.opened(dialect) as one, database.opened(dialect) as other, one.writing():
        with pytest.raises(brolly.Unavailable, match="another process"):
            async with other.writing():
                pass


async def test_migrations_lead_down_and_up_to_what_is_made_at_once(dialect) -> None:
    def down_and_up(connection: sa.Connection) -> tuple[list[str], list[object]]:
        command.downgrade(configured(connection), "base")
        gone = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        command.upgrade(configured(connection), HEAD)
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return gone, compare_metadata(context, METADATA)

    async with database.opened(dialect) as opened, opened.writing("migrate") as connection:
        made = await connection.run_sync(lambda sync: compare_metadata(MigrationContext.configure(sync), METADATA))
        assert made == []
        assert await connection.run_sync(down_and_up) == ([], [])


@pytest.mark.combinations("sqlite-folder")
async def test_a_database_of_the_released_form_keeps_everything(opens, tmp_path: Path) -> None:
    tables = [pa.table({"n": [number]}) for number in (1, 2)]
    rows = [(1, 1, tables[0]), (1, 2, tables[1]), (2, 1, tables[0])]
    (tmp_path / "contents").mkdir()
    (tmp_path / "contents" / "left.part").write_bytes(b"half")
    with sqlite3.connect(tmp_path / "collections.sqlite") as old:
        old.executescript(RELEASED)
        old.executemany("INSERT INTO collections VALUES (?, ?)", [(1, "one"), (2, "two")])
        for collection, version, table in rows:
            sha256 = _kept(tmp_path, table)
            values = (collection, version, 1_000_000, 1, json.dumps([["n", 1, 0]]), 100, sha256, f"text {version}")
            old.execute("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    old.close()

    for _ in range(2):
        async with opens() as migrated:
            await migrated.collect_garbage()
            for name, version, table in (("one", 1, tables[0]), ("one", 2, tables[1]), ("two", 1, tables[0])):
                found = await migrated.get_collection(name, version=version)
                assert (found.description, found.row_count) == (f"text {version}", 1)
                assert (await migrated.read_collection(name, version=version)).table == table
    assert not list((tmp_path / "contents").glob("*.part"))
    async with opens() as migrated:
        assert (await migrated.update_collection(tables[0], name="one")).version == 3
        await migrated.delete_collection("two", permanently=True)
        assert (await migrated.collect_garbage()).removed_contents == 0


def _kept(folder: Path, table: pa.Table) -> str:
    pq.write_table(table, folder / "written")
    sha256 = hashlib.sha256((folder / "written").read_bytes()).hexdigest()
    (folder / "contents" / sha256[:2]).mkdir(exist_ok=True)
    (folder / "written").rename(folder / "contents" / sha256[:2] / f"{sha256[2:]}.parquet")
    return sha256

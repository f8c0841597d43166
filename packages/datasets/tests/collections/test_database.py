"""The database lets go of its lock, whatever happens to a caller."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

import brolly
from ml_tools.datasets.collections import database
from ml_tools.datasets.collections.schema import METADATA, collections

ADD = sa.insert(collections).values(name="one")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up soon, so that a lock that is kept is an error here."""
    pragmas = tuple("busy_timeout = 300" if "busy" in pragma else pragma for pragma in database._PRAGMAS)
    monkeypatch.setattr(database, "_PRAGMAS", pragmas)


async def test_a_transaction_that_is_cancelled_anywhere_holds_no_lock(tmp_path: Path) -> None:
    async def write() -> None:
        async with opened.writing() as connection:
            await connection.execute(ADD)
            await connection.execute(sa.select(collections))
            await connection.execute(sa.delete(collections))

    async with database.opened(tmp_path / "x.sqlite", METADATA) as opened:
        for steps in range(60):
            task = asyncio.create_task(write())
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await write()


async def test_a_block_that_fails_changes_nothing(tmp_path: Path) -> None:
    async with database.opened(tmp_path / "x.sqlite", METADATA) as opened:
        with pytest.raises(KeyError):
            async with opened.writing() as connection:
                await connection.execute(ADD)
                raise KeyError

        async with opened.reading() as connection:
            assert (await connection.execute(sa.select(collections))).all() == []


async def test_a_lock_that_another_process_keeps_is_unavailable(tmp_path: Path) -> None:
    async with (
        database.opened(tmp_path / "x.sqlite", METADATA) as one,
        database.opened(tmp_path / "x.sqlite", METADATA) as other,
        one.writing(),
    ):
        with pytest.raises(brolly.Unavailable, match="another process"):
            async with other.writing():
                pass

"""The rows of one ingestion: records that were written once, files that were read, and dead letters.

All transactions that write come one after the other, among all processes: what a transaction does not find, it may add.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from ml_tools.datasets.collections import (
    Database,
    dead_letters,
    ingested_files,
    ingested_records,
    ingestions,
    now_us,
)
from ml_tools.datasets.ingestion.records import Keyed

__all__ = ["Ledger", "Waiting"]

_MAX_REASON: Final = 2000


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A record that is written and not published."""

    key: str
    origin: str
    payload: str


class Ledger:
    """What is kept of one ingestion."""

    def __init__(self, database: Database, id_: int) -> None:
        self._database = database
        self._id = id_

    async def running(self) -> bool:
        """Tell whether it is still to run, as another process may have stopped it."""
        async with self._database.reading() as connection:
            query = sa.select(ingestions.c.running).where(ingestions.c.id == self._id)
            return bool((await connection.execute(query)).scalar_one_or_none())

    async def write(self, records: Sequence[Keyed]) -> list[bool]:
        """Write records in one transaction, and return of each whether it was new; their dead letters go."""
        async with self._database.writing() as connection:
            of = ingested_records.c.ingestion_id == self._id
            keys = [record.key for record in records]
            query = sa.select(ingested_records.c.key).where(of, ingested_records.c.key.in_(keys))
            known = set((await connection.scalars(query)).all())
            new = [record.key not in known and not known.add(record.key) for record in records]
            if added := [record for record, is_new in zip(records, new, strict=True) if is_new]:
                count = ingestions.c.sequence + len(added)
                counted = sa.update(ingestions).where(ingestions.c.id == self._id).values(sequence=count)
                last = (await connection.execute(counted.returning(ingestions.c.sequence))).scalar_one()
                first, at = last - len(added) + 1, now_us()
                rows = [
                    {
                        **msgspec.structs.asdict(record),
                        "ingestion_id": self._id,
                        "sequence": number,
                        "written_at_us": at,
                    }
                    for number, record in enumerate(added, first)
                ]
                await connection.execute(sa.insert(ingested_records), rows)
            await connection.execute(self._forget([record.origin for record in records]))
        return new

    async def waiting(self, limit: int) -> list[Waiting]:
        """Return records that are not published, in order, at most so many."""
        columns = ingested_records.c
        query = sa.select(columns.key, columns.origin, columns.payload).where(
            columns.ingestion_id == self._id, columns.payload.is_not(None)
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(columns.sequence).limit(limit))
            return [Waiting(key=row.key, origin=row.origin, payload=row.payload) for row in rows]

    async def first_waiting(self) -> tuple[int, int]:
        """Return how many are not published, and since when the first one waits, in microseconds; 0 without any."""
        columns = ingested_records.c
        query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.min(columns.written_at_us), 0))
        async with self._database.reading() as connection:
            row = (
                await connection.execute(query.where(columns.ingestion_id == self._id, columns.payload.is_not(None)))
            ).one()
        return int(row[0]), int(row[1])

    async def mark_published(self, records: Sequence[Waiting], refused: Sequence[tuple[Waiting, str]]) -> None:
        """Forget the payload of what is published, and keep what cannot be as dead letters, whose keys are free."""
        of = ingested_records.c.ingestion_id == self._id
        key = ingested_records.c.key == sa.bindparam("of_key")
        async with self._database.writing() as connection:
            if records:
                done = sa.update(ingested_records).where(of, key).values(payload=None)
                await connection.execute(done, [{"of_key": record.key} for record in records])
            if refused:
                count = ingestions.c.refused + len(refused)
                counted = sa.update(ingestions).where(ingestions.c.id == self._id).values(refused=count)
                await connection.execute(counted)
            for record, reason in refused:
                gone = sa.delete(ingested_records).where(of, ingested_records.c.key == record.key)
                await connection.execute(gone)
                await connection.execute(self._forget([record.origin]))
                await connection.execute(self._letter(record.origin, record.payload, reason))

    async def bury(self, origin: str, payload: str, reason: str) -> None:
        """Keep a dead letter, in place of an earlier one of the same origin."""
        async with self._database.writing() as connection:
            await connection.execute(self._forget([origin]))
            await connection.execute(self._letter(origin, payload, reason))

    async def marks(self, names: Sequence[str]) -> dict[str, str]:
        """Return the marks of those files that were read, by their names."""
        query = sa.select(ingested_files.c.name, ingested_files.c.mark).where(self._files(names))
        async with self._database.reading() as connection:
            return {row.name: row.mark for row in await connection.execute(query)}

    async def finish_file(self, name: str, mark: str, *, refused: bool) -> None:
        """Remember that all records of a file are written; the file itself is a dead letter only if it was refused."""
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(ingested_files).where(self._files([name])))
            values = {"ingestion_id": self._id, "name": name, "mark": mark}
            await connection.execute(sa.insert(ingested_files).values(values))
            if not refused:
                await connection.execute(self._forget([name]))

    async def forget_files(self, names: Sequence[str]) -> set[str]:
        """Forget that files were read and are dead letters, and return which of the names are those of files."""
        async with self._database.writing() as connection:
            gone = sa.delete(ingested_files).where(self._files(names)).returning(ingested_files.c.name)
            files = set((await connection.scalars(gone)).all())
            await connection.execute(self._forget(list(files)))
        return files

    def _files(self, names: Sequence[str]) -> sa.ColumnElement[bool]:
        return sa.and_(ingested_files.c.ingestion_id == self._id, ingested_files.c.name.in_(names))

    def _forget(self, origins: Sequence[str]) -> sa.Delete:
        of = dead_letters.c.ingestion_id == self._id
        return sa.delete(dead_letters).where(of, dead_letters.c.origin.in_(origins))

    def _letter(self, origin: str, payload: str, reason: str) -> sa.Insert:
        """Return how a dead letter is kept; a zero byte, which no database takes in a text, becomes another sign."""
        payload, reason = payload.replace("\0", "\ufffd"), reason[:_MAX_REASON].replace("\0", "\ufffd")
        values = {"origin": origin, "payload": payload, "reason": reason, "at_us": now_us()}
        return sa.insert(dead_letters).values(ingestion_id=self._id, **values)

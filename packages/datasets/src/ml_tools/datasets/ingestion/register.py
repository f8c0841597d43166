"""The rows of ingestions and of their dead letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from ml_tools.datasets.collections import Database, dead_letters, ingested_records, ingestions, moment, now_us
from ml_tools.datasets.ingestion.specification import Specification
from ml_tools.datasets_interface import DeadLetter, Ingestion, IngestionExists, IngestionNotFound, IngestionState

__all__ = ["Known", "Register"]

_WAITING: Final = (
    sa.select(sa.func.count())
    .where(ingested_records.c.ingestion_id == ingestions.c.id, ingested_records.c.payload.is_not(None))
    .correlate(ingestions)
    .scalar_subquery()
)
_SINCE: Final = (
    sa.select(sa.func.min(ingested_records.c.written_at_us))
    .where(ingested_records.c.ingestion_id == ingestions.c.id, ingested_records.c.payload.is_not(None))
    .correlate(ingestions)
    .scalar_subquery()
)
_DEAD: Final = (
    sa.select(sa.func.count())
    .where(dead_letters.c.ingestion_id == ingestions.c.id)
    .correlate(ingestions)
    .scalar_subquery()
)
_TOLD: Final = sa.select(ingestions, _WAITING.label("waiting"), _SINCE.label("since_us"), _DEAD.label("dead"))


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """An ingestion as it is kept."""

    id: int
    specification: Specification
    told: Ingestion


class Register:
    """All ingestions of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, name: str, specification: Specification) -> int:
        """Keep that an ingestion runs, and return its key.

        Raises:
            IngestionExists: One of that name runs, or is another one.
        """
        async with self._database.writing() as connection:
            row = (await connection.execute(sa.select(ingestions).where(ingestions.c.name == name))).one_or_none()
            said = msgspec.json.encode(specification).decode()
            if row is None:
                values = {"name": name, "running": True, "specification": said, "created_at_us": now_us()}
                values |= {"sequence": 0, "refused": 0}
                made = sa.insert(ingestions).values(values).returning(ingestions.c.id)
                return (await connection.execute(made)).scalar_one()
            if row.running:
                raise IngestionExists(f"ingestion {name!r} runs already; stop it first", name=name)
            kept = msgspec.json.decode(row.specification, type=Specification)
            if msgspec.structs.replace(kept, settings=specification.settings) != specification:
                text = (
                    f"there was another ingestion {name!r}, of another source, collection or key; choose another name"
                )
                raise IngestionExists(text, name=name)
            again = sa.update(ingestions).where(ingestions.c.id == row.id)
            await connection.execute(again.values(running=True, specification=said))
            return row.id

    async def stop(self, id_: int) -> None:
        """Keep that an ingestion does not run."""
        async with self._database.writing() as connection:
            await connection.execute(sa.update(ingestions).where(ingestions.c.id == id_).values(running=False))

    async def get(self, name: str) -> Known:
        """Return an ingestion.

        Raises:
            IngestionNotFound: There is none of that name.
        """
        async with self._database.reading() as connection:
            row = (await connection.execute(_TOLD.where(ingestions.c.name == name))).one_or_none()
        if row is None:
            raise IngestionNotFound(f"no ingestion {name[:100]!r}", name=name[:100])
        return _known(row)

    async def page(self, after: str, size: int) -> tuple[list[Known], bool]:
        """Return ingestions whose names come after that one, by name, and whether more follow."""
        query = _TOLD.where(ingestions.c.name > after).order_by(ingestions.c.name).limit(size + 1)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [_known(row) for row in rows[:size]], len(rows) > size

    async def running(self) -> list[tuple[int, str, Specification]]:
        """Return key, name and specification of those that run."""
        query = sa.select(ingestions).where(ingestions.c.running.is_(sa.true())).order_by(ingestions.c.name)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [(row.id, row.name, msgspec.json.decode(row.specification, type=Specification)) for row in rows]

    async def dead_letters(
        self, id_: int, *, after: int = 0, size: int, max_bytes: int, origins: Sequence[str] = ()
    ) -> tuple[list[DeadLetter], bool]:
        """Return dead letters of larger numbers, in order, of `max_bytes` at most, and whether more follow."""
        columns = dead_letters.c
        query = sa.select(dead_letters).where(columns.ingestion_id == id_, columns.id > after)
        if origins:
            query = query.where(columns.origin.in_(origins))
        page: list[DeadLetter] = []
        size_bytes = 0
        async with (
            self._database.reading() as connection,
            connection.stream(query.order_by(columns.id).limit(size + 1)) as rows,
        ):
            async for row in rows:
                size_bytes += len(row.payload.encode())
                if len(page) == size or (page and size_bytes > max_bytes):
                    return page, True
                page.append(_letter(row))
        return page, False


def _letter(row: sa.Row[Any]) -> DeadLetter:
    return DeadLetter(number=row.id, origin=row.origin, payload=row.payload, reason=row.reason, at=moment(row.at_us))


def _known(row: sa.Row[Any]) -> Known:
    specification = msgspec.json.decode(row.specification, type=Specification)
    told = Ingestion(
        name=row.name,
        state=IngestionState.RUNNING if row.running else IngestionState.STOPPED,
        collection=specification.collection,
        created_at=moment(row.created_at_us),
        written=row.sequence - row.refused,
        published=row.sequence - row.refused - row.waiting,
        dead_letters=row.dead,
        in_flight=0,
        received=0,
        repeated=0,
        retries=0,
        batches=0,
        process_s=0.0,
        write_s=0.0,
        lag_s=0.0 if row.since_us is None else max(0.0, (now_us() - row.since_us) / 1e6),
    )
    return Known(id=row.id, specification=specification, told=told)

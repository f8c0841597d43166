"""The rows of collections and their versions, within a transaction that is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection as Connection

from ml_tools.datasets.collections.schema import collections, versions
from ml_tools.datasets_interface import Collection, Column, ColumnKind

__all__ = [
    "Connection",
    "add_collection",
    "add_version",
    "find",
    "names",
    "newest_page",
    "referenced",
    "remove_collection",
]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_PAGE_BYTES: Final = 1024**2
_JOINED: Final = sa.select(collections.c.name, versions).join_from(collections, versions)
_NEWEST: Final = (
    sa.select(sa.func.max(versions.c.version))
    .where(versions.c.collection_id == collections.c.id)
    .correlate(collections)
    .scalar_subquery()
)


async def find(connection: Connection, name: str, version: int | None = None) -> Collection | None:
    """Return a version of a collection, the newest unless told; `None` when there is none."""
    wanted = versions.c.version == (_NEWEST if version is None else version)
    row = (await connection.execute(_JOINED.where(collections.c.name == name, wanted))).one_or_none()
    return None if row is None else _collection(row)


async def newest_page(connection: Connection, after: str, size: int) -> tuple[list[Collection], bool]:
    """Return the newest versions of collections whose names come after `after`, by name, and whether more follow.

    At most `size` of them, and no more than fit a message.
    """
    query = _JOINED.where(versions.c.version == _NEWEST, collections.c.name > after).order_by(collections.c.name)
    page: list[Collection] = []
    size_bytes = 0
    async with connection.stream(query.limit(size + 1)) as rows:
        async for row in rows:
            size_bytes += len(row.columns) + len(row.description or "")
            if len(page) == size or (page and size_bytes > _MAX_PAGE_BYTES):
                return page, True
            page.append(_collection(row))
    return page, False


async def names(connection: Connection, limit: int) -> list[str]:
    """Return at most `limit` names of collections, in order."""
    query = sa.select(collections.c.name).order_by(collections.c.name).limit(limit)
    return list((await connection.scalars(query)).all())


async def add_collection(connection: Connection, name: str) -> None:
    """Add a collection, which has no version yet."""
    await connection.execute(sa.insert(collections).values(name=name))


async def add_version(connection: Connection, version: Collection) -> None:
    """Add a version to a collection that is there."""
    id_ = sa.select(collections.c.id).where(collections.c.name == version.name).scalar_subquery()
    columns = [(column.name, column.kind.value, column.missing_count) for column in version.columns]
    values = {
        "collection_id": id_,
        "version": version.version,
        "created_at_us": (version.created_at - _EPOCH) // timedelta(microseconds=1),
        "row_count": version.row_count,
        "columns": msgspec.json.encode(columns).decode(),
        "size_bytes": version.size_bytes,
        "sha256": version.sha256,
        "description": version.description,
    }
    await connection.execute(sa.insert(versions).values(values))


async def remove_collection(connection: Connection, name: str) -> list[str]:
    """Remove a collection with its versions, and return the SHA-256 of each of them; none when it is not there."""
    id_ = sa.select(collections.c.id).where(collections.c.name == name).scalar_subquery()
    contents = (await connection.scalars(sa.select(versions.c.sha256).where(versions.c.collection_id == id_))).all()
    await connection.execute(sa.delete(collections).where(collections.c.name == name))
    return list(contents)


async def referenced(connection: Connection, contents: Iterable[str] | None = None) -> set[str]:
    """Return those of the SHA-256 that some version has; of all versions unless told."""
    query = sa.select(versions.c.sha256).distinct()
    if contents is not None:
        given = sa.func.json_each(msgspec.json.encode(sorted(contents)).decode()).table_valued("value")
        query = query.where(versions.c.sha256.in_(sa.select(given.c.value)))
    return set((await connection.scalars(query)).all())


def _collection(row: sa.Row[Any]) -> Collection:
    columns = msgspec.json.decode(row.columns, type=list[tuple[str, int, int]])
    return Collection(
        name=row.name,
        version=row.version,
        created_at=_EPOCH + timedelta(microseconds=row.created_at_us),
        row_count=row.row_count,
        columns=tuple(Column(name=n, kind=ColumnKind(kind), missing_count=missing) for n, kind, missing in columns),
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        description=row.description,
    )

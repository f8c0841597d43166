"""The rows of collections and their versions, within a transaction that is open."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection as Connection

from ml_tools.datasets.collections.clock import moment
from ml_tools.datasets.collections.schema import collections, tags, versions
from ml_tools.datasets_interface import Collection, Column, ColumnKind

__all__ = [
    "Connection",
    "add_collection",
    "add_version",
    "count",
    "find",
    "find_tagged",
    "id_of",
    "names",
    "newest_page",
]

_MAX_PAGE_BYTES: Final = 1024**2
_TAGS: Final = (
    sa.select(sa.func.coalesce(sa.func.aggregate_strings(tags.c.tag, " "), ""))
    .where(tags.c.collection_id == versions.c.collection_id, tags.c.version == versions.c.version)
    .correlate(versions)
    .scalar_subquery()
)
_JOINED: Final = (
    sa.select(collections.c.name, versions, _TAGS.label("tags"))
    .join_from(collections, versions)
    .where(collections.c.deleted_at_us.is_(None))
)
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


async def find_tagged(connection: Connection, name: str, tag: str) -> Collection | None:
    """Return the version of a collection that a tag stands for; `None` when there is none."""
    version = (
        sa.select(tags.c.version)
        .where(tags.c.collection_id == collections.c.id, tags.c.tag == tag)
        .correlate(collections)
        .scalar_subquery()
    )
    query = _JOINED.where(collections.c.name == name, versions.c.version == version)
    row = (await connection.execute(query)).one_or_none()
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
    query = sa.select(collections.c.name).where(collections.c.deleted_at_us.is_(None))
    return list((await connection.scalars(query.order_by(collections.c.name).limit(limit))).all())


async def count(connection: Connection) -> int:
    """Return how many collections there are, without those that are deleted."""
    query = sa.select(sa.func.count()).select_from(collections).where(collections.c.deleted_at_us.is_(None))
    return (await connection.execute(query)).scalar_one()


async def id_of(connection: Connection, name: str) -> int | None:
    """Return the key of a collection; `None` when there is none."""
    query = sa.select(collections.c.id).where(collections.c.name == name, collections.c.deleted_at_us.is_(None))
    return (await connection.execute(query)).scalar_one_or_none()


async def add_collection(connection: Connection, name: str) -> None:
    """Add a collection, which has no version yet."""
    await connection.execute(sa.insert(collections).values(name=name))


async def add_version(connection: Connection, version: Collection, created_at_us: int) -> None:
    """Add a version to a collection that is there."""
    columns = [(column.name, column.kind.value, column.missing_count) for column in version.columns]
    values = {
        "collection_id": await id_of(connection, version.name),
        "version": version.version,
        "created_at_us": created_at_us,
        "row_count": version.row_count,
        "columns": msgspec.json.encode(columns).decode(),
        "size_bytes": version.size_bytes,
        "sha256": version.sha256,
        "description": version.description,
    }
    await connection.execute(sa.insert(versions).values(values))


def _collection(row: sa.Row[Any]) -> Collection:
    columns = msgspec.json.decode(row.columns, type=list[tuple[str, int, int]])
    return Collection(
        name=row.name,
        version=row.version,
        created_at=moment(row.created_at_us),
        row_count=row.row_count,
        columns=tuple(Column(name=n, kind=ColumnKind(kind), missing_count=missing) for n, kind, missing in columns),
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        description=row.description,
        tags=tuple(sorted(row.tags.split())),
    )

"""What is done to collections as a whole: renamed, deleted, restored, purged, and versions of them tagged."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from ml_tools.datasets.collections.catalogue import Connection
from ml_tools.datasets.collections.clock import moment, us
from ml_tools.datasets.collections.schema import collections, tags, versions
from ml_tools.datasets_interface.v1.collections import DeletedCollection

__all__ = [
    "add_tag",
    "delete",
    "deleted_page",
    "purge",
    "remove",
    "remove_tag",
    "rename",
    "restorable",
    "restore",
    "tags_of",
]

_COUNTED: Final = (
    sa.select(sa.func.count())
    .select_from(versions)
    .where(versions.c.collection_id == collections.c.id)
    .correlate(collections)
    .scalar_subquery()
)


async def rename(connection: Connection, id_: int, name: str) -> None:
    """Give a collection another name."""
    await connection.execute(sa.update(collections).where(collections.c.id == id_).values(name=name))


async def delete(connection: Connection, id_: int, at_us: int) -> int:
    """Delete a collection so that it can be restored, and return how many versions it has."""
    await connection.execute(sa.update(collections).where(collections.c.id == id_).values(deleted_at_us=at_us))
    return (await connection.execute(sa.select(_COUNTED).where(collections.c.id == id_))).scalar_one()


async def remove(connection: Connection, id_: int) -> None:
    """Remove a collection with its versions."""
    await connection.execute(sa.delete(collections).where(collections.c.id == id_))


async def restorable(connection: Connection, name: str, since_us: int) -> int | None:
    """Return the key of the collection of a name that was deleted last, and not before `since_us`."""
    query = sa.select(collections.c.id).where(collections.c.name == name, collections.c.deleted_at_us > since_us)
    newest = query.order_by(collections.c.deleted_at_us.desc(), collections.c.id.desc()).limit(1)
    return (await connection.execute(newest)).scalar_one_or_none()


async def restore(connection: Connection, id_: int) -> None:
    """Restore a deleted collection."""
    await connection.execute(sa.update(collections).where(collections.c.id == id_).values(deleted_at_us=None))


async def deleted_page(
    connection: Connection, after: str, size: int, *, since_us: int, restore_s: float
) -> tuple[list[DeletedCollection], bool]:
    """Return what can be restored of names that come after `after`, by name, and whether more follow."""
    newest = (
        sa.select(collections.c.name, sa.func.max(collections.c.deleted_at_us).label("at_us"))
        .where(collections.c.name > after, collections.c.deleted_at_us > since_us)
        .group_by(collections.c.name)
        .order_by(collections.c.name)
        .limit(size + 1)
        .subquery()
    )
    query = (
        sa.select(collections.c.name, newest.c.at_us, sa.func.max(_COUNTED).label("versions"))
        .join(newest, sa.and_(newest.c.name == collections.c.name, newest.c.at_us == collections.c.deleted_at_us))
        .group_by(collections.c.name, newest.c.at_us)
        .order_by(collections.c.name)
    )
    found = [
        DeletedCollection(
            name=row.name,
            version_count=row.versions,
            deleted_at=moment(row.at_us),
            purged_at=moment(row.at_us + us(restore_s)),
        )
        for row in await connection.execute(query)
    ]
    return found[:size], len(found) > size


async def purge(connection: Connection, until_us: int) -> int:
    """Remove, with their versions, the collections that were deleted until then; return how many."""
    removed = await connection.execute(sa.delete(collections).where(collections.c.deleted_at_us <= until_us))
    return removed.rowcount


async def tags_of(connection: Connection, name: str) -> list[str]:
    """Return the tags of a collection, in order."""
    query = sa.select(tags.c.tag).join_from(tags, collections, tags.c.collection_id == collections.c.id)
    present = query.where(collections.c.name == name, collections.c.deleted_at_us.is_(None))
    return list((await connection.scalars(present.order_by(tags.c.tag))).all())


async def add_tag(connection: Connection, id_: int, tag: str, version: int) -> None:
    """Let a tag of a collection stand for a version."""
    await remove_tag(connection, id_, tag)
    await connection.execute(sa.insert(tags).values(collection_id=id_, tag=tag, version=version))


async def remove_tag(connection: Connection, id_: int, tag: str) -> None:
    """Remove a tag of a collection, when it is there."""
    await connection.execute(sa.delete(tags).where(tags.c.collection_id == id_, tags.c.tag == tag))

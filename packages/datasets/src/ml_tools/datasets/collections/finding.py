"""Versions by name, number or tag, and what to say when there is none."""

from __future__ import annotations

from typing import Final

import brolly
from ml_tools.datasets.collections import catalogue, changes
from ml_tools.datasets.collections.catalogue import Connection
from ml_tools.datasets.collections.database import Database
from ml_tools.datasets.collections.naming import did_you_mean, is_name, near, shown
from ml_tools.datasets.collections.requests import check_version
from ml_tools.datasets_interface import Collection, CollectionExists, CollectionNotFound, TagNotFound, VersionConflict

__all__ = ["check_absent", "check_expected", "found_id", "found_version", "not_found", "tag_not_found"]

_NAMES_COMPARED: Final = 1000


async def found_version(
    database: Database, name: str, *, version: int | None = None, tag: str | None = None
) -> Collection:
    """Return a version by number or tag, the newest unless told.

    Raises:
        CollectionNotFound: There is none.
        TagNotFound: No version has the tag.
    """
    check_version(version)
    if version is not None and tag is not None:
        raise brolly.InvalidArgument("tag: expected it without version, got both; leave one out")
    if is_name(name):
        async with database.reading() as connection:
            if tag is None:
                found = await catalogue.find(connection, name, version)
            elif (found := await catalogue.find_tagged(connection, name, tag)) is None:
                await found_id(connection, name)
                raise await tag_not_found(connection, name, tag)
        if found is not None:
            return found
    raise await not_found(database, name, version)


async def found_id(connection: Connection, name: str) -> int:
    """Return the key of a collection, within a transaction.

    Raises:
        CollectionNotFound: There is none, at this moment.
    """
    id_ = await catalogue.id_of(connection, name)
    if id_ is None:
        raise CollectionNotFound(f"there is no collection {shown(name)}", name=name)
    return id_


async def not_found(database: Database, name: str, version: int | None = None) -> CollectionNotFound:
    """Return what to raise when there is no such version, or no such collection."""
    async with database.reading() as connection:
        newest = await catalogue.find(connection, name) if is_name(name) else None
        known = await catalogue.names(connection, _NAMES_COMPARED)
    if newest is not None:
        text = f"collection {name!r} has no version {version}; its newest is {newest.version}"
        return CollectionNotFound(text, name=name, version=version)
    alike = await brolly.offload(near, name, known)
    text = f"there is no collection {shown(name)}{did_you_mean(alike)}"
    return CollectionNotFound(text, name=name, version=version, near=alike)


async def tag_not_found(connection: Connection, name: str, tag: str) -> TagNotFound:
    """Return what to raise when no version has a tag."""
    known = await changes.tags_of(connection, name)
    there = f"there are {', '.join(known)}" if known else "there are none"
    return TagNotFound(f"collection {name!r} has no tag {shown(tag)}; {there}", name=name, tag=tag, known=tuple(known))


async def check_absent(connection: Connection, name: str) -> None:
    """Raise `CollectionExists` when there is one of that name."""
    if await catalogue.id_of(connection, name) is not None:
        text = f"there is a collection {name!r} already; update it, or choose another name"
        raise CollectionExists(text, name=name)


def check_expected(newest: Collection, expected: int | None) -> None:
    """Raise `VersionConflict` when another version is the newest than the caller expected."""
    if expected is not None and expected != newest.version:
        raise VersionConflict(
            f"expected version {expected} of collection {newest.name!r} to be the newest, got {newest.version}; "
            "read it again, and update that",
            name=newest.name,
            expected_version=expected,
            newest_version=newest.version,
        )

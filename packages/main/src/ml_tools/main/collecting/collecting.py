"""From where rows are to a collection: fetched or sent, stored, and kept."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Callable
from contextlib import aclosing
from typing import TypeAlias

import msgspec

from brolly import InvalidArgument
from ml_tools.datasets_interface import (
    Collection,
    CollectionNotFound,
    HttpSource,
    KaggleSource,
    S3Source,
    SqlSource,
    StoredFile,
    StoreFileItem,
)
from ml_tools.main.comparison import Observer, Progress, put_aside
from ml_tools.main.services import Services

__all__ = ["Kept", "LocalFile", "Origin", "SampleOrigin", "Wanted", "collect"]


class LocalFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that the caller has."""

    name: str
    chunks: Callable[[], AsyncIterable[bytes]]
    """Opens it; 1 MiB at most at a time."""


class SampleOrigin(msgspec.Struct, frozen=True, kw_only=True):
    """A sample of the service."""

    name: str


_Remote: TypeAlias = HttpSource | S3Source | KaggleSource | SqlSource
Origin: TypeAlias = _Remote | LocalFile | SampleOrigin


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The collection that is to be."""

    name: str
    description: str | None = None
    add_version: bool = False
    """Whether it may be there already."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it."""

    collection: Collection
    notes: tuple[str, ...] = ()
    """What was done to read it, in words."""


async def collect(services: Services, origin: Origin, wanted: Wanted, observe: Observer) -> Kept:
    """Make a collection of a file or a sample; fails as `fetch_file`, `store_file` and `import_file` do.

    Raises:
        InvalidArgument: There is such a collection, and no version may be added.
    """
    is_there = await _is_there(services, wanted.name)
    if is_there and not wanted.add_version:
        text = f"there is a collection {wanted.name!r} already; choose another name, or add a version by --add-version"
        raise InvalidArgument(text)
    if isinstance(origin, SampleOrigin):
        return await _sample(services, origin, wanted, is_there=is_there)
    stored = await _stored(services, origin, observe)
    observe(Progress(step="reading", service="datasets", done=0, total=0))
    kept = await services.fetchers.import_file(
        stored.id, name=wanted.name, description=wanted.description, add_version=wanted.add_version
    )
    notes = (*put_aside(kept.rejected_count, kept.rejected_rows), *kept.notes)
    return Kept(collection=kept.collection, notes=notes)


async def _is_there(services: Services, name: str) -> bool:
    try:
        await services.collections.get_collection(name)
    except CollectionNotFound:
        return False
    return True


async def _sample(services: Services, origin: SampleOrigin, wanted: Wanted, *, is_there: bool) -> Kept:
    sample = await services.fetchers.load_sample(origin.name)
    keep = services.collections.update_collection if is_there else services.collections.create_collection
    description = wanted.description or sample.description
    return Kept(collection=await keep(sample.table, name=wanted.name, description=description))


async def _stored(services: Services, origin: _Remote | LocalFile, observe: Observer) -> StoredFile:
    if isinstance(origin, LocalFile):
        observe(Progress(step="sending", service="datasets", done=0, total=0))
        return await services.fetchers.store_file(_items(origin))
    stored: StoredFile | None = None
    async with aclosing(services.fetchers.fetch_file(origin)) as fetching:
        async for each in fetching:
            done, total = each.received_bytes, each.total_bytes or 0
            observe(Progress(step="fetching", service="datasets", done=done, total=total))
            stored = each.file
    assert stored is not None
    return stored


async def _items(file: LocalFile) -> AsyncGenerator[StoreFileItem, None]:
    yield StoreFileItem(chunk=b"", file_name=file.name)
    async for chunk in file.chunks():
        yield StoreFileItem(chunk=chunk)

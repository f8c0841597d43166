"""The objects of a bucket."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from typing import IO, Final

from ml_tools.datasets.fetchers import BucketObject, BucketObjects
from ml_tools.datasets.ingestion.reading import is_table
from ml_tools.datasets.ingestion.sources.place import Found
from ml_tools.datasets_interface import ParseOptions

__all__ = ["BucketPlace"]

_MAX_MARK: Final = 100


class BucketPlace:
    """The tables among the objects of a bucket; rows are known by key and ETag, as objects are replaced as a whole."""

    def __init__(self, objects: BucketObjects, options: ParseOptions | None, *, every_version: bool) -> None:
        self._objects = objects
        self._options = options
        self._every_version = every_version

    async def pages(self) -> AsyncGenerator[Sequence[Found]]:
        async with aclosing(self._objects.pages(every_version=self._every_version)) as pages:
            async for page in pages:
                yield [_found(one) for one in page if is_table(one.key, self._options)]

    def opened(self, found: Found) -> AbstractAsyncContextManager[IO[bytes]]:
        return self._objects.opened(found.token)

    async def forget(self, found: Sequence[Found]) -> None:
        await self._objects.forget([one.token for one in found])


def _found(one: BucketObject) -> Found:
    mark = one.mark if len(one.mark) <= _MAX_MARK else hashlib.sha256(one.mark.encode()).hexdigest()
    origin = f"{one.key}@{mark}"
    return Found(name=origin if one.version else one.key, file_name=one.key, mark=mark, origin=origin, token=one)

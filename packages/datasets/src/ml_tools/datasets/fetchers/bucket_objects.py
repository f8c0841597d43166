"""The objects of a bucket, found by listing it, and each opened as the list had it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import IO

import msgspec

import brolly
from ml_tools.datasets.fetchers.buckets import BucketObject, bucket_pages, signed_remote
from ml_tools.datasets.fetchers.downloads import Limits, download
from ml_tools.datasets.fetchers.fetching import Fetching
from ml_tools.datasets.fetchers.stored_files import Part
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets_interface import S3Source

__all__ = ["BucketObjects"]


class BucketObjects:
    """What a bucket holds under a prefix: signed where the configuration has keys, else public."""

    def __init__(self, folder: Path, config: FetchingConfig, *, bucket: str, prefix: str, region: str | None) -> None:
        self._fetching = Fetching(folder, config)
        self._bucket = bucket
        self._prefix = prefix
        self._region = region

    def pages(self, *, every_version: bool = False) -> AsyncGenerator[list[BucketObject], None]:
        """List the objects, or all of their versions, page by page."""
        web, config = self._fetching.web, self._fetching.config
        return bucket_pages(web, config, self._bucket, self._prefix, self._region, every_version=every_version)

    @asynccontextmanager
    async def opened(self, wanted: BucketObject) -> AsyncGenerator[IO[bytes], None]:
        """Fetch an object, and open it from its begin; a fetch that was broken off goes on where it ended.

        Raises:
            SourceNotFound: It is no longer there.
            SourceFailed: It cannot be fetched.
            brolly.Aborted: It has changed since it was listed, or another process has it open.
            brolly.ResourceExhausted: It is too large.
        """
        held = self._fetching.files.part(self._name(wanted))
        part = await brolly.offload(held.__enter__)
        try:
            await self._fetch(wanted, part)
            part.file.seek(0)
            yield part.file
            await brolly.offload(part.remove)
        finally:
            held.__exit__(None, None, None)

    async def forget(self, objects: Sequence[BucketObject]) -> None:
        """Remove what was fetched of objects and is not wanted any more, unless it is fetched just now."""
        await brolly.offload(self._fetching.files.drop_parts, [self._name(one) for one in objects])

    def _name(self, wanted: BucketObject) -> str:
        return f"object s3://{self._bucket}/{wanted.key}?versionId={wanted.version}"

    async def _fetch(self, wanted: BucketObject, part: Part) -> None:
        config = self._fetching.config
        source = S3Source(bucket=self._bucket, key=wanted.key, region=self._region)
        remote = await brolly.offload(signed_remote, source, config, wanted.version)
        expected = f'"{wanted.etag}"'
        if wanted.etag:
            remote = msgspec.structs.replace(remote, headers={"If-Match": expected}, refusal=_refusal)
            if part.notes().get("validator") != expected:
                await brolly.offload(part.begin_again)
        until = asyncio.get_running_loop().time() + config.timeout_s
        limits = Limits(max_bytes=config.max_bytes, until=until, attempts=config.attempts)
        async with aclosing(download(self._fetching.web, remote, part, limits)) as progress:
            async for _ in progress:
                pass
        if wanted.etag and part.notes().get("validator") != expected:
            raise _changed()


def _refusal(status: int) -> brolly.Error | None:
    return _changed() if status == 412 else None


def _changed() -> brolly.Aborted:
    return brolly.Aborted("the object has changed since it was listed; list it again")

"""Gets files from their sources into the folder of stored files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import msgspec

import brolly
from ml_tools.datasets.fetchers import kaggle
from ml_tools.datasets.fetchers.addresses import Guard
from ml_tools.datasets.fetchers.buckets import signed_remote
from ml_tools.datasets.fetchers.database_addresses import DatabaseAddress, checked_address
from ml_tools.datasets.fetchers.databases import check_query, queried
from ml_tools.datasets.fetchers.downloads import Limits, Remote, download
from ml_tools.datasets.fetchers.local_files import checked_path, copied
from ml_tools.datasets.fetchers.stored_files import Part, StoredFiles
from ml_tools.datasets.fetchers.web import Web, checked_url, shown
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets_interface import (
    FetchProgress,
    HttpSource,
    KaggleSource,
    LocalSource,
    S3Source,
    SqlSource,
    StoredFile,
)

__all__ = ["Fetching", "Source", "Wanted"]

Source: TypeAlias = HttpSource | S3Source | LocalSource | KaggleSource | SqlSource


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a fetch may take, and what has to come of it."""

    sha256: str | None = None
    max_bytes: int | None = None
    timeout: timedelta | None = None


class _Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A fetch that is about to go on."""

    progress: AsyncGenerator[FetchProgress, None]
    name: str
    source: str


class Fetching:
    """Gets files, and keeps them."""

    def __init__(self, folder: Path, config: FetchingConfig) -> None:
        self.config = config
        self.guard = Guard(config.allowed_networks)
        self.web = Web(self.guard, stall_s=config.stall_s)
        self.files = StoredFiles(folder, max_bytes=config.max_stored_bytes)

    async def fetch(self, source: Source | Remote, wanted: Wanted) -> AsyncGenerator[FetchProgress, None]:
        """Get a file, telling how far it is; the last message has it."""
        limits = self._limits(wanted)
        where = await self._where(source)
        held = self.files.part(_key(source))
        part = await brolly.offload(held.__enter__)
        try:
            begun = self._begun(where, source, part, limits)
            async with aclosing(begun.progress) as progress:
                async for each in progress:
                    yield each
            keep = self.files.keep
            stored = await brolly.offload(keep, part, name=begun.name, source=begun.source, expected=wanted.sha256)
            yield FetchProgress(received_bytes=stored.size_bytes, total_bytes=stored.size_bytes, file=stored)
        finally:
            held.__exit__(None, None, None)

    async def fetched(self, source: Source | Remote) -> StoredFile:
        """Get a file, as `fetch` does, without telling how far it is."""
        async with aclosing(self.fetch(source, Wanted())) as progress:
            found = [each.file async for each in progress][-1]
        if found is None:
            raise RuntimeError("expected the file in the last message")
        return found

    def _limits(self, wanted: Wanted) -> Limits:
        if wanted.max_bytes is not None and wanted.max_bytes < 1:
            raise brolly.InvalidArgument(f"max_bytes: expected at least 1, got {wanted.max_bytes}")
        seconds = self.config.timeout_s if wanted.timeout is None else wanted.timeout.total_seconds()
        if seconds <= 0:
            raise brolly.InvalidArgument(f"timeout: expected more than 0 s, got {seconds}")
        return Limits(
            max_bytes=min(self.config.max_bytes, wanted.max_bytes or self.config.max_bytes),
            until=asyncio.get_running_loop().time() + min(seconds, self.config.timeout_s),
            attempts=self.config.attempts,
        )

    async def _where(self, source: Source | Remote) -> Remote | Path | DatabaseAddress:
        """Return where the source is, checked as far as that is possible before it is asked."""
        match source:
            case Remote():
                return source
            case HttpSource():
                url = checked_url(source.url)
                return Remote(url=url, name=shown(url), source=shown(url))
            case S3Source():
                return await brolly.offload(signed_remote, source, self.config)
            case KaggleSource():
                return await brolly.offload(kaggle.remote, source, self.config)
            case LocalSource():
                return await brolly.offload(checked_path, source, self.config.local_folders)
            case SqlSource():
                check_query(source.query)
                return await checked_address(source, self.config, self.guard)

    def _begun(
        self, where: Remote | Path | DatabaseAddress, source: Source | Remote, part: Part, limits: Limits
    ) -> _Begun:
        if isinstance(where, Remote):
            return _Begun(progress=download(self.web, where, part, limits), name=where.name, source=where.source)
        if isinstance(where, Path):
            name = f"{where.name}.zip" if where.is_dir() else where.name
            return _Begun(progress=copied(where, part, limits.max_bytes), name=name, source=f"file:{where}")
        query = source.query if isinstance(source, SqlSource) else ""
        progress = queried(where, query, part, limits, self.config)
        return _Begun(progress=progress, name="query.parquet", source=where.shown)


def _key(source: Source | Remote) -> str:
    """Return what tells sources apart, whose parts must not be mixed."""
    if isinstance(source, Remote):
        return f"remote {source.source} {source.url}"
    return f"{type(source).__name__} {msgspec.json.encode(source).decode()}"

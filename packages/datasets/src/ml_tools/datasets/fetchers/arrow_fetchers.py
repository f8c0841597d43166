"""The contract, on pyarrow for files and scikit-learn for samples."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Final

import brolly
from ml_tools.datasets.fetchers import landsat, samples, zillow
from ml_tools.datasets.fetchers.buckets import folders, public_remote
from ml_tools.datasets.fetchers.fetching import Fetching, Source, Wanted
from ml_tools.datasets.fetchers.importing import Conversion, Keeper
from ml_tools.datasets.fetchers.parts import parts_of
from ml_tools.datasets.fetchers.receiving import receive
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets.formats import IN_MEMORY_BYTES, Bounds, noted, parse
from ml_tools.datasets_interface import (
    DeleteFileResponse,
    FetchProgress,
    FileChunk,
    HttpSource,
    ImportFileResponse,
    KaggleSource,
    LandsatDataResponse,
    ListFilesResponse,
    ListScenesResponse,
    LocalSource,
    ParseBytesItem,
    Parsed,
    ParsedPart,
    ParseOptions,
    S3Source,
    Sample,
    SampleNotFound,
    SourceNotFound,
    SqlSource,
    StoredFile,
    StoreFileItem,
    ZillowDataResponse,
)
from ml_tools.datasets_interface.v1.fetchers import ListSamplesResponse

__all__ = ["ArrowFetchers"]

_CHUNK_BYTES: Final = 1024**2
_MAX_SCENES: Final = 1000
_MAX_METADATA: Final = 1024**2


class ArrowFetchers:
    """Fetches files and tables; what is too large for memory waits in files of a folder."""

    def __init__(
        self, folder: Path, keeper: Keeper, *, max_file_bytes: int, config: FetchingConfig | None = None
    ) -> None:
        self._folder = folder
        self._keeper = keeper
        self._max_file_bytes = max_file_bytes
        self._bounds = Bounds(folder=folder, max_bytes=max_file_bytes)
        self._fetching = Fetching(folder, config or FetchingConfig())
        self._files = self._fetching.files

    async def parse_bytes(self, items: AsyncIterable[ParseBytesItem]) -> Parsed:
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(self._folder)) as file:
            file_name, options = await receive(items, file, self._max_file_bytes)
            return await brolly.offload(parse, file, file_name, self._bounds, options)

    async def fetch_file(
        self,
        source: HttpSource | S3Source | LocalSource | KaggleSource | SqlSource,
        *,
        sha256: str | None = None,
        max_bytes: int | None = None,
        timeout: timedelta | None = None,
    ) -> AsyncGenerator[FetchProgress, None]:
        wanted = Wanted(sha256=sha256, max_bytes=max_bytes, timeout=timeout)
        async with aclosing(self._fetching.fetch(source, wanted)) as progress:
            async for each in progress:
                yield each

    async def store_file(self, items: AsyncIterable[StoreFileItem]) -> StoredFile:
        with self._files.part(f"sent {id(items)}") as part:
            await brolly.offload(part.begin_again)
            name, _ = await receive(items, part.file, self._max_file_bytes)
            return await brolly.offload(self._files.keep, part, name=name, source="sent", expected=None)

    async def list_files(self) -> ListFilesResponse:
        return ListFilesResponse(files=await brolly.offload(self._files.list))

    async def read_file(self, id: str, *, offset: int | None = None) -> AsyncGenerator[FileChunk, None]:
        stored = await brolly.offload(self._files.get, id)
        if not 0 <= (offset or 0) <= stored.size_bytes:
            raise brolly.OutOfRange(f"offset: expected a byte from 0 to {stored.size_bytes}, got {offset}")
        with self._files.path(id).open("rb") as file:
            file.seek(offset or 0)
            while chunk := await brolly.offload(file.read, _CHUNK_BYTES):
                yield FileChunk(chunk=chunk)

    async def delete_file(self, id: str) -> DeleteFileResponse:
        return DeleteFileResponse(size_bytes=await brolly.offload(self._files.delete, id))

    async def parse_file(self, id: str, *, options: ParseOptions | None = None) -> Parsed:
        return await brolly.offload(self._parsed, id, options)

    async def parse_file_in_parts(
        self, id: str, *, options: ParseOptions | None = None, part_rows: int | None = None
    ) -> AsyncGenerator[ParsedPart, None]:
        stored = await brolly.offload(self._files.get, id)
        parts = parts_of(self._files.path(id), stored.name, self._bounds, options, part_rows)
        async with aclosing(parts):
            async for part in parts:
                yield part

    async def import_file(
        self,
        id: str,
        *,
        name: str,
        options: ParseOptions | None = None,
        description: str | None = None,
        add_version: bool | None = None,
    ) -> ImportFileResponse:
        stored = await brolly.offload(self._files.get, id)
        conversion = Conversion(self._files.path(id), stored.name, self._bounds, options)
        keep = self._keeper.import_rows
        kept = await keep(conversion.write, name=name, description=description, add_version=bool(add_version))
        return ImportFileResponse(
            collection=kept,
            rejected_count=conversion.reading.rejections.count,
            rejected_rows=tuple(conversion.reading.rejections.rows),
            notes=noted(conversion.reading),
        )

    async def zillow_data(self, *, year: int | None = None) -> ZillowDataResponse:
        files = [await self._fetched(source) for source in zillow.sources(2016 if year is None else year)]
        return await brolly.offload(zillow.joined, files[0], files[1], self._bounds)

    async def list_scenes(
        self, path: int, *, row: int, sensor: str | None = None, limit: int | None = None
    ) -> ListScenesResponse:
        limit = 100 if limit is None else limit
        if not 1 <= limit <= _MAX_SCENES:
            raise brolly.InvalidArgument(f"limit: expected a number from 1 to {_MAX_SCENES}, got {limit}")
        prefix, config = landsat.place(path, row, sensor or "LC08"), self._fetching.config
        names = await folders(self._fetching.web, config.landsat_endpoint, config.landsat_bucket, prefix)
        return ListScenesResponse(scenes=landsat.scenes(names, limit))

    async def landsat_data(
        self, scene: str, *, bands: Sequence[int] = (), max_pixels: int | None = None
    ) -> LandsatDataResponse:
        product = landsat.product(scene)
        wanted = landsat.checked_bands(bands) or landsat.default_bands(product)
        files = {number: (await self._of_archive(product.key(f"B{number}.TIF")))[1] for number in wanted}
        try:
            _, path = await self._of_archive(product.key("MTL.txt"))
            metadata = await brolly.offload(_head, path)
        except SourceNotFound:
            metadata = ""
        return await brolly.offload(landsat.tabulated, product, files, metadata, max_pixels)

    async def load_sample(self, name: str) -> Sample:
        if name not in samples.NAMES:
            known = ", ".join(samples.NAMES)
            text = f"there is no sample {name[:100]!r}; there are {known}"
            raise SampleNotFound(text, name=name, known=samples.NAMES)
        return await brolly.offload(samples.load, name)

    async def list_samples(self) -> ListSamplesResponse:
        return ListSamplesResponse(names=samples.NAMES)

    def _parsed(self, id: str, options: ParseOptions | None) -> Parsed:
        stored = self._files.get(id)
        return parse(self._files.path(id).open("rb"), stored.name, self._bounds, options)

    async def _fetched(self, source: Source) -> tuple[StoredFile, Path]:
        stored = await self._fetching.fetched(source)
        return stored, self._files.path(stored.id)

    async def _of_archive(self, key: str) -> tuple[StoredFile, Path]:
        config = self._fetching.config
        remote = public_remote(config.landsat_endpoint, config.landsat_bucket, key)
        stored = await self._fetching.fetched(remote)
        return stored, self._files.path(stored.id)


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_MAX_METADATA).decode(errors="replace")

"""The contract, on pyarrow for files and scikit-learn for samples."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterable
from pathlib import Path

import brolly
from ml_tools.datasets.fetchers import samples
from ml_tools.datasets.fetchers.receiving import receive
from ml_tools.datasets.formats import IN_MEMORY_BYTES, Bounds, parse
from ml_tools.datasets_interface import ParseBytesItem, Parsed, Sample, SampleNotFound
from ml_tools.datasets_interface.v1.fetchers import ListSamplesResponse

__all__ = ["ArrowFetchers"]


class ArrowFetchers:
    """Fetches tables; what is too large for memory waits in files of a folder, which have no name there."""

    def __init__(self, folder: Path, *, max_file_bytes: int) -> None:
        self._folder = folder
        self._max_file_bytes = max_file_bytes

    async def parse_bytes(self, items: AsyncIterable[ParseBytesItem]) -> Parsed:
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(self._folder)) as file:
            file_name, options = await receive(items, file, self._max_file_bytes)
            bounds = Bounds(folder=self._folder, max_bytes=self._max_file_bytes)
            return await brolly.offload(parse, file, file_name, bounds, options)

    async def load_sample(self, name: str) -> Sample:
        if name not in samples.NAMES:
            known = ", ".join(samples.NAMES)
            text = f"there is no sample {name[:100]!r}; there are {known}"
            raise SampleNotFound(text, name=name, known=samples.NAMES)
        return await brolly.offload(samples.load, name)

    async def list_samples(self) -> ListSamplesResponse:
        return ListSamplesResponse(names=samples.NAMES)

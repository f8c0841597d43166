"""What the tests of fetchers share."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest

from ml_tools.datasets.fetchers import ArrowFetchers
from ml_tools.datasets_interface import ParseBytesItem, Parsed

Parse = Callable[..., Awaitable[Parsed]]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    """Parse bytes, or text in UTF-8, in chunks."""

    async def items(content: bytes, name: str | None, chunk_bytes: int) -> AsyncGenerator[ParseBytesItem, None]:
        for at in range(0, len(content), chunk_bytes):
            yield ParseBytesItem(chunk=content[at : at + chunk_bytes], file_name=name if at == 0 else "later.parquet")

    async def parse(
        content: bytes | str, name: str | None = None, *, max_file_bytes: int = 2**30, chunk_bytes: int = 2**20
    ) -> Parsed:
        encoded = content.encode() if isinstance(content, str) else content
        fetchers = ArrowFetchers(tmp_path, max_file_bytes=max_file_bytes)
        return await fetchers.parse_bytes(items(encoded, name, chunk_bytes))

    return parse

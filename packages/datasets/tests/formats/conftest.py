"""What the tests of formats share."""

from __future__ import annotations

import io
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ml_tools.datasets.fetchers import ArrowFetchers
from ml_tools.datasets.formats import Bounds
from ml_tools.datasets.formats import parse as parse_file
from ml_tools.datasets_interface import ParseBytesItem, Parsed, ParseOptions

Parse = Callable[..., Awaitable[Parsed]]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    """Parse bytes, or text in UTF-8, in chunks, with options by name."""

    async def items(content: bytes, name: str | None, options: ParseOptions | None, chunk_bytes: int) -> Any:
        for at in range(0, len(content), chunk_bytes):
            chunk = content[at : at + chunk_bytes]
            if at == 0:
                yield ParseBytesItem(chunk=chunk, file_name=name, options=options)
            else:
                yield ParseBytesItem(chunk=chunk, file_name="later.parquet")

    async def parse(
        content: bytes | str,
        name: str | None = None,
        *,
        max_file_bytes: int = 2**30,
        chunk_bytes: int = 2**20,
        **options: Any,
    ) -> Parsed:
        encoded = content.encode() if isinstance(content, str) else content
        fetchers = ArrowFetchers(tmp_path, None, max_file_bytes=max_file_bytes)
        said = ParseOptions(**options) if options else None
        return await fetchers.parse_bytes(items(encoded, name, said, chunk_bytes))

    return parse


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Parsed]:
    """Parse bytes without a loop around them, with options by name."""

    def read(content: bytes | str, name: str = "", *, max_bytes: int = 2**30, **options: Any) -> Parsed:
        encoded = content.encode() if isinstance(content, str) else content
        bounds = Bounds(folder=tmp_path, max_bytes=max_bytes)
        return parse_file(io.BytesIO(encoded), name, bounds, ParseOptions(**options))

    return read


@pytest.fixture(autouse=True)
def _needs(request: pytest.FixtureRequest) -> None:
    """Skip the tests of a module whose libraries, `NEEDS`, are not installed; under CI fail."""
    needed = getattr(request.module, "NEEDS", ())
    for module in needed:
        if os.environ.get("CI") == "true":
            __import__(module)
        else:
            pytest.importorskip(module)

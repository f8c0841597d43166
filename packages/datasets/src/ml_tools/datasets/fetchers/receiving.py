"""Takes the bytes of a file as they come."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import IO, Final

import brolly
from ml_tools.datasets.formats import too_large
from ml_tools.datasets_interface import ParseBytesItem, ParseOptions, StoreFileItem

__all__ = ["receive"]

_MAX_CHUNK_BYTES: Final = 1024**2


async def receive(
    items: AsyncIterable[ParseBytesItem] | AsyncIterable[StoreFileItem], file: IO[bytes], max_bytes: int
) -> tuple[str, ParseOptions | None]:
    """Write what comes into a file, and return what the first item says.

    That is the name that the caller knows the file by, empty when it did not say, and how it is to be read.

    Raises:
        brolly.InvalidArgument: A chunk is too large.
        brolly.ResourceExhausted: The chunks together are.
    """
    name, options = "", None
    is_first = True
    size = waiting_bytes = 0
    waiting: list[bytes] = []
    async for item in items:
        if is_first:
            name, is_first = item.file_name or "", False
            options = item.options if isinstance(item, ParseBytesItem) else None
        size += _checked_size(item.chunk)
        if size > max_bytes:
            raise too_large("a file", max_bytes)
        waiting.append(item.chunk)
        waiting_bytes += len(item.chunk)
        if waiting_bytes >= _MAX_CHUNK_BYTES:
            await brolly.offload(file.writelines, waiting)
            waiting, waiting_bytes = [], 0
    await brolly.offload(file.writelines, waiting)
    return name, options


def _checked_size(chunk: bytes) -> int:
    if len(chunk) > _MAX_CHUNK_BYTES:
        raise brolly.InvalidArgument(f"chunk: expected at most {_MAX_CHUNK_BYTES} bytes, got {len(chunk)}")
    return len(chunk)

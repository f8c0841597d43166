"""Takes the bytes of a file as they come."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import IO, Final

import brolly
from ml_tools.datasets_interface import ParseBytesItem

__all__ = ["IN_MEMORY_BYTES", "receive", "too_large"]

IN_MEMORY_BYTES: Final = 8 * 1024**2
"""A file that has more of them goes to the disk."""
_MAX_CHUNK_BYTES: Final = 1024**2


async def receive(items: AsyncIterable[ParseBytesItem], file: IO[bytes], max_bytes: int) -> str:
    """Write what comes into a file, and return the name that the caller knows it by, empty when it did not say.

    Raises:
        brolly.InvalidArgument: A chunk is too large.
        brolly.ResourceExhausted: The chunks together are.
    """
    name: str | None = None
    size = waiting_bytes = 0
    waiting: list[bytes] = []
    async for item in items:
        name = (item.file_name or "") if name is None else name
        size += _checked_size(item.chunk)
        if size > max_bytes:
            raise too_large("a file", max_bytes)
        waiting.append(item.chunk)
        waiting_bytes += len(item.chunk)
        if waiting_bytes >= _MAX_CHUNK_BYTES:
            await brolly.offload(file.writelines, waiting)
            waiting, waiting_bytes = [], 0
    await brolly.offload(file.writelines, waiting)
    return name or ""


def too_large(what: str, max_bytes: int) -> brolly.ResourceExhausted:
    """Return what to raise when a file has more bytes than may be parsed."""
    return brolly.ResourceExhausted(
        f"expected {what} of at most {max_bytes} bytes, got more; "
        "send fewer rows or raise max_file_bytes in [applications.datasets.config] of the topology"
    )


def _checked_size(chunk: bytes) -> int:
    if len(chunk) > _MAX_CHUNK_BYTES:
        raise brolly.InvalidArgument(f"chunk: expected at most {_MAX_CHUNK_BYTES} bytes, got {len(chunk)}")
    return len(chunk)

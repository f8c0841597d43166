"""Where files are."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import IO, Any, Protocol

import msgspec

__all__ = ["Found", "Place"]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is there."""

    name: str
    """Unlike that of any other file there."""
    file_name: str
    """Its ending tells the format."""
    mark: str
    """What changes when the file does."""
    origin: str
    """What its rows are known by, before their numbers."""
    token: Any = None
    """What the place knows it by."""


class Place(Protocol):
    """Lists files, and opens them."""

    def pages(self) -> AsyncGenerator[Sequence[Found]]:
        """Return the files that may be read, some at a time."""
        ...

    def opened(self, found: Found) -> AbstractAsyncContextManager[IO[bytes]]:
        """Open a file from its begin.

        Raises:
            brolly.NotFound: It is no longer there.
            brolly.Aborted: It has changed since it was found, or another process reads it.
        """
        ...

    async def forget(self, found: Sequence[Found]) -> None:
        """Remove what a process that was killed left of files that were read."""
        ...

"""The items that a caller sends, guarded so that both sides of the switch see a broken source alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from types import TracebackType
from typing import Generic, TypeVar

__all__ = ["Items"]

T = TypeVar("T")


class Items(AsyncIterator[T], Generic[T]):
    """Hands on a caller's items; when their source fails, the call is cancelled and the caller gets the failure."""

    def __init__(self, source: AsyncIterable[T]) -> None:
        self._iterator = aiter(source)
        self._broken: Exception | None = None
        self._reader: asyncio.Task[object] | None = None
        self._left = asyncio.Event()

    async def __anext__(self) -> T:
        self._reader = asyncio.current_task()
        try:
            return await anext(self._iterator)
        except StopAsyncIteration:
            raise
        except Exception as error:
            self._broken = error
            raise asyncio.CancelledError("the caller's items broke off") from None
        finally:
            self._reader = None
            self._left.set()

    async def __aenter__(self) -> Items[T]:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._unread()
        close = getattr(self._iterator, "aclose", None)
        if close is not None:
            await close()
        if self._broken is not None:
            raise self._broken

    async def _unread(self) -> None:
        """Make a task leave the source that still waits in it, as an engine's own may: it could not be closed."""
        if self._reader is not None:
            self._left.clear()
            self._reader.cancel()
            await self._left.wait()

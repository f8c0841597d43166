"""What stands between a caller and an implementation in the process where it runs, whoever calls from wherever.

Error mapping always; limit, deadline, timeout, threads and counters as the topology says.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Coroutine
from types import CoroutineType
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from brolly import running, streaming
from brolly.counters import Counter
from brolly.items import Items
from brolly.limits import Limit
from brolly.running import Run
from brolly.sizes import MAX_TABLE_BYTES, check_table
from brolly.streaming import RunStream
from brolly.threads import Workplace

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Policies", "Settings"]

R = TypeVar("R")
T = TypeVar("T")


class Settings(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The policies of one application, shared by all of its methods."""

    limit: Limit
    workplace: Workplace | None = None
    """`None` for an application that never offloads: a call then saves some 100 ns."""
    timeout_s: float | None = None
    """The most that a call may take here, whatever its caller's deadline."""
    max_table_bytes: int = MAX_TABLE_BYTES
    counted: bool = True
    """False leaves the counters out."""

    @property
    def errors_only(self) -> bool:
        """True when nothing but the error mapping is asked for: a call then costs about two bare awaits."""
        unlimited = self.limit.capacity == sys.maxsize
        return unlimited and not self.counted and self.workplace is None and self.timeout_s is None


class Policies:
    """Makes the `run` of each method of one contract."""

    def __init__(self, contract: str, settings: Settings) -> None:
        self._contract: Final = contract
        self._settings: Final = settings
        self.limit: Final = settings.limit
        self.counters: Final[list[Counter]] = []

    def table(self, table: pa.Table) -> pa.Table:
        """Return the table of a request.

        Raises:
            InvalidArgument: It is no table.
            ResourceExhausted: It is larger than the application takes.
        """
        return check_table(table, self._settings.max_table_bytes)

    def unary(self, rpc: str, *, tables: tuple[str, ...] = ()) -> Run:
        """Return the `run` of a method that gives one answer, of which the fields `tables` hold tables."""
        settings, counter = self._settings, self._counter(rpc)
        run = running.errors_only(counter) if settings.errors_only else running.counted(counter, settings.limit)
        if settings.timeout_s is not None:
            run = running.timed_out(run, settings.timeout_s, counter)
        if settings.workplace is not None:
            run = running.in_workplace(run, settings.workplace)
        return running.with_tables(run, tables, settings.max_table_bytes) if tables else run

    def stream(self, rpc: str, *, tables: tuple[str, ...] = ()) -> RunStream:
        """Return the `run` of a method that answers with a stream, of which the fields `tables` hold tables."""
        settings = self._settings
        run = streaming.streamed(self._counter(rpc), settings.limit, settings.timeout_s, settings.workplace)
        return streaming.with_tables(run, tables, settings.max_table_bytes) if tables else run

    def upload(
        self, rpc: str, *, tables: tuple[str, ...] = ()
    ) -> Callable[[Callable[[AsyncIterable[T]], Coroutine[Any, Any, R]], AsyncIterable[T]], CoroutineType[Any, Any, R]]:
        """Return the `run` of a method that takes items and gives one answer."""
        run = self.unary(rpc, tables=tables)

        async def upload(call: Callable[[AsyncIterable[T]], Coroutine[Any, Any, R]], items: AsyncIterable[T]) -> R:
            async with Items(items) as guarded:
                return await run(call(guarded))

        return upload

    def exchange(
        self, rpc: str, *, tables: tuple[str, ...] = ()
    ) -> Callable[[Callable[[AsyncIterable[T]], AsyncGenerator[R, None]], AsyncIterable[T]], AsyncGenerator[R, None]]:
        """Return the `run` of a method that takes items and answers with a stream."""
        run = self.stream(rpc, tables=tables)

        async def exchange(
            call: Callable[[AsyncIterable[T]], AsyncGenerator[R, None]], items: AsyncIterable[T]
        ) -> AsyncGenerator[R, None]:
            async with Items(items) as guarded:
                replies = run(call(guarded))
                try:
                    async for reply in replies:
                        yield reply
                finally:
                    await replies.aclose()

        return exchange

    def _counter(self, rpc: str) -> Counter:
        counter = Counter(f"{self._contract}/{rpc}", "local")
        if self._settings.counted:
            self.counters.append(counter)
        return counter

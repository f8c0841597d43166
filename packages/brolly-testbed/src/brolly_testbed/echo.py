"""Echo: returns what it is given, for every type that a contract can hold."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import brolly
from brolly.testing.v1.echo import (
    Arrays,
    Circle,
    Collections,
    Drawing,
    Echo,
    EchoTableResponse,
    Note,
    Optionals,
    Scalars,
    Square,
    SwapTablesResponse,
    TablePart,
    TabulatedNote,
    Times,
    Tree,
    Volume,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["LoyalEcho", "application"]


class LoyalEcho:
    """Returns its arguments, as they are."""

    async def echo_scalars(self, scalars: Scalars) -> Scalars:
        return scalars

    async def echo_optionals(
        self,
        *,
        number: float | None = None,
        text: str | None = None,
        flag: bool | None = None,
        volume: Volume | None = None,
        note: Note | None = None,
        raw: bytes | None = None,
    ) -> Optionals:
        return Optionals(number=number, text=text, flag=flag, volume=volume, note=note, raw=raw)

    async def echo_collections(
        self,
        *,
        texts: tuple[str, ...] = (),
        raws: tuple[bytes, ...] = (),
        notes: tuple[Note, ...] = (),
        volumes: tuple[Volume, ...] = (),
        counts: Mapping[str, int] = {},
        notes_by_number: Mapping[int, Note] = {},
        volumes_by_name: Mapping[str, Volume] = {},
    ) -> Collections:
        return Collections(
            texts=texts,
            raws=raws,
            notes=notes,
            volumes=volumes,
            counts=counts,
            notes_by_number=notes_by_number,
            volumes_by_name=volumes_by_name,
        )

    async def echo_arrays(self, arrays: Arrays, *, doubles: Any = ()) -> Arrays:
        return arrays

    async def echo_times(
        self,
        at: datetime,
        *,
        lasting: timedelta,
        until: datetime | None = None,
        history: tuple[datetime, ...] = (),
    ) -> Times:
        return Times(at=at, lasting=lasting, until=until, history=history)

    async def echo_drawing(self, shape: Circle | Square, *, class_: str) -> Drawing:
        return Drawing(shape=shape, class_=class_)

    async def echo_tree(self, tree: Tree) -> Tree:
        return tree

    async def echo_table(self, table: pa.Table, *, label: str | None = None) -> EchoTableResponse:
        return EchoTableResponse(table=table, label=label)

    async def swap_tables(self, left: pa.Table, *, right: pa.Table) -> SwapTablesResponse:
        return SwapTablesResponse(left=right, right=left)

    async def split_table(self, table: pa.Table, *, part_rows: int) -> AsyncGenerator[TablePart, None]:
        if part_rows < 1:
            raise brolly.InvalidArgument(f"part_rows: expected at least 1, got {part_rows}")
        for number, start in enumerate(range(0, table.num_rows, part_rows)):
            yield TablePart(number=number, rows=table.slice(start, part_rows), rest=table.slice(start + part_rows))

    async def tabulate_notes(self, items: AsyncIterable[Note]) -> AsyncGenerator[TabulatedNote, None]:
        import pyarrow as pa

        async for note in items:
            words = pa.array(note.text.split(), pa.string())
            yield TabulatedNote(table=pa.Table.from_arrays([words], names=["word"]), volume=note.volume)

    async def echo_notes(self, items: AsyncIterable[Note]) -> AsyncGenerator[Note, None]:
        async for note in items:
            yield note

    async def join_notes(self, items: AsyncIterable[Note]) -> Note:
        return Note(text="".join([note.text async for note in items]))

    async def repeat_note(self, note: Note, *, times: int) -> AsyncGenerator[Note, None]:
        for _ in range(times):
            yield note


@asynccontextmanager
async def start(config: None, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
    """Start an echo; it needs nothing."""
    yield {Echo: LoyalEcho()}


application = brolly.Application(name="echo", provides=(Echo,), start=start)

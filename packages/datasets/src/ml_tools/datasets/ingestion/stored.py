"""The contract, on the database of collections."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

import brolly
from ml_tools.datasets.collections import Database, check_name, page_after, page_of
from ml_tools.datasets.columns import refusal
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.formats import Bounds
from ml_tools.datasets.ingestion.checking import Source, checked_source
from ml_tools.datasets.ingestion.ledger import Ledger
from ml_tools.datasets.ingestion.publisher import Publisher
from ml_tools.datasets.ingestion.reading import check_options, rows_of
from ml_tools.datasets.ingestion.records import KEY, MAX_PAYLOAD, Raw, digest
from ml_tools.datasets.ingestion.register import Known, Register
from ml_tools.datasets.ingestion.running import RunningIngestion
from ml_tools.datasets.ingestion.sources.opening import producers_of
from ml_tools.datasets.ingestion.specification import Specification, check_settings
from ml_tools.datasets_interface import (
    Collections,
    DeadLetter,
    DeadLetterNotFound,
    Ingestion,
    IngestionSettings,
    IngestionState,
    ParseOptions,
    PushedRecord,
)
from ml_tools.datasets_interface.v1.ingestions import (
    ListDeadLettersResponse,
    ListIngestionsResponse,
    PushRecordsResponse,
    ReplayDeadLettersResponse,
)

__all__ = ["StoredIngestions"]

_MAX_RECORDS: Final = 10_000
_MAX_KEY: Final = 500
_MAX_FILE_BYTES: Final = 2 * 1024**2
_MAX_FILE_ROWS: Final = 50_000
_MAX_REPLAYED: Final = 1000
_MAX_REPLAYED_BYTES: Final = 64 * 1024**2
_MAX_PAGE_BYTES: Final = 1024**2


class StoredIngestions:
    """Ingestions that go on after a restart."""

    def __init__(self, collections: Collections, database: Database, folder: Path, config: DatasetsConfig) -> None:
        self._collections = collections
        self._database = database
        self._folder = folder
        self._config = config
        self._register = Register(database)
        self._running: dict[int, RunningIngestion] = {}
        self._changing = asyncio.Lock()

    async def start_ingestion(
        self,
        name: str,
        *,
        source: Source,
        collection: str,
        key_columns: tuple[str, ...] = (),
        partition_column: str | None = None,
        settings: IngestionSettings | None = None,
    ) -> Ingestion:
        check_name(name)
        check_name(collection, "collection")
        if key_columns and (found := refusal(key_columns)):
            raise brolly.InvalidArgument(f"key_columns: {found}")
        specification = Specification(
            **await brolly.offload(checked_source, source, self._config),
            collection=collection,
            key_columns=key_columns,
            partition_column=partition_column,
            settings=check_settings(settings),
        )
        await self._check_collection(collection, key_columns or (KEY,))
        async with self._changing:
            id_ = await self._register.start(name, specification)
            self._run(id_, specification)
        return await self.get_ingestion(name)

    async def get_ingestion(self, name: str) -> Ingestion:
        return self._told(await self._register.get(name))

    async def list_ingestions(
        self, *, after: str | None = None, page_size: int | None = None
    ) -> ListIngestionsResponse:
        page, more = await self._register.page(page_after(after), page_of(page_size))
        told = tuple(self._told(known) for known in page)
        return ListIngestionsResponse(ingestions=told, next_after=told[-1].name if more else None)

    async def stop_ingestion(self, name: str) -> Ingestion:
        known = await self._register.get(name)
        async with self._changing:
            await self._register.stop(known.id)
            if (running := self._running.get(known.id)) is not None:
                await running.drain()
                await running.end(self._config.ingestion.drain_s)
            await Publisher(Ledger(self._database, known.id), self._collections, known.specification).publish()
            told = await self.get_ingestion(name)
            self._running.pop(known.id, None)
            return told

    async def push_records(self, name: str, *, records: tuple[PushedRecord, ...] = ()) -> PushRecordsResponse:
        if len(records) > _MAX_RECORDS:
            raise brolly.InvalidArgument(
                f"records: expected at most {_MAX_RECORDS}, got {len(records)}; send some later"
            )
        raws = [_raw(record) for record in records]
        return _told_of(await self._running_of(await self._register.get(name)).push(raws))

    async def push_file(
        self, name: str, *, content: bytes, file_name: str | None = None, options: ParseOptions | None = None
    ) -> PushRecordsResponse:
        if len(content) > _MAX_FILE_BYTES:
            text = f"content: expected at most {_MAX_FILE_BYTES} bytes, got {len(content)}"
            raise brolly.InvalidArgument(f"{text}; put it into a folder or a bucket that is ingested")
        check_options(options)
        running = self._running_of(await self._register.get(name))
        bounds = Bounds(folder=self._folder, max_bytes=self._config.max_file_bytes)
        return _told_of(await running.push(await brolly.offload(_raws, content, file_name or "", bounds, options)))

    async def list_dead_letters(
        self, name: str, *, after: int | None = None, page_size: int | None = None
    ) -> ListDeadLettersResponse:
        known = await self._register.get(name)
        page, more = await self._register.dead_letters(
            known.id, after=after or 0, size=page_of(page_size), max_bytes=_MAX_PAGE_BYTES
        )
        return ListDeadLettersResponse(dead_letters=tuple(page), next_after=page[-1].number if more else None)

    async def replay_dead_letters(
        self, name: str, *, origins: tuple[str, ...] = (), payload: str | None = None
    ) -> ReplayDeadLettersResponse:
        if payload is not None and len(origins) != 1:
            raise brolly.InvalidArgument(f"payload: expected it with one origin, got {len(origins)} of them")
        if payload is not None:
            _check_payload(payload, "payload")
        if len(origins) > _MAX_REPLAYED:
            raise brolly.InvalidArgument(f"origins: expected at most {_MAX_REPLAYED}, got {len(origins)}")
        known = await self._register.get(name)
        running = self._running_of(known)
        letters = await self._letters(known, origins)
        if payload is None:
            empty = [letter.origin for letter in letters if not letter.payload]
            files = await Ledger(self._database, known.id).forget_files(empty)
            letters = [letter for letter in letters if letter.origin not in files]
        raws = [Raw(origin=letter.origin, payload=letter.payload if payload is None else payload) for letter in letters]
        told = _told_of(await running.push(raws))
        return ReplayDeadLettersResponse(written=told.written, repeated=told.repeated, dead_letters=told.dead_letters)

    async def resume(self) -> None:
        """Let all ingestions run that ran when the service ended."""
        for id_, _, specification in await self._register.running():
            self._run(id_, specification)

    async def end(self) -> None:
        """Write what is on its way; all go on with the next start."""
        drain_s = self._config.ingestion.drain_s
        await asyncio.gather(*(running.end(drain_s) for running in self._running.values()))

    def _run(self, id_: int, specification: Specification) -> RunningIngestion:
        ledger = Ledger(self._database, id_)
        producers = producers_of(specification, ledger, self._folder, self._config)
        running = RunningIngestion(ledger, self._collections, specification, producers)
        self._running[id_] = running
        return running

    async def _check_collection(self, name: str, keys: tuple[str, ...]) -> None:
        try:
            found = await self._collections.get_collection(name)
        except brolly.NotFound:
            return
        names = [column.name for column in found.columns]
        if lacking := [key for key in keys if key not in names]:
            text = f"collection: expected one with the columns of the key, got {name!r} without {lacking[0][:100]!r}"
            raise brolly.InvalidArgument(f"{text}; choose another, or other key_columns")

    def _running_of(self, known: Known) -> RunningIngestion:
        if known.told.state is IngestionState.STOPPED:
            raise brolly.FailedPrecondition(f"ingestion {known.told.name!r} is stopped; start it again")
        running = self._running.get(known.id)
        if running is None or running.ended:  # another process started it after this one began
            running = self._run(known.id, known.specification)
        return running

    async def _letters(self, known: Known, origins: Sequence[str]) -> list[DeadLetter]:
        letters, more = await self._register.dead_letters(
            known.id, size=_MAX_REPLAYED, max_bytes=_MAX_REPLAYED_BYTES, origins=origins
        )
        found = {letter.origin for letter in letters}
        for origin in origins:
            if origin not in found and not more:
                text = f"no dead letter of {origin[:200]!r} in ingestion {known.told.name!r}"
                raise DeadLetterNotFound(text, name=known.told.name, letter=origin[:200])
        return letters

    def _told(self, known: Known) -> Ingestion:
        running = self._running.get(known.id)
        if running is None:
            return known.told
        metrics = running.metrics
        return msgspec.structs.replace(
            known.told,
            in_flight=metrics.in_flight,
            received=metrics.received,
            repeated=running.repeated,
            retries=metrics.retries,
            batches=metrics.batches,
            process_s=metrics.process_s,
            write_s=metrics.write_s,
            trouble=running.trouble or metrics.source_trouble or metrics.trouble,
        )


def _told_of(outcomes: Sequence[bool | Exception]) -> PushRecordsResponse:
    return PushRecordsResponse(
        written=outcomes.count(True),
        repeated=outcomes.count(False),
        dead_letters=sum(isinstance(outcome, Exception) for outcome in outcomes),
    )


def _raws(content: bytes, file_name: str, bounds: Bounds, options: ParseOptions | None) -> list[Raw]:
    """Return the rows of a file as records, which are known by its bytes and their numbers; it blocks."""
    known_by = digest(content)
    with closing(rows_of(io.BytesIO(content), file_name, bounds, options)) as found:
        rows = list(islice(found, _MAX_FILE_ROWS + 1))
    if len(rows) > _MAX_FILE_ROWS:
        text = f"content: expected at most {_MAX_FILE_ROWS} rows, got more"
        raise brolly.InvalidArgument(f"{text}; put it into a folder or a bucket that is ingested")
    if unreadable := [row.refused for row in rows if not row.number]:
        raise brolly.InvalidArgument(f"content: {unreadable[0]}")
    return [Raw(origin=f"{known_by}:{row.number}", payload=row.payload, refused=row.refused) for row in rows]


def _raw(record: PushedRecord) -> Raw:
    _check_payload(record.payload, "records")
    if record.key is not None and (not 1 <= len(record.key) <= _MAX_KEY or "\0" in record.key):
        got = "a zero byte" if "\0" in record.key else str(len(record.key))
        raise brolly.InvalidArgument(f"records: expected a key of 1 to {_MAX_KEY} characters, got {got}")
    return Raw(origin=record.key or digest(record.payload.encode()), payload=record.payload)


def _check_payload(payload: str, field: str) -> None:
    if (size := len(payload.encode())) > MAX_PAYLOAD:
        raise brolly.InvalidArgument(f"{field}: expected a record of {MAX_PAYLOAD} bytes at most, got {size}")

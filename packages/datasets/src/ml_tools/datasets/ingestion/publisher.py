"""Adds records that are written to the collection, in a new version.

A version is added, and then its records are marked. A process that is killed in between publishes them again: rows
whose key the newest version has already are left out, so that none stands there twice, and `expected_version` makes
sure that it is the newest one which was looked at.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.ingestion.ledger import Ledger, Waiting
from ml_tools.datasets.ingestion.records import KEY, Row, row_of
from ml_tools.datasets.ingestion.specification import Specification
from ml_tools.datasets.ingestion.tables import Refused, fitted
from ml_tools.datasets_interface import CollectionExists, CollectionNotFound, Collections, VersionConflict

__all__ = ["Publisher"]

_ATTEMPTS: Final = 20


class _Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What the next version holds; `None` when nothing is new."""

    table: pa.Table | None
    refused: list[Refused]


class Publisher:
    """Publishes the records of one ingestion."""

    def __init__(self, ledger: Ledger, collections: Collections, specification: Specification) -> None:
        self._ledger = ledger
        self._collections = collections
        self._specification = specification
        self._keys = specification.key_columns or (KEY,)

    async def publish(self) -> None:
        """Publish everything that is written."""
        while records := await self._ledger.waiting(self._specification.publish_records):
            refused = await self._add(records)
            unfit = {one.at for one in refused}
            await self._ledger.mark_published(
                [record for at, record in enumerate(records) if at not in unfit],
                [(records[one.at], one.reason) for one in refused],
            )

    async def _add(self, records: list[Waiting]) -> list[Refused]:
        rows = await brolly.offload(self._rows, records)
        for _ in range(_ATTEMPTS):
            try:
                return await self._add_rows(rows)
            except (CollectionExists, VersionConflict, CollectionNotFound):
                continue  # another was quicker: look again at what is there now
        name = self._specification.collection
        raise brolly.Aborted(f"others changed collection {name!r} {_ATTEMPTS} times meanwhile; it is tried again")

    async def _add_rows(self, rows: list[Row]) -> list[Refused]:
        name = self._specification.collection
        try:
            newest = await self._collections.read_collection(name)
        except CollectionNotFound:
            merged = await brolly.offload(self._merged, rows, None)
            if merged.table is not None:
                await self._collections.create_collection(merged.table, name=name)
        else:
            merged = await brolly.offload(self._merged, rows, newest.table)
            if merged.table is not None:
                await self._collections.update_collection(merged.table, name=name, expected_version=newest.version)
        return merged.refused

    def _rows(self, records: list[Waiting]) -> list[Row]:
        rows = [row_of(record.payload) for record in records]
        if not self._specification.key_columns:
            for row, record in zip(rows, records, strict=True):
                row[KEY] = record.origin
        return rows

    def _merged(self, rows: list[Row], newest: pa.Table | None) -> _Merged:
        table, refused = fitted(rows, None if newest is None else newest.schema)
        unknown = self._unknown(table, newest)
        if not any(unknown):
            return _Merged(table=None, refused=refused)
        added = table.filter(pa.array(unknown, pa.bool_()))
        if newest is not None:
            added = pa.concat_tables([newest, added], promote_options="permissive")
        return _Merged(table=added, refused=refused)

    def _unknown(self, table: pa.Table, newest: pa.Table | None) -> list[bool]:
        """Return of each row whether neither the newest version nor a row before it has its key."""
        known: set[tuple[Any, ...]] = set()
        if newest is not None and set(self._keys) <= set(newest.column_names):
            known.update(_keys(newest, self._keys))
        return [key not in known and not known.add(key) for key in _keys(table, self._keys)]


def _keys(table: pa.Table, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    brolly.checkpoint()
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))

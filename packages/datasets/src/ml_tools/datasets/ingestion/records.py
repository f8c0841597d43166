"""Records: JSON objects, what they are known by, and which share a partition."""

from __future__ import annotations

import hashlib
from typing import Any, Final, TypeAlias

import msgspec

import brolly
from ml_tools.datasets.ingestion.specification import Specification

__all__ = ["KEY", "MAX_PAYLOAD", "Keyed", "Raw", "Row", "digest", "key_of", "keyed", "partition_of", "row_of"]

MAX_PAYLOAD: Final = 1024**2
KEY: Final = "record_key"
"""The column of the key where no columns are said to make it."""

Row: TypeAlias = dict[str, Any]
_decoder: Final = msgspec.json.Decoder(dict[str, Any])


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it comes."""

    origin: str
    """Where it comes from: unlike that of any other record of the ingestion."""
    payload: str
    refused: str = ""
    """Why it cannot be a record; empty when it may be one."""
    token: Any = None
    """What its source knows it by."""


class Keyed(msgspec.Struct, frozen=True, kw_only=True):
    """A record that can be written."""

    origin: str
    key: str
    """SHA-256 of what it is known by."""
    payload: str


def row_of(payload: str) -> Row:
    """Return the object of a record.

    Raises:
        brolly.InvalidArgument: It is none, or too large.
    """
    if (size := len(payload.encode())) > MAX_PAYLOAD:
        raise brolly.InvalidArgument(f"expected a record of {MAX_PAYLOAD} bytes at most, got {size} or more")
    try:
        row = _decoder.decode(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise brolly.InvalidArgument(f"expected a JSON object: {error}") from error
    if not row:
        raise brolly.InvalidArgument("expected a JSON object with a key at least, got {}")
    return row


def key_of(row: Row, columns: tuple[str, ...]) -> tuple[str | int | bool, ...]:
    """Return the values of the columns that make the key.

    Raises:
        brolly.InvalidArgument: One is missing, or nothing that can be compared.
    """
    return tuple(_key_value(name, row.get(name)) for name in columns)


def keyed(raw: Raw, specification: Specification) -> Keyed:
    """Return a record as it is written.

    Raises:
        brolly.InvalidArgument: It cannot be.
    """
    if raw.refused:
        raise brolly.InvalidArgument(raw.refused)
    row = row_of(raw.payload)
    if specification.key_columns:
        known_by = msgspec.json.encode(key_of(row, specification.key_columns))
    elif KEY in row:
        raise brolly.InvalidArgument(f"expected a record without {KEY!r}, which is the column of the key; rename it")
    else:
        known_by = raw.origin.encode()
    return Keyed(origin=raw.origin, key=hashlib.sha256(known_by).hexdigest(), payload=raw.payload)


def partition_of(raw: Raw, specification: Specification) -> str:
    """Return what records share that are written in order; whatever the record is, there is one."""
    columns = (specification.partition_column,) if specification.partition_column else specification.key_columns
    if not columns:
        return raw.origin
    try:
        row = row_of(raw.payload)
    except brolly.InvalidArgument:
        return ""
    return msgspec.json.encode([row.get(name) for name in columns]).decode()


def digest(payload: bytes) -> str:
    """Return what a record is known by that comes without a key."""
    return hashlib.sha256(payload).hexdigest()


def _key_value(name: str, value: Any) -> str | int | bool:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, (str, int)):
        raise brolly.InvalidArgument(f"expected a text or a whole number as key {name[:100]!r}, got {str(value)[:100]}")
    return value

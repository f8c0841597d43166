"""What requests may ask for; each check raises `InvalidArgument` that names the field."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

import brolly
from ml_tools.datasets.collections.naming import MAX_NAME, shown
from ml_tools.datasets.columns import refusal

__all__ = [
    "batch_of",
    "check_description",
    "check_table",
    "check_version",
    "page_after",
    "page_of",
]

_BATCH: Final = 65_536
_MAX_BATCH: Final = 1_000_000
_MAX_DESCRIPTION: Final = 10_000
_MAX_PAGE: Final = 1000
_PAGE: Final = 100
_MAX_VERSION: Final = 2**63 - 1


def check_table(table: pa.Table) -> None:
    """Refuse a table that has no columns, too many, or two of one name."""
    if found := refusal(table.column_names):
        raise brolly.InvalidArgument(f"table: {found}")


def check_description(description: str | None) -> None:
    """Refuse a description that is too long."""
    if description is not None and len(description) > _MAX_DESCRIPTION:
        raise brolly.InvalidArgument(
            f"description: expected at most {_MAX_DESCRIPTION} characters, got {len(description)}"
        )


def check_version(version: int | None) -> None:
    """Refuse a version that no collection can have."""
    if version is not None and not 1 <= version <= _MAX_VERSION:
        raise brolly.InvalidArgument(f"version: expected 1 or more, got {version}")


def batch_of(rows: int | None) -> int:
    """Return how many rows a batch may have."""
    if rows is None:
        return _BATCH
    if not 1 <= rows <= _MAX_BATCH:
        raise brolly.InvalidArgument(f"batch_rows: expected 1 to {_MAX_BATCH}, got {rows}")
    return rows


def page_after(after: str | None) -> str:
    """Return the name that a page comes after; empty for the first page."""
    if after is None:
        return ""
    if len(after) > MAX_NAME or not after.isascii():
        raise brolly.InvalidArgument(f"after: expected the name of a collection, got {shown(after)}")
    return after


def page_of(size: int | None) -> int:
    """Return how many collections a page may have."""
    if size is None:
        return _PAGE
    if not 1 <= size <= _MAX_PAGE:
        raise brolly.InvalidArgument(f"page_size: expected 1 to {_MAX_PAGE}, got {size}")
    return size

"""What comes of reading a file."""

from __future__ import annotations

import msgspec
import pyarrow as pa

from ml_tools.datasets.fetchers.rejections import Rejections

__all__ = ["Reading"]


class Reading(msgspec.Struct, kw_only=True):
    """A table, and what had to be done to read it."""

    table: pa.Table
    format: str
    rejections: Rejections
    notes: list[str]

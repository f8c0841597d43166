"""How much may be kept; checked in the transaction that would keep more."""

from __future__ import annotations

import msgspec

import brolly
from ml_tools.datasets.collections import catalogue, leases
from ml_tools.datasets.collections.catalogue import Connection
from ml_tools.datasets.collections.parquet_files import Written

__all__ = ["Quotas"]


class Quotas(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of the whole database; 0 is none."""

    max_collections: int = 0
    max_bytes: int = 0

    async def check_collections(self, connection: Connection) -> None:
        """Raise `ResourceExhausted` when there may be no further collection."""
        if self.max_collections and (there := await catalogue.count(connection)) >= self.max_collections:
            raise brolly.ResourceExhausted(
                f"expected at most {self.max_collections} collections, got {there} and one more; "
                "delete some, or set applications.datasets.config.max_collections"
            )

    async def check_bytes(self, connection: Connection, written: Written) -> None:
        """Raise `ResourceExhausted` when there is no room for contents."""
        if not self.max_bytes:
            return
        there = await leases.kept_bytes(connection, without=written.sha256)
        if there + written.size_bytes > self.max_bytes:
            raise brolly.ResourceExhausted(
                f"expected at most {self.max_bytes} bytes of contents, got {there} and {written.size_bytes} more; "
                "delete collections permanently, or set applications.datasets.config.max_bytes"
            )

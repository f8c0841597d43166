"""What `[applications.main.config]` of a topology holds."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

__all__ = ["MainConfig"]

Port = Annotated[int, Meta(ge=1, le=65_535)]
Count = Annotated[int, Meta(ge=1)]


class MainConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the API listens, and what it bounds."""

    host: str = "127.0.0.1"
    """The address that the API listens on; whoever reaches it may use everything."""
    port: Port = 8080
    """Its port."""
    max_upload_bytes: Count = 256 * 1024**2
    """The largest body of a request."""
    kept_comparisons: Count = 100
    """Comparisons that are kept in memory; the oldest that is finished makes room for a new one."""
    waiting_comparisons: Count = 8
    """Comparisons that may wait while one runs; the next is refused."""

"""How much a pipeline does at once."""

from __future__ import annotations

import msgspec

__all__ = ["Limits"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Concurrency, batches, and what may be on its way."""

    processors: int = 4
    batchers: int = 1
    batch_size: int = 500
    batch_s: float = 0.1
    """How long a batch waits for further items."""
    max_in_flight: int = 2000
    """How many items of each producer may be on their way."""
    items_per_s: float | None = None
    """How many items are taken a second; any number when `None`."""

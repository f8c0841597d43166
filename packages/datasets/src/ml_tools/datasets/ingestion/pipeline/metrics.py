"""What a pipeline did so far."""

from __future__ import annotations

import msgspec

__all__ = ["Metrics"]


class Metrics(msgspec.Struct, kw_only=True):
    """What was done since the pipeline was made."""

    received: int = 0
    written: int = 0
    dead: int = 0
    retries: int = 0
    batches: int = 0
    process_s: float = 0.0
    """How long processors were busy, together, with the pauses between attempts."""
    write_s: float = 0.0
    """How long batches took to be written, together, with the pauses between attempts."""
    trouble: str | None = None
    """What went wrong last with an item, and was tried again; `None` after it went well."""
    source_trouble: str | None = None
    """What went wrong last with a producer, which is begun anew; `None` after it went well."""

    @property
    def in_flight(self) -> int:
        """How many were received and are neither written nor dead letters."""
        return self.received - self.written - self.dead

"""Points in time as the database keeps them: microseconds since 1970, UTC."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Final

__all__ = ["moment", "now_us", "us"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def now_us() -> int:
    """Return now, by the clock of this machine."""
    return time.time_ns() // 1000


def us(seconds: float) -> int:
    """Return so many seconds in microseconds."""
    return round(seconds * 1_000_000)


def moment(at_us: int) -> datetime:
    """Return a point in time as contracts have it."""
    return _EPOCH + timedelta(microseconds=at_us)

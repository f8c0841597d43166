"""What an ingestion was started with, as it is kept, and what it may be."""

from __future__ import annotations

import math
from typing import Any, Final

import msgspec

import brolly
from ml_tools.datasets.ingestion.pipeline import Limits, Retries
from ml_tools.datasets_interface import BucketSource, IngestionSettings, ParseOptions, QueueSource

__all__ = ["Specification", "check_settings"]

_BOUNDS: Final[dict[str, tuple[float, float]]] = {
    "processors": (1, 64),
    "batchers": (1, 16),
    "batch_size": (1, 10_000),
    "batch_s": (0, 60),
    "max_in_flight": (1, 100_000),
    "records_per_s": (0.001, 1_000_000),
    "attempts": (1, 20),
    "pause_s": (0, 60),
    "publish_records": (1, 1_000_000),
    "publish_s": (0, 86_400),
    "poll_s": (0.05, 86_400),
}
_PUBLISH_RECORDS: Final = 100_000
_PUBLISH_S: Final = 60.0
_POLL_S: Final = 10.0


class Specification(msgspec.Struct, frozen=True, kw_only=True):
    """What an ingestion was started with."""

    collection: str
    folder: str | None = None
    """Whose files are read."""
    bucket: BucketSource | None = None
    """Whose objects are read."""
    queue: QueueSource | None = None
    """Whose messages are read; where nothing is read records are only pushed."""
    options: ParseOptions | None = None
    """How files and objects are read."""
    key_columns: tuple[str, ...] = ()
    partition_column: str | None = None
    settings: dict[str, int | float] = {}
    """By name; those that are set."""

    def limits(self) -> Limits:
        """Return how much its pipeline does at once."""
        given = {name: value for name, value in self.settings.items() if name in Limits.__struct_fields__}
        return msgspec.convert(given | {"items_per_s": self.settings.get("records_per_s")}, Limits)

    def retries(self) -> Retries:
        """Return how often its pipeline tries; what is missing or full comes back, and is always tried again."""
        given = {name: value for name, value in self.settings.items() if name in ("attempts", "pause_s")}
        return msgspec.structs.replace(
            msgspec.convert(given, Retries),
            permanent=(brolly.InvalidArgument,),
            passing=(brolly.Unavailable, brolly.ResourceExhausted),
        )

    @property
    def publish_records(self) -> int:
        return int(self.settings.get("publish_records", _PUBLISH_RECORDS))

    @property
    def publish_s(self) -> float:
        return self.settings.get("publish_s", _PUBLISH_S)

    @property
    def poll_s(self) -> float:
        return self.settings.get("poll_s", _POLL_S)


def check_settings(settings: IngestionSettings | None) -> dict[str, int | float]:
    """Return the settings that are set.

    Raises:
        brolly.InvalidArgument: One is out of its bounds.
    """
    given: dict[str, Any] = {} if settings is None else msgspec.structs.asdict(settings)
    given = {name: value for name, value in given.items() if value is not None}
    for name, value in given.items():
        least, most = _BOUNDS[name]
        if not (math.isfinite(value) and least <= value <= most):
            raise brolly.InvalidArgument(f"settings.{name}: expected {least:g} to {most:g}, got {value}")
    return given

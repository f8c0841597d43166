"""What `[applications.datasets.config.ingestion]` may say."""

from __future__ import annotations

from typing import Annotated

import msgspec

import brolly

__all__ = ["IngestionConfig"]


class IngestionConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[applications.datasets.config.ingestion]`."""

    brokers: dict[str, brolly.Secret] = {}
    """Brokers whose queues may be read, by names of one's own, as amqps://USER:PASSWORD@HOST/VHOST."""
    settle_s: Annotated[float, msgspec.Meta(ge=0)] = 2.0
    """How long a file must not have changed before it is read."""
    drain_s: Annotated[float, msgspec.Meta(gt=0)] = 10.0
    """How long records that are on their way may take to be written when the service ends."""

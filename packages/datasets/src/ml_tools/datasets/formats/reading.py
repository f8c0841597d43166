"""What comes of reading a file."""

from __future__ import annotations

import msgspec

from ml_tools.datasets.formats.rejections import Rejections
from ml_tools.datasets_interface import Raster

__all__ = ["Reading"]


class Reading(msgspec.Struct, kw_only=True):
    """What had to be done to read a table, whose rows went elsewhere."""

    format: str
    rejections: Rejections
    notes: list[str]
    raster: Raster | None = None

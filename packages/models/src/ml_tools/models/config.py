"""What `[applications.models.config]` of a topology can say."""

from __future__ import annotations

from typing import Annotated

import msgspec

__all__ = ["ModelsConfig"]

Positive = Annotated[int, msgspec.Meta(ge=1)]


class ModelsConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[applications.models.config]`."""

    folder: str = ""
    """Where models and compiled programs are kept; `ml_tools/models` in the user's folder for data when empty."""
    max_cells: Positive = 100_000_000
    """The most numbers that an algorithm is fitted to: training rows times features."""
    max_model_bytes: Positive = 1024**3
    """The largest model that is fitted."""

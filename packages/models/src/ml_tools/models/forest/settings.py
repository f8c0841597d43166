"""How trees grow."""

from __future__ import annotations

import msgspec

__all__ = ["Settings"]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How trees grow."""

    seed: int
    max_depth: int
    min_leaf_rows: int
    chosen_features: int
    """How many features a split chooses from."""

"""What `[applications.utils.config]` of a topology can say."""

from __future__ import annotations

from typing import Annotated

import msgspec

__all__ = ["UtilsConfig"]


class UtilsConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[applications.utils.config]`."""

    max_features_bytes: Annotated[int, msgspec.Meta(ge=1)] = 4 * 1024**3
    """The largest table of features that is made; one-hot columns can be many."""
    picture_timeout_s: Annotated[float, msgspec.Meta(gt=0)] = 30.0
    """The most seconds that the drawing of one chart may take; the first one waits for its process, about a second."""

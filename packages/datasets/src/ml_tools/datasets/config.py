"""What `[applications.datasets.config]` may say."""

from __future__ import annotations

from typing import Annotated

import msgspec

__all__ = ["DatasetsConfig"]


class DatasetsConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[applications.datasets.config]`."""

    folder: str = ""
    """Where everything is kept; `ml_tools/datasets` in the user's folder for data when empty."""
    max_file_bytes: Annotated[int, msgspec.Meta(ge=1)] = 1024**3
    """The largest file that is parsed, as it comes and as it is decompressed."""

"""The sizes that bound what is read."""

from __future__ import annotations

from typing import Final

import brolly

__all__ = ["IN_MEMORY_BYTES", "LARGE_BYTES", "too_large"]

IN_MEMORY_BYTES: Final = 8 * 1024**2
"""A file that has more of them goes to the disk."""
LARGE_BYTES: Final = 64 * 1024**2
"""A text that has more of them is not kept in memory as a whole."""


def too_large(what: str, max_bytes: int) -> brolly.ResourceExhausted:
    """Return what to raise when a file has more bytes than may be parsed."""
    return brolly.ResourceExhausted(
        f"expected {what} of at most {max_bytes} bytes, got more; "
        "send fewer rows or raise max_file_bytes in [applications.datasets.config] of the topology"
    )

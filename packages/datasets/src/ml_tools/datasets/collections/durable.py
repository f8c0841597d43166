"""Bringing files to the disk."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

__all__ = ["sync"]


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        if sys.platform == "darwin" and path.is_file():  # there fsync leaves the disk's own cache out
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    finally:
        os.close(descriptor)

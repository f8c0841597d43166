"""How messages speak of a model that cannot be read."""

from __future__ import annotations

from pathlib import Path

import brolly

__all__ = ["damaged"]


def damaged(folder: Path, file: str, reason: str) -> brolly.FailedPrecondition:
    """Return the error of a model whose file is not what was written."""
    return brolly.FailedPrecondition(
        f"the model {folder.name!r} cannot be read: {file}: {reason[:200]}; delete it, or restore its folder"
    )

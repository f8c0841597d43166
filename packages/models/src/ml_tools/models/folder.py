"""The folder that the service keeps everything in."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

import brolly
from brolly.configuration import Problem

__all__ = ["prepared_folder"]


def prepared_folder(configured: str) -> Path:
    """Return the folder, which exists and can be written to.

    Args:
        configured: Its path; empty for the one below the user's folder for data.

    Raises:
        brolly.ConfigurationError: It cannot be made or written to.
    """
    folder = Path(configured).absolute() if configured else platformdirs.user_data_path("ml_tools") / "models"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(f"expected a folder that can be made, got {str(folder)!r}: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unusable(f"expected a folder that can be written to, got {str(folder)!r}")
    return folder


def _unusable(found: str) -> brolly.ConfigurationError:
    path = "applications.models.config.folder"
    return brolly.ConfigurationError([Problem(found=found, fix="set it to another folder", path=path)])

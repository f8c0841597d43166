"""The folder in which an application keeps its state."""

from __future__ import annotations

import os
from pathlib import Path

from brolly.configuration import ConfigurationError, Problem

__all__ = ["prepared_folder"]


def prepared_folder(configured: str, *, default: Path, setting: str) -> Path:
    """Return the folder, which exists and can be written to.

    Args:
        configured: Its path; empty for the default.
        default: Where it is unless configured, such as a place below `platformdirs.user_data_path`.
        setting: The path of the key that configures it, as `applications.NAME.config.folder`.

    Raises:
        ConfigurationError: It cannot be made or written to.
    """
    folder = Path(configured).absolute() if configured else default
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = f"expected a folder that can be made, got {str(folder)!r}: {error.strerror}"
        raise _unusable(found, setting) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unusable(f"expected a folder that can be written to, got {str(folder)!r}", setting)
    return folder


def _unusable(found: str, setting: str) -> ConfigurationError:
    return ConfigurationError([Problem(found=found, fix="set it to another folder", path=setting)])

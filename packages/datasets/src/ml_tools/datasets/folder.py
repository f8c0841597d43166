"""The folder that the service keeps everything in."""

from __future__ import annotations

from pathlib import Path

import platformdirs

import brolly
from brolly.configuration import Problem
from brolly.folders import prepared_folder

__all__ = ["prepared", "unusable"]

_SETTING = "applications.datasets.config.folder"


def prepared(configured: str) -> Path:
    """Return the folder that is configured, or the one below the user's folder for data when that is empty."""
    return prepared_folder(configured, default=platformdirs.user_data_path("ml_tools") / "datasets", setting=_SETTING)


def unusable(found: str, fix: str = "set it to another folder") -> brolly.ConfigurationError:
    """Return what to raise when what lies in the folder cannot be used."""
    return brolly.ConfigurationError([Problem(found=found, fix=fix, path=_SETTING)])

"""The folder that the service keeps everything in, and what to say when it or another setting cannot be used."""

from __future__ import annotations

from pathlib import Path

import platformdirs

import brolly
from brolly.configuration import Problem
from brolly.folders import prepared_folder

__all__ = ["prepared", "unusable"]

_SETTINGS = "applications.datasets.config"


def prepared(configured: str) -> Path:
    """Return the folder that is configured, or the one below the user's folder for data when that is empty."""
    default = platformdirs.user_data_path("ml_tools") / "datasets"
    return prepared_folder(configured, default=default, setting=f"{_SETTINGS}.folder")


def unusable(
    found: str, fix: str = "set it to another folder", *, setting: str = "folder"
) -> brolly.ConfigurationError:
    """Return what to raise when what a setting names cannot be used."""
    return brolly.ConfigurationError([Problem(found=found, fix=fix, path=f"{_SETTINGS}.{setting}")])

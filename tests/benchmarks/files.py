"""The data that benchmarks read, which is no part of the project."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["FOLDER", "MissingFile", "california"]

FOLDER = Path(os.environ.get("BENCH_DATA", "data"))


class MissingFile(Exception):
    """A benchmark cannot run here; says what to do."""


def california() -> Path:
    """Return the median house values of California's census block groups in 1990, 20,640 rows as CSV."""
    file = FOLDER / "california_housing.csv"
    if not file.exists():
        raise MissingFile(f"{file.name} is not in {FOLDER}; name the folder that has it: make bench BENCH_DATA=DIR")
    return file

"""The way of a stored file into a collection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ml_tools.datasets.formats import Bounds, ParquetSink, Reading, read
from ml_tools.datasets_interface import Collection, ParseOptions

__all__ = ["Conversion", "Keeper"]


class Keeper(Protocol):
    """What keeps collections, as far as fetchers know it."""

    async def import_rows(
        self, write: Callable[[Path], None], *, name: str, description: str | None, add_version: bool
    ) -> Collection:
        """Keep the rows that `write` writes as Parquet."""
        ...


class Conversion:
    """Writes the rows of a file to Parquet, with few of them in memory at once."""

    reading: Reading
    """What had to be done, once it is written."""

    def __init__(self, path: Path, name: str, bounds: Bounds, options: ParseOptions | None) -> None:
        self._path = path
        self._name = name
        self._bounds = bounds
        self._options = options

    def write(self, target: Path) -> None:
        """Write the Parquet file; it blocks.

        Raises:
            UnreadableData: The file cannot be read; then there is no Parquet file to use.
        """
        with self._path.open("rb") as file, ParquetSink(target) as sink:
            self.reading = read(file, self._name, sink, self._bounds, self._options)

"""Contents in a folder, on the disk that the scratch folder is on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from ml_tools.datasets.collections.contents import Half, is_name
from ml_tools.datasets.collections.durable import sync

__all__ = ["FolderStore"]

_PAGE: Final = 1000
_OWNER: Final = "deployment"


class FolderStore:
    """Keeps contents in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def claim(self, deployment: str) -> str:
        owner = self._folder / _OWNER
        if not self._folder.is_dir():
            self._folder.mkdir(exist_ok=True)
            sync(self._folder.parent)
        try:
            return owner.read_text().strip()
        except FileNotFoundError:
            written = self._folder / f"{_OWNER}.{deployment}.{os.getpid()}"
            written.write_text(deployment + "\n")
            sync(written)
            try:
                owner.hardlink_to(written)  # unlike a rename, not in place of another's
            except FileExistsError:
                pass
            finally:
                written.unlink()
            for part in self._folder.glob("*.part"):
                part.unlink()  # what a killed process of 0.1.0 left; the database no longer lets one run
            sync(self._folder)
            return owner.read_text().strip()

    def put(self, name: str, file: Path) -> None:
        path = self._folder / name
        if not path.parent.is_dir():
            path.parent.mkdir(exist_ok=True)
            sync(self._folder)
        file.replace(path)
        sync(path.parent)

    def get(self, name: str, file: Path) -> None:
        file.hardlink_to(self._folder / name)

    def names(self) -> Iterator[list[str]]:
        folders = (entry for entry in self._folder.iterdir() if len(entry.name) == 2 and entry.is_dir())
        names = (f"{folder.name}/{file.name}" for folder in folders for file in folder.iterdir())
        wanted = filter(is_name, names)
        while page := list(islice(wanted, _PAGE)):
            yield page

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def halves(self) -> Iterator[list[Half]]:
        yield from ()

    def drop(self, half: Half) -> None:
        """Do nothing: there is none."""

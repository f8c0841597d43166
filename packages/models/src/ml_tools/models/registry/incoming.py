"""Where folders lie that are not complete, or on their way out; nobody reads them.

Each process has a part of its own, and keeps a lock on it as long as it lives: so what a process left behind that was
killed can be told from what another one is writing.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

__all__ = ["Incoming"]


class Incoming:
    """The part of this process; any of its threads may use it."""

    def __init__(self, folder: Path, name: str, lock: int) -> None:
        self._folder = folder
        self._name = name
        self._lock = lock

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Remove what processes left behind that are no more, and make a part for this one."""
        folder.mkdir(exist_ok=True)
        with _only_one(folder):
            for file in folder.glob("*.lock"):
                _remove_abandoned(file)
            name = secrets.token_hex(8)
            (folder / name).mkdir()
            return cls(folder, name, _locked(folder / f"{name}.lock", fcntl.LOCK_EX))

    def place(self, name: str) -> Path:
        """Return where a folder of this name can be made, or moved to; each call another."""
        return self._folder / self._name / f"{name}.{secrets.token_hex(4)}"

    def close(self) -> None:
        """Remove this part."""
        with _only_one(self._folder):
            shutil.rmtree(self._folder / self._name, ignore_errors=True)
            (self._folder / f"{self._name}.lock").unlink(missing_ok=True)
            os.close(self._lock)


@contextmanager
def _only_one(folder: Path) -> Generator[None]:
    """Keep other processes from making and removing parts; it takes a moment."""
    descriptor = _locked(folder / "lock", fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def _locked(file: Path, how: int) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _remove_abandoned(file: Path) -> None:
    try:
        descriptor = _locked(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    shutil.rmtree(file.with_suffix(""), ignore_errors=True)
    file.unlink()
    os.close(descriptor)

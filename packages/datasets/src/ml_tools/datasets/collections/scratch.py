"""The folder of this process for files that nobody needs after it: being written, being read, put aside by a query."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["Scratch", "scratch"]

_LOCK: Final = "lock"


class Scratch:
    """Gives out paths in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def file(self) -> Generator[Path]:
        """Give out the path of a file, which is removed at the end."""
        path = self.folder / secrets.token_hex(8)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def made(self, name: str) -> Path:
        """Make a folder of that name, which stays as long as the process."""
        path = self.folder / name
        path.mkdir()
        return path

    @contextmanager
    def directory(self) -> Generator[Path]:
        """Make a folder, which is removed at the end."""
        path = self.folder / secrets.token_hex(8)
        path.mkdir()
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def scratch(folder: Path) -> Generator[Scratch]:
    """Make the folder of this process below `folder`, and remove those of processes that were killed.

    Each process holds a lock on its own, which the kernel releases when it dies, however that comes.
    """
    folder.mkdir(exist_ok=True)
    guard = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(guard, fcntl.LOCK_EX)  # so that nobody takes a folder that is not locked yet for a dead one's
        _remove_dead(folder)
        own = folder / secrets.token_hex(8)
        own.mkdir()
        held = _locked(own)
    finally:
        os.close(guard)
    try:
        yield Scratch(own)
    finally:
        shutil.rmtree(own, ignore_errors=True)
        if held is not None:
            os.close(held)


def _remove_dead(folder: Path) -> None:
    for other in folder.iterdir():
        if other.is_dir() and (held := _locked(other)) is not None:
            shutil.rmtree(other, ignore_errors=True)
            os.close(held)


def _locked(folder: Path) -> int | None:
    """Lock a folder and return what holds the lock; `None` when another process does."""
    try:
        held = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        return None
    return held

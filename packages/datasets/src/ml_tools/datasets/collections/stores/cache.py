"""What was fetched from a store, on this disk, so that it is not fetched again."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from threading import Lock

__all__ = ["Cache"]


class Cache:
    """Files in a folder, of a size together; those that were used longest ago go first."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._sizes: dict[str, int] = {}  # by name, the one that was used last at the end
        self._lock = Lock()

    def link(self, name: str, file: Path, fetch: Callable[[str, Path], None]) -> None:
        """Let a file that is not there have what has the name, fetched when it is not here."""
        if self._linked(name, file):
            return
        fetched = self._folder / secrets.token_hex(8)
        try:
            fetch(name, fetched)
            file.hardlink_to(fetched)
            self._keep(name, fetched)
        finally:
            fetched.unlink(missing_ok=True)

    def _linked(self, name: str, file: Path) -> bool:
        with self._lock:
            if name not in self._sizes:
                return False
            self._sizes[name] = self._sizes.pop(name)
            file.hardlink_to(self._path(name))
            return True

    def _keep(self, name: str, fetched: Path) -> None:
        size = fetched.stat().st_size
        with self._lock:
            if size > self._max_bytes:
                return
            fetched.replace(self._path(name))
            self._sizes.pop(name, None)
            self._sizes[name] = size
            while sum(self._sizes.values()) > self._max_bytes:
                oldest = next(iter(self._sizes))
                del self._sizes[oldest]
                self._path(oldest).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / name.replace("/", "-")

"""The files that were fetched, each found by the SHA-256 of its bytes, and the parts of those that are not whole."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import msgspec

import brolly
from ml_tools.datasets_interface import StoredFile, StoredFileNotFound

__all__ = ["Part", "StoredFiles", "digest"]

_ID: Final = re.compile(r"[0-9a-f]{64}")
_MAX_LISTED: Final = 1000
_CHUNK_BYTES: Final = 4 * 1024**2


class Part:
    """A file that grows, with what its source said of it; held by one fetch at a time."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self.file = file
        self.path = path
        self._notes = path.with_suffix(".json")

    @property
    def size_bytes(self) -> int:
        """How many bytes are there."""
        return os.fstat(self.file.fileno()).st_size

    def begin_again(self) -> None:
        """Forget all bytes."""
        self._notes.unlink(missing_ok=True)
        self.file.truncate(0)
        self.file.seek(0)

    def remove(self) -> None:
        """Forget the file, which stays open until it is let go."""
        self.path.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)

    def append(self, chunks: list[bytes]) -> None:
        """Write behind what is there."""
        self.file.seek(0, os.SEEK_END)
        self.file.writelines(chunks)
        self.file.flush()

    def notes(self) -> dict[str, str]:
        """Return what the source said of the file when the first bytes came; empty when nothing is known."""
        try:
            return msgspec.json.decode(self._notes.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.DecodeError):
            return {}

    def note(self, notes: dict[str, str]) -> None:
        """Keep what the source says of the file."""
        self._notes.write_bytes(msgspec.json.encode(notes))


class StoredFiles:
    """Keeps files in a folder; every method blocks."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder = folder / "fetched"
        self._parts = self._folder / "parts"
        self._max_bytes = max_bytes

    @contextmanager
    def part(self, source: str) -> Generator[Part]:
        """Open the part of a source, with the bytes of an earlier attempt.

        Raises:
            brolly.Aborted: Another fetch holds it.
        """
        self._parts.mkdir(parents=True, exist_ok=True)
        path = self._part_path(source)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise brolly.Aborted("the same file is being fetched already; wait until that has ended") from error
            if not path.exists() or path.stat().st_ino != os.fstat(file.fileno()).st_ino:
                raise brolly.Aborted("the same file was fetched in this moment; ask for it again")
            yield Part(file, path)

    def drop_parts(self, sources: Iterable[str]) -> None:
        """Forget the parts of sources, but for those that a fetch holds."""
        there = {path.stem for path in self._parts.glob("*")}
        for source in sources if there else ():
            brolly.checkpoint()
            if self._part_path(source).stem in there:
                with suppress(brolly.Aborted), self.part(source) as part:
                    part.remove()

    def keep(self, part: Part, *, name: str, source: str, expected: str | None) -> StoredFile:
        """Give a whole part the name that it is found by, durably.

        Raises:
            brolly.DataLoss: Its SHA-256 is not the expected one; then it is forgotten.
        """
        sha256 = digest(part.file)
        if expected is not None and sha256 != expected.lower():
            part.begin_again()
            text = f"expected bytes of SHA-256 {expected[:64]}, got {sha256}"
            raise brolly.DataLoss(f"{text}; the source has another file, or it was damaged on the way")
        os.fsync(part.file.fileno())
        size = part.size_bytes
        self._make_room(size)
        part.path.replace(self._folder / sha256)
        part.path.with_suffix(".json").unlink(missing_ok=True)
        name = name.replace("\\", "/").rpartition("/")[2][:200] or "file"
        stored = StoredFile(id=sha256, name=name, size_bytes=size, source=source[:500], stored_at=datetime.now(UTC))
        notes = part.path.with_suffix(".new")
        notes.write_bytes(msgspec.json.encode(stored))
        notes.replace(self._folder / f"{sha256}.json")
        return stored

    def get(self, id: str) -> StoredFile:
        """Return what is known of a file, which is used now.

        Raises:
            StoredFileNotFound: There is none.
        """
        if _ID.fullmatch(id):
            with suppress(OSError, msgspec.DecodeError):
                notes = self._folder / f"{id}.json"
                stored = msgspec.json.decode(notes.read_bytes(), type=StoredFile)
                os.utime(notes)
                if self.path(id).exists():
                    return stored
        text = f"there is no stored file {id[:64]!r}; fetch it again, or see list_files"
        raise StoredFileNotFound(text, id=id[:64])

    def path(self, id: str) -> Path:
        """Return where the bytes of a file are that `get` knows."""
        return self._folder / id

    def list(self) -> tuple[StoredFile, ...]:
        """Return the files, the newest first."""
        found: list[StoredFile] = []
        for path in self._folder.glob("*.json"):
            with suppress(OSError, msgspec.DecodeError):
                found.append(msgspec.json.decode(path.read_bytes(), type=StoredFile))
        return tuple(sorted(found, key=lambda stored: stored.stored_at, reverse=True)[:_MAX_LISTED])

    def delete(self, id: str) -> int:
        """Forget a file, and return its size.

        Raises:
            StoredFileNotFound: There is none.
        """
        stored = self.get(id)
        (self._folder / f"{id}.json").unlink(missing_ok=True)
        self.path(id).unlink(missing_ok=True)
        return stored.size_bytes

    def _part_path(self, source: str) -> Path:
        return self._parts / f"{hashlib.sha256(source.encode()).hexdigest()}.part"

    def _make_room(self, size: int) -> None:
        """Forget the files that were not used for longest, until so many bytes more are within the bound."""
        notes = list(self._folder.glob("*.json"))
        notes.sort(key=lambda path: path.stat().st_mtime)
        sizes = {path: self.path(path.stem).stat().st_size for path in notes if self.path(path.stem).exists()}
        total = sum(sizes.values())
        for path, each in sizes.items():
            if total + size <= self._max_bytes:
                return
            path.unlink(missing_ok=True)
            self.path(path.stem).unlink(missing_ok=True)
            total -= each


def digest(file: IO[bytes]) -> str:
    """Return the SHA-256 of a file from its begin, in hexadecimal."""
    found = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        brolly.checkpoint()
        found.update(chunk)
    return found.hexdigest()

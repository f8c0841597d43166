"""Where the contents of versions are kept: files, each named by the SHA-256 of its bytes and a generation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol

import msgspec

__all__ = ["Contents", "Half", "is_name", "name_of", "sha256_of"]

_NAME: Final = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}(?:\.[0-9a-f]{16})?\.parquet")


def name_of(sha256: str, generation: str) -> str:
    """Return what contents are called; those of 0.1.0 have no generation."""
    return f"{sha256[:2]}/{sha256[2:]}{'.' if generation else ''}{generation}.parquet"


def is_name(text: str) -> bool:
    """Tell whether contents may be called so; whatever else lies in a store is somebody else's."""
    return _NAME.fullmatch(text) is not None


def sha256_of(name: str) -> str:
    """Return the SHA-256 of the contents of that name."""
    return name[:2] + name[3:65]


class Half(msgspec.Struct, frozen=True, kw_only=True):
    """What was begun to be put."""

    name: str
    id: str
    """Unlike that of any other attempt."""


class Contents(Protocol):
    """A store of files; every method blocks, and may be called from several threads.

    Raises `brolly.Unavailable` where the store cannot be reached, and `brolly.ResourceExhausted` where it is full.
    """

    def claim(self, deployment: str) -> str:
        """Let the store be of a deployment unless it is of another, and return which one it is of.

        Raises:
            brolly.ConfigurationError: The store cannot be used.
        """
        ...

    def put(self, name: str, file: Path) -> None:
        """Keep a file, durably when it returns, in place of what had the name; the file may be moved away."""
        ...

    def get(self, name: str, file: Path) -> None:
        """Let a file that is not there have the bytes, which no removal takes from it; it is not to be written to.

        Raises:
            FileNotFoundError: There is no such name.
        """
        ...

    def names(self) -> Iterator[list[str]]:
        """Return the names of what is there, in pages."""
        ...

    def remove(self, names: Iterable[str]) -> None:
        """Remove what has these names; those that are there."""
        ...

    def halves(self) -> Iterator[list[Half]]:
        """Return what was begun to be put, and has not ended, in pages; nothing where all is put at once."""
        ...

    def drop(self, half: Half) -> None:
        """Give up what was begun to be put, if it has not ended; whoever still puts it fails."""
        ...

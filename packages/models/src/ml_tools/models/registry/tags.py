"""The tags of models: a file each, named by the tag, that holds the id of the model."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import brolly
from ml_tools.models.bounds import shown
from ml_tools.models.registry.incoming import Incoming
from ml_tools.models_interface import TagNotFound

__all__ = ["PREFIX", "Tags", "check_tag"]

PREFIX = "tag:"
"""What stands before a tag where it takes the place of an id."""

_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_MOST = 1_000


def check_tag(tag: str) -> str:
    """Return what may be a tag; only then it may become part of a path.

    Raises:
        brolly.InvalidArgument: It may not.
    """
    if not _PATTERN.fullmatch(tag):
        raise brolly.InvalidArgument(
            "tag: expected 1 to 64 lower-case letters, digits, dots, hyphens and underscores, the first a letter or a "
            f"digit, got {shown(tag)}"
        )
    return tag


class Tags:
    """Reads and changes the tags of a folder; other processes may do so too.

    A tag is read without a lock, and moves by a rename: it names the model from before, or the one from after.
    """

    def __init__(self, folder: Path, incoming: Incoming) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._incoming = incoming

    def model_id(self, tag: str) -> str | None:
        """Return which model has a tag; None when none has it."""
        if not _PATTERN.fullmatch(tag):
            return None
        try:
            return (self._folder / tag).read_text().strip()
        except FileNotFoundError:
            return None

    def by_model(self) -> Mapping[str, tuple[str, ...]]:
        """Return the tags of each model that has some, by name."""
        found: dict[str, list[str]] = {}
        for tag in self._names():
            if (model_id := self.model_id(tag)) is not None:
                found.setdefault(model_id, []).append(tag)
        return {model_id: tuple(tags) for model_id, tags in found.items()}

    def put(self, tag: str, model_id: str) -> None:
        """Give a tag to a model, and take it from the one that had it.

        Raises:
            brolly.ResourceExhausted: There are too many tags.
        """
        place = self._incoming.place(tag)
        place.write_text(f"{model_id}\n")
        with self._changing():
            names = self._names()
            if tag not in names and len(names) >= _MOST:
                place.unlink()
                raise brolly.ResourceExhausted(f"expected at most {_MOST:,} tags; take one away that is not needed")
            place.rename(self._folder / tag)

    def remove(self, tag: str) -> None:
        """Take a tag from the model that has it.

        Raises:
            TagNotFound: None has it.
        """
        with self._changing():
            if self.model_id(tag) is None:
                raise TagNotFound(f"there is no tag {shown(tag)}; list_models tells which there are", tag=tag[:200])
            (self._folder / tag).unlink()

    def remove_all(self, model_id: str) -> None:
        """Take all tags from a model."""
        with self._changing():
            for tag in self._names():
                if self.model_id(tag) == model_id:
                    (self._folder / tag).unlink()

    def _names(self) -> list[str]:
        return sorted(file.name for file in self._folder.iterdir() if _PATTERN.fullmatch(file.name))

    @contextmanager
    def _changing(self) -> Generator[None]:
        """Keep other threads and processes from changing tags."""
        descriptor = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

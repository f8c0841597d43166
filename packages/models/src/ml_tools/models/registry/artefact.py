"""A fitted model as a folder: everything but the arrays in one file, the arrays in another, and the sums of both."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from ml_tools.models.learner import Arrays
from ml_tools.models.registry.checksums import SUMS, check_sum, read_sums, sums_of
from ml_tools.models.registry.damage import damaged
from ml_tools.models.registry.description import Description, described, encoded
from ml_tools.models_interface import Model
from ml_tools.utils_interface import FittedRecipe

__all__ = ["Artefact", "flush_folder", "read_arrays", "read_description", "write_artefact"]

DESCRIPTION, ARRAYS = "model.json", "arrays.npz"


class Artefact(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything that predicting needs."""

    model: Model
    fitted: FittedRecipe
    arrays: Arrays

    @property
    def size_bytes(self) -> int:
        """What the arrays take in memory."""
        return sum(array.nbytes for array in self.arrays.values())


def write_artefact(folder: Path, artefact: Artefact) -> None:
    """Write a model into a new folder; when this returns, its files survive a power cut."""
    folder.mkdir()
    contents = {DESCRIPTION: encoded(artefact.model, artefact.fitted), ARRAYS: _packed(artefact.arrays)}
    for name, content in {**contents, SUMS: sums_of(contents)}.items():
        _write(folder / name, content)
    flush_folder(folder)


def read_description(folder: Path) -> Description:
    """Read what is known of a model without its arrays.

    Raises:
        FileNotFoundError: There is no such model.
        brolly.FailedPrecondition: It cannot be read, or is of a newer format.
    """
    content, sums = _content(folder, DESCRIPTION), read_sums(folder)
    check_sum(folder, DESCRIPTION, content, sums.get(DESCRIPTION))
    found = described(content, folder, arrays_sha256=sums.get(ARRAYS))
    return msgspec.structs.replace(found, model=msgspec.structs.replace(found.model, size_bytes=_size_bytes(folder)))


def read_arrays(folder: Path, sha256: str) -> Arrays:
    """Read what was learned.

    Raises:
        FileNotFoundError: There is no such model.
        brolly.FailedPrecondition: The file is not the one that was written.
    """
    content = _content(folder, ARRAYS)
    check_sum(folder, ARRAYS, content, sha256)
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _packed(arrays: Arrays) -> memoryview:
    packed = io.BytesIO()
    named: dict[str, Any] = dict(arrays)
    np.savez(packed, **named)
    return packed.getbuffer()


def _content(folder: Path, file: str) -> bytes:
    try:
        return (folder / file).read_bytes()
    except OSError as error:
        if not folder.is_dir():
            raise FileNotFoundError(folder) from error
        raise damaged(folder, file, error.strerror or "it cannot be opened") from error


def _size_bytes(folder: Path) -> int:
    return sum((folder / name).stat().st_size for name in (DESCRIPTION, ARRAYS) if (folder / name).exists())


def _write(file: Path, content: bytes | memoryview) -> None:
    with file.open("xb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())

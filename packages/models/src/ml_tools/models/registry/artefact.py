"""A fitted model as a folder: `model.json` with everything but the arrays, which are in `arrays.npz`."""

from __future__ import annotations

import hashlib
import io
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from google.protobuf import json_format
from google.protobuf.message import Message

import brolly
from ml_tools.models.learner import Arrays
from ml_tools.models_interface import Model
from ml_tools.models_interface.v1 import models_codec, models_pb2
from ml_tools.utils_interface import FittedRecipe
from ml_tools.utils_interface.v1 import pre_processing_codec, pre_processing_pb2

__all__ = ["FORMAT", "Artefact", "Description", "flush_folder", "read_arrays", "read_description", "write_artefact"]

FORMAT = 1
"""The version of the form of artefacts that is written and read here."""

DESCRIPTION, ARRAYS = "model.json", "arrays.npz"

_MADE_WITH = ("ml-tools-models", "jax", "numpy")


class Artefact(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything that predicting needs."""

    model: Model
    fitted: FittedRecipe
    arrays: Arrays

    @property
    def size_bytes(self) -> int:
        """What the arrays take in memory."""
        return sum(array.nbytes for array in self.arrays.values())


class Description(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What an artefact is without its arrays."""

    model: Model
    fitted: FittedRecipe
    arrays_sha256: str


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    """The form of `model.json`; `model` and `fitted_recipe` are protobuf's JSON."""

    format: int
    model: dict[str, Any]
    fitted_recipe: dict[str, Any]
    arrays_sha256: str
    made_with: dict[str, str]


class _Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """What every form of `model.json` has."""

    format: int


def write_artefact(folder: Path, artefact: Artefact) -> None:
    """Write a model into a new folder; when this returns, its files survive a power cut."""
    folder.mkdir()
    content = _packed(artefact.arrays)
    stored = _Stored(
        format=FORMAT,
        model=_to_json(models_codec.encode_model(artefact.model)),
        fitted_recipe=_to_json(pre_processing_codec.encode_fitted_recipe(artefact.fitted)),
        arrays_sha256=hashlib.sha256(content).hexdigest(),
        made_with={name: version(name) for name in _MADE_WITH},
    )
    _write(folder / ARRAYS, content)
    _write(folder / DESCRIPTION, msgspec.json.format(msgspec.json.encode(stored)))
    flush_folder(folder)


def read_description(folder: Path) -> Description:
    """Read what stands in `model.json`.

    Raises:
        FileNotFoundError: There is no such model.
        brolly.FailedPrecondition: It cannot be read, or is of another format.
    """
    content = _content(folder, DESCRIPTION)
    try:
        found = msgspec.json.decode(content, type=_Numbered).format
        if found != FORMAT:
            raise brolly.FailedPrecondition(
                f"expected the model {folder.name!r} in format {FORMAT}, got {found}; "
                "use the version of ml-tools-models that wrote it, or fit the model again"
            )
        stored = msgspec.json.decode(content, type=_Stored)
        model = json_format.ParseDict(stored.model, models_pb2.Model())
        fitted = json_format.ParseDict(stored.fitted_recipe, pre_processing_pb2.FittedRecipe())
        return Description(
            model=models_codec.decode_model(model),
            fitted=pre_processing_codec.decode_fitted_recipe(fitted),
            arrays_sha256=stored.arrays_sha256,
        )
    except (msgspec.DecodeError, UnicodeDecodeError, json_format.ParseError, brolly.InvalidArgument) as error:
        raise _damaged(folder, DESCRIPTION, str(error)) from error


def read_arrays(folder: Path, sha256: str) -> Arrays:
    """Read what was learned.

    Raises:
        FileNotFoundError: There is no such model.
        brolly.FailedPrecondition: The file is not the one that was written.
    """
    content = _content(folder, ARRAYS)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _damaged(folder, ARRAYS, "its SHA-256 is not that of the file that was written")
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
        raise _damaged(folder, file, error.strerror or "it cannot be opened") from error


def _write(file: Path, content: bytes | memoryview) -> None:
    with file.open("xb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def _to_json(message: Message) -> dict[str, Any]:
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def _damaged(folder: Path, file: str, reason: str) -> brolly.FailedPrecondition:
    return brolly.FailedPrecondition(
        f"the model {folder.name!r} cannot be read: {file}: {reason[:200]}; delete it, or restore its folder"
    )

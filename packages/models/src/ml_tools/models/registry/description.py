"""`model.json`: what a model is without its arrays, in all forms that it was ever written in."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from google.protobuf import json_format
from google.protobuf.message import Message

import brolly
from ml_tools.models.bounds import shown
from ml_tools.models.registry.damage import damaged
from ml_tools.models.registry.inputs import inputs_of
from ml_tools.models_interface import Model
from ml_tools.models_interface.v1 import models_codec, models_pb2
from ml_tools.utils_interface import FittedRecipe
from ml_tools.utils_interface.v1 import pre_processing_codec, pre_processing_pb2

__all__ = ["FORMAT", "Description", "completed", "described", "encoded"]

FORMAT = 2
"""The form that is written here; 1 and 2 are read.

1 has no sums beside it, and the SHA-256 of the arrays and the versions of libraries in itself.
"""
READABLE_BY = "0.1.0"
"""The first version of ml-tools-models that reads what is written here."""

_WITHOUT_SUMS = 1
_MADE_WITH = ("ml-tools-models", "jax", "numpy")


class Description(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What a model is without its arrays."""

    model: Model
    fitted: FittedRecipe
    arrays_sha256: str


class _Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """What every form has."""

    format: int
    readable_by: str = ""
    """The first version that reads it; empty in the first form."""


class _Stored(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`model` and `fitted_recipe` are protobuf's JSON."""

    format: int
    readable_by: str = ""
    model: dict[str, Any]
    fitted_recipe: dict[str, Any]
    arrays_sha256: str = ""
    made_with: dict[str, str] = {}


def completed(model: Model, fitted: FittedRecipe) -> Model:
    """Return a model with what is known of it when it is kept: its inputs, and the libraries."""
    made_with = {name: version(name) for name in _MADE_WITH}
    return msgspec.structs.replace(model, inputs=inputs_of(fitted), made_with=made_with)


def encoded(model: Model, fitted: FittedRecipe) -> bytes:
    """Return the file."""
    stored = _Stored(
        format=FORMAT,
        readable_by=READABLE_BY,
        model=_to_json(models_codec.encode_model(model)),
        fitted_recipe=_to_json(pre_processing_codec.encode_fitted_recipe(fitted)),
    )
    return msgspec.json.format(msgspec.json.encode(stored))


def described(content: bytes, folder: Path, *, arrays_sha256: str | None) -> Description:
    """Return what the file of a folder says.

    Args:
        content: Of the file.
        folder: Where it lies, for messages.
        arrays_sha256: What the sums say of the arrays; None where there are none.

    Raises:
        brolly.FailedPrecondition: It cannot be understood, is of a newer format, or lacks its sums.
    """
    try:
        stored = _read(content, folder)
        model = models_codec.decode_model(_known(_from_json(stored.model, models_pb2.Model())))
        fitted = pre_processing_codec.decode_fitted_recipe(
            _from_json(stored.fitted_recipe, pre_processing_pb2.FittedRecipe())
        )
    except (msgspec.DecodeError, UnicodeDecodeError, json_format.ParseError, brolly.InvalidArgument) as error:
        raise damaged(folder, "model.json", str(error)) from error
    if stored.format == _WITHOUT_SUMS:
        model = msgspec.structs.replace(model, inputs=inputs_of(fitted), made_with=stored.made_with)
        arrays_sha256 = stored.arrays_sha256
    if not arrays_sha256:
        raise damaged(folder, "SHA256SUMS", "expected the sums of model.json and arrays.npz, got none")
    return Description(model=model, fitted=fitted, arrays_sha256=arrays_sha256)


def _read(content: bytes, folder: Path) -> _Stored:
    numbered = msgspec.json.decode(content, type=_Numbered)
    if not _WITHOUT_SUMS <= numbered.format <= FORMAT:
        newer = f"version {shown(numbered.readable_by)} or newer of" if numbered.readable_by else "a newer version of"
        raise brolly.FailedPrecondition(
            f"expected the model {folder.name!r} in a format from {_WITHOUT_SUMS} to {FORMAT}, got {numbered.format}; "
            f"{newer} ml-tools-models reads it: upgrade, or fit the model again"
        )
    return msgspec.json.decode(content, type=_Stored)


def _known(model: models_pb2.Model) -> models_pb2.Model:
    """Leave out the settings of an algorithm that is not known here: the model is listed, though nobody can use it."""
    if model.HasField("settings") and model.settings.WhichOneof("settings") is None:
        model.ClearField("settings")
    return model


def _to_json(message: Message) -> dict[str, Any]:
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def _from_json(stored: dict[str, Any], empty: Any) -> Any:
    """Read a message; what a newer version has added to it is left out."""
    return json_format.ParseDict(stored, empty, ignore_unknown_fields=True)

"""Kept models for other programs: checked here, written by the context `export`."""

from __future__ import annotations

import brolly
from ml_tools.models.export import onnx_model
from ml_tools.models.kept_models import KeptModels
from ml_tools.models.registry import Artefact
from ml_tools.models.structures import STRUCTURES, structure_of
from ml_tools.models_interface import ExportFormat

__all__ = ["export_model"]


async def export_model(kept: KeptModels, model_id: str, form: ExportFormat) -> bytes:
    """Return a file.

    Raises:
        brolly.InvalidArgument: The format is not known.
        ModelNotFound: There is no such model.
        brolly.FailedPrecondition: Models of its algorithm have no such form.
    """
    if form is not ExportFormat.ONNX:
        raise brolly.InvalidArgument(f"format: expected ONNX, got {form.value}")
    return await brolly.offload(_as_onnx, await kept.artefact(model_id))


def _as_onnx(artefact: Artefact) -> bytes:
    model = artefact.model
    structure = structure_of(model.algorithm, model.task, artefact.arrays)
    if structure is None:
        raise brolly.FailedPrecondition(
            f"expected a model of {', '.join(STRUCTURES)} to export, got {model.model_id} of {model.algorithm}"
        )
    return onnx_model(model, artefact.fitted, structure)

"""Kept models side by side on the same rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.models.bounds import check_between, shown
from ml_tools.models.kept_models import KeptModels
from ml_tools.models.metrics import losses, measure
from ml_tools.models.predictions import predict_rows
from ml_tools.models.registry import Artefact
from ml_tools.models_interface import ComparedModel, Metric, ModelComparison

__all__ = ["compare_kept"]

_MOST = 100


class _Measured(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    model_id: str
    metrics: tuple[Metric, ...]
    losses: NDArray[np.float64]
    """`(rows,)`."""


async def compare_kept(kept: KeptModels, table: pa.Table, model_ids: Sequence[str]) -> ModelComparison:
    """Measure models on the rows of a table whose target is known.

    Raises:
        brolly.InvalidArgument: There is no model, one twice, or they do not predict the same.
        ModelNotFound: There is no such model.
        ColumnNotFound: The table lacks a column.
    """
    check_between("model_ids: how many", len(model_ids), 1, _MOST)
    artefacts = [await kept.artefact(model_id) for model_id in model_ids]
    _check_alike(artefacts)
    measured = [await _measured(kept, table, artefact) for artefact in artefacts]
    return await brolly.offload(_compared, measured)


def _check_alike(artefacts: Sequence[Artefact]) -> None:
    first, seen = artefacts[0].model, set[str]()
    for model in (artefact.model for artefact in artefacts):
        if model.model_id in seen:
            raise brolly.InvalidArgument(f"model_ids: expected each model once, got {model.model_id} twice")
        seen.add(model.model_id)
        if (model.target, model.task) != (first.target, first.task):
            raise brolly.InvalidArgument(
                f"model_ids: expected models of one target and task, got {first.model_id} for {first.task.name.lower()}"
                f" of {shown(first.target)} and {model.model_id} for {model.task.name.lower()} of {shown(model.target)}"
            )


async def _measured(kept: KeptModels, table: pa.Table, artefact: Artefact) -> _Measured:
    examples = await kept.examples(table, artefact)
    outputs = await brolly.offload(predict_rows, artefact, examples.features)
    count = examples.class_count
    return _Measured(
        model_id=artefact.model.model_id,
        metrics=await brolly.offload(measure, examples.target, outputs, class_count=count),
        losses=await brolly.offload(losses, examples.target, outputs, class_count=count),
    )


def _compared(measured: Sequence[_Measured]) -> ModelComparison:
    ranked = sorted(measured, key=lambda each: each.metrics[0].value)
    best = ranked[0]
    return ModelComparison(
        models=tuple(_beside(each, best) for each in ranked),
        row_count=len(best.losses),
    )


def _beside(measured: _Measured, best: _Measured) -> ComparedModel:
    difference = measured.losses - best.losses
    rows = len(difference)
    return ComparedModel(
        model_id=measured.model_id,
        metrics=measured.metrics,
        difference=float(np.mean(difference)),
        standard_error=float(np.std(difference, ddof=1) / np.sqrt(rows)) if rows > 1 else 0.0,
    )

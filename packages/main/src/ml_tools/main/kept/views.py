"""What is told of kept models, as JSON has it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from ml_tools.models_interface import AlgorithmSettings, ComparedModel, Metric, Model, ModelComparison

__all__ = ["ComparedView", "ComparisonOfKept", "KeptModel", "ModelSummary", "compared", "detail", "summary"]


class ModelSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A model in a list."""

    model_id: str
    tags: tuple[str, ...]
    algorithm: str
    task: str
    """`regression` or `classification`."""
    target: str
    rows: int
    """How many it was fitted to."""
    created_at: datetime
    metrics: dict[str, float]
    """Of the last evaluation that was recorded; empty when none was."""


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """A column that a model needs."""

    name: str
    kind: str
    """`number` or `text`."""
    levels: tuple[str, ...]
    """The texts that it knows."""


class KeptModel(ModelSummary, frozen=True, kw_only=True):
    """Everything that is known of a model."""

    classes: tuple[str, ...]
    """In the order of their index; empty for regression."""
    inputs: tuple[Input, ...]
    settings: dict[str, Any] | None
    """Of the algorithm, those that were said; null when they were not kept."""
    fit_seconds: float
    training_metrics: dict[str, float]
    """What the algorithm measured while it learned."""
    evaluated_at: datetime | None
    evaluated_rows: int | None
    size_bytes: int | None
    made_with: dict[str, str]
    """The versions of the libraries that it was fitted with."""
    notes: tuple[str, ...]
    """What was done to the data, in words."""


class ComparedView(msgspec.Struct, frozen=True, kw_only=True):
    """How a model does beside the best."""

    model_id: str
    metrics: dict[str, float]
    difference: float
    """By how much its loss is larger than that of the best, on average over the rows."""
    standard_error: float


class ComparisonOfKept(msgspec.Struct, frozen=True, kw_only=True):
    """Kept models on the same rows."""

    source: str
    rows: int
    models: tuple[ComparedView, ...]
    """The best first."""


def summary(model: Model) -> ModelSummary:
    """Return what a list tells of a model."""
    return ModelSummary(**_summary(model))


def detail(model: Model) -> KeptModel:
    """Return everything that is known of a model."""
    evaluation = model.evaluation
    return KeptModel(
        **_summary(model),
        classes=model.classes,
        inputs=tuple(Input(name=each.name, kind=each.kind.name.lower(), levels=each.levels) for each in model.inputs),
        settings=None if model.settings is None else _said(model.settings.settings),
        fit_seconds=model.fit_seconds,
        training_metrics=_by_name(model.training_metrics),
        evaluated_at=evaluation and evaluation.evaluated_at,
        evaluated_rows=evaluation and evaluation.row_count,
        size_bytes=model.size_bytes,
        made_with=dict(model.made_with),
        notes=model.notes,
    )


def compared(source: str, comparison: ModelComparison) -> ComparisonOfKept:
    """Return what is told of a comparison."""
    return ComparisonOfKept(source=source, rows=comparison.row_count, models=tuple(map(_compared, comparison.models)))


def _summary(model: Model) -> dict[str, Any]:
    return {
        "model_id": model.model_id,
        "tags": model.tags,
        "algorithm": model.algorithm,
        "task": model.task.name.lower(),
        "target": model.target,
        "rows": model.row_count,
        "created_at": model.created_at,
        "metrics": _by_name(model.evaluation.metrics if model.evaluation else ()),
    }


def _compared(model: ComparedModel) -> ComparedView:
    return ComparedView(
        model_id=model.model_id,
        metrics=_by_name(model.metrics),
        difference=model.difference,
        standard_error=model.standard_error,
    )


def _by_name(metrics: Iterable[Metric]) -> dict[str, float]:
    return {metric.name: metric.value for metric in metrics}


def _said(settings: AlgorithmSettings) -> dict[str, Any]:
    """Return the settings that are not left to the algorithm, enums by their names."""
    fields = {name: getattr(settings, name) for name in settings.__struct_fields__}
    return {name: _plain(value) for name, value in fields.items() if value is not None and value != ()}


def _plain(value: Any) -> Any:
    return value.name.lower() if isinstance(value, enum.Enum) else msgspec.to_builtins(value)

"""The contract `Models`, on JAX: checks what callers ask, and hands it to the contexts."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

import pyarrow as pa

import brolly
from ml_tools.models.bounds import check_between
from ml_tools.models.config import ModelsConfig
from ml_tools.models.contestants import contestants
from ml_tools.models.explaining import attribute, explain, partial_dependence
from ml_tools.models.exporting import export_model
from ml_tools.models.fitting import Fitting, fit, unsigned
from ml_tools.models.kept_models import KeptModels
from ml_tools.models.metrics import measure
from ml_tools.models.model_comparison import compare_kept
from ml_tools.models.predictions import predict_rows, predictions_table
from ml_tools.models.registry import Registry, Wanted, check_tag
from ml_tools.models.searching import candidate_of, plan
from ml_tools.models.selection import Folds, Prepare, cross_validate, search
from ml_tools.models.splitting import Split, check_folds, check_size, split_of
from ml_tools.models_interface import (
    Algorithm,
    AlgorithmSettings,
    Candidates,
    DefaultSpace,
    Evaluation,
    Explanation,
    ExportFormat,
    FoldScore,
    Model,
    ModelComparison,
    SearchStrategy,
    Trial,
)
from ml_tools.models_interface.v1.models import (
    AttributeResponse,
    DeleteModelResponse,
    ExportModelResponse,
    ListModelsResponse,
    PartialDependenceResponse,
    PredictResponse,
    UntagModelResponse,
)
from ml_tools.utils_interface import PreProcessing, Recipe, Task

__all__ = ["JaxModels"]

_LARGEST_PAGE = 1_000
_CHUNK_BYTES = 1024**2


class JaxModels:
    """Computes in the threads of the application; asks `PreProcessing` for all features."""

    def __init__(self, pre_processing: PreProcessing, registry: Registry, config: ModelsConfig) -> None:
        self._pre_processing = pre_processing
        self._registry = registry
        self._kept = KeptModels(pre_processing, registry)
        self._config = config

    async def fit_model(
        self,
        table: pa.Table,
        *,
        target: str,
        algorithm: AlgorithmSettings,
        recipe: Recipe | None = None,
        seed: int | None = None,
        task: Task | None = None,
    ) -> Model:
        fitting = Fitting(target=target, algorithm=algorithm, recipe=recipe, seed=seed or 0, task=_known(task))
        artefact = await fit(self._pre_processing, table, fitting, self._config)
        return await brolly.offload(self._registry.keep, artefact)

    async def predict(self, table: pa.Table, *, model_id: str) -> PredictResponse:
        artefact = await self._kept.artefact(model_id)
        outputs = await brolly.offload(predict_rows, artefact, await self._kept.features(table, artefact))
        return PredictResponse(predictions=await brolly.offload(predictions_table, artefact.model, outputs))

    async def evaluate(self, table: pa.Table, *, model_id: str, record: bool | None = None) -> Evaluation:
        artefact = await self._kept.artefact(model_id)
        examples = await self._kept.examples(table, artefact)
        outputs = await brolly.offload(predict_rows, artefact, examples.features)
        metrics = await brolly.offload(measure, examples.target, outputs, class_count=examples.class_count)
        evaluation = Evaluation(metrics=metrics, row_count=len(examples.target))
        if record:
            await brolly.offload(self._registry.record, artefact.model.model_id, evaluation)
        return evaluation

    async def compare_models(self, table: pa.Table, *, model_ids: tuple[str, ...] = ()) -> ModelComparison:
        return await compare_kept(self._kept, table, model_ids)

    async def explain(
        self, table: pa.Table, *, model_id: str, shuffles: int | None = None, seed: int | None = None
    ) -> Explanation:
        return await explain(self._kept, table, model_id, shuffles=shuffles, seed=seed)

    async def partial_dependence(
        self,
        table: pa.Table,
        *,
        model_id: str,
        columns: tuple[str, ...] = (),
        values: int | None = None,
        rows: int | None = None,
        individual_rows: int | None = None,
        seed: int | None = None,
    ) -> PartialDependenceResponse:
        return await partial_dependence(
            self._kept,
            table,
            model_id,
            columns=columns,
            values=values,
            rows=rows,
            individual_rows=individual_rows,
            seed=seed,
        )

    async def attribute(self, table: pa.Table, *, model_id: str, class_name: str | None = None) -> AttributeResponse:
        return await attribute(self._kept, table, model_id, class_name=class_name)

    async def cross_validate(  # noqa: PLR0913 - as the contract says
        self,
        table: pa.Table,
        *,
        target: str,
        algorithms: tuple[Algorithm, ...] = (),
        recipe: Recipe | None = None,
        folds: int,
        seed: int,
        task: Task | None = None,
        group_column: str | None = None,
        time_column: str | None = None,
    ) -> AsyncGenerator[FoldScore, None]:
        task = _known(task)
        split = split_of(folds, group_column, time_column)
        found = contestants(algorithms, task, recipe, max_model_bytes=self._config.max_model_bytes)
        prepared = self._splits(table, target, split, seed, task)
        scoring = cross_validate(prepared, found, folds=folds, seed=unsigned(seed), max_cells=self._config.max_cells)
        async with aclosing(scoring) as scores:
            async for score in scores:
                yield score

    async def search(  # noqa: PLR0913 - as the contract says
        self,
        table: pa.Table,
        *,
        target: str,
        space: DefaultSpace | Candidates,
        strategy: SearchStrategy,
        budget_seconds: float,
        most_trials: int | None = None,
        folds: int | None = None,
        holdout_share: float | None = None,
        group_column: str | None = None,
        time_column: str | None = None,
        recipe: Recipe | None = None,
        seed: int | None = None,
        task: Task | None = None,
    ) -> AsyncGenerator[Trial, None]:
        task, seed = _known(task), seed or 0
        folds = check_folds(folds, holdout_share)
        split = split_of(folds, group_column, time_column, holdout_share=holdout_share)
        asked = plan(
            space,
            strategy,
            budget_seconds=budget_seconds,
            most_trials=most_trials,
            folds=folds,
            seed=unsigned(seed),
        )
        candidate = candidate_of(
            space,
            task,
            recipe,
            most_trials=most_trials,
            seed=unsigned(seed),
            max_model_bytes=self._config.max_model_bytes,
        )
        prepared = Folds(self._splits(table, target, split, seed, task), self._config.max_cells)
        async with aclosing(prepared), aclosing(search(prepared, candidate, asked)) as trials:
            async for trial in trials:
                yield trial

    async def get_model(self, model_id: str) -> Model:
        return await brolly.offload(self._registry.model, model_id)

    async def list_models(
        self,
        *,
        page_size: int | None = None,
        after: str | None = None,
        tag: str | None = None,
        algorithm: str | None = None,
        target: str | None = None,
    ) -> ListModelsResponse:
        size = check_between("page_size", 100 if page_size is None else page_size, 1, _LARGEST_PAGE)
        wanted = Wanted(tag=tag, algorithm=algorithm, target=target)
        models, next_after = await brolly.offload(self._registry.page, size, after, wanted)
        return ListModelsResponse(models=tuple(models), next_after=next_after)

    async def tag_model(self, model_id: str, *, tag: str) -> Model:
        return await brolly.offload(self._registry.tag, model_id, check_tag(tag))

    async def untag_model(self, tag: str) -> UntagModelResponse:
        await brolly.offload(self._registry.untag, tag)
        return UntagModelResponse()

    async def delete_model(self, model_id: str) -> DeleteModelResponse:
        await brolly.offload(self._registry.delete, model_id)
        return DeleteModelResponse()

    async def export_model(self, model_id: str, *, format: ExportFormat) -> AsyncGenerator[ExportModelResponse, None]:
        contents = await export_model(self._kept, model_id, format)
        for start in range(0, len(contents), _CHUNK_BYTES):
            yield ExportModelResponse(chunk=contents[start : start + _CHUNK_BYTES])

    def _splits(self, table: pa.Table, target: str, split: Split, seed: int, task: Task | None) -> Prepare:
        """Return what splits the rows, and makes features by a recipe."""
        check_size(table, self._config.max_cells)
        return partial(self._pre_processing.prepare, table, target=target, split=split, seed=seed, task=task)


def _known(task: Task | None) -> Task | None:
    """Return the task that a caller asks for, None when that is left to the target."""
    if task is None or not task.value:
        return None
    if not task.is_known:
        raise brolly.InvalidArgument(f"task: expected REGRESSION or CLASSIFICATION, got {task.value}")
    return task

"""The contract `Models`, on JAX: checks what callers ask, and hands it to the contexts."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial

import pyarrow as pa

import brolly
from ml_tools.models.algorithms import check_task, default_recipe, learner, name_of
from ml_tools.models.bounds import check_between
from ml_tools.models.config import ModelsConfig
from ml_tools.models.contestants import contestants
from ml_tools.models.examples import Examples, Features, read_examples, read_features
from ml_tools.models.explanation import importances
from ml_tools.models.metrics import measure
from ml_tools.models.predictions import predict_rows, predictions_table
from ml_tools.models.registry import Artefact, Registry, new_model_id
from ml_tools.models.searching import candidate_of, plan
from ml_tools.models.selection import Folds, Prepare, cross_validate, search
from ml_tools.models.splitting import Split, check_folds, check_size, split_of
from ml_tools.models.targets import known_targets
from ml_tools.models_interface import (
    Algorithm,
    AlgorithmSettings,
    Candidates,
    DefaultSpace,
    Evaluation,
    Explanation,
    FoldScore,
    Model,
    SearchStrategy,
    Trial,
)
from ml_tools.models_interface.v1.models import DeleteModelResponse, ListModelsResponse, PredictResponse
from ml_tools.utils_interface import AllRows, PreparedSplit, PreProcessing, Recipe, Task

__all__ = ["JaxModels"]

_MOST_SHUFFLES = 100
_LARGEST_PAGE = 1_000


class JaxModels:
    """Computes in the threads of the application; asks `PreProcessing` for all features."""

    def __init__(self, pre_processing: PreProcessing, registry: Registry, config: ModelsConfig) -> None:
        self._pre_processing = pre_processing
        self._registry = registry
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
        started, seed, task = time.perf_counter(), seed or 0, _known(task)
        learn = learner(algorithm, where="algorithm", max_model_bytes=self._config.max_model_bytes)
        if task is not None:
            check_task(algorithm, task, where="algorithm")
        prepared = await self._prepare(table, target, recipe or default_recipe(algorithm), seed, task)
        check_task(algorithm, prepared.task, where="algorithm")
        examples = await brolly.offload(read_examples, prepared.train, prepared, max_cells=self._config.max_cells)
        arrays = await learn(examples, seed=_unsigned(seed))
        model = Model(
            model_id=new_model_id(name_of(algorithm)),
            algorithm=name_of(algorithm),
            task=prepared.task,
            target=target,
            classes=prepared.classes,
            columns=tuple(each.name for each in prepared.fitted.inputs or prepared.fitted.columns),
            row_count=len(examples.target),
            created_at=datetime.now(UTC),
            fit_seconds=time.perf_counter() - started,
            notes=prepared.fitted.notes,
        )
        await brolly.offload(self._registry.keep, Artefact(model=model, fitted=prepared.fitted, arrays=arrays))
        return model

    async def predict(self, table: pa.Table, *, model_id: str) -> PredictResponse:
        artefact = await brolly.offload(self._registry.artefact, model_id)
        outputs = await brolly.offload(predict_rows, artefact, await self._features(table, artefact))
        return PredictResponse(predictions=await brolly.offload(predictions_table, artefact.model, outputs))

    async def evaluate(self, table: pa.Table, *, model_id: str) -> Evaluation:
        artefact, examples = await self._examples(table, model_id)
        outputs = await brolly.offload(predict_rows, artefact, examples.features)
        metrics = await brolly.offload(measure, examples.target, outputs, class_count=examples.class_count)
        return Evaluation(metrics=metrics, row_count=len(examples.target))

    async def explain(
        self, table: pa.Table, *, model_id: str, shuffles: int | None = None, seed: int | None = None
    ) -> Explanation:
        shuffles = check_between("shuffles", 5 if shuffles is None else shuffles, 1, _MOST_SHUFFLES)
        artefact, examples = await self._examples(table, model_id)
        found = await brolly.offload(
            importances,
            partial(predict_rows, artefact),
            examples,
            artefact.fitted,
            shuffles=shuffles,
            seed=_unsigned(seed or 0),
        )
        return Explanation(importances=found)

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
        scoring = cross_validate(prepared, found, folds=folds, seed=_unsigned(seed), max_cells=self._config.max_cells)
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
            seed=_unsigned(seed),
        )
        candidate = candidate_of(
            space,
            task,
            recipe,
            most_trials=most_trials,
            seed=_unsigned(seed),
            max_model_bytes=self._config.max_model_bytes,
        )
        prepared = Folds(self._splits(table, target, split, seed, task), self._config.max_cells)
        async with aclosing(prepared), aclosing(search(prepared, candidate, asked)) as trials:
            async for trial in trials:
                yield trial

    async def get_model(self, model_id: str) -> Model:
        return await brolly.offload(self._registry.model, model_id)

    async def list_models(self, *, page_size: int | None = None, after: str | None = None) -> ListModelsResponse:
        size = check_between("page_size", 100 if page_size is None else page_size, 1, _LARGEST_PAGE)
        models, next_after = await brolly.offload(self._registry.page, size, after)
        return ListModelsResponse(models=tuple(models), next_after=next_after)

    async def delete_model(self, model_id: str) -> DeleteModelResponse:
        await brolly.offload(self._registry.delete, model_id)
        return DeleteModelResponse()

    async def _prepare(
        self, table: pa.Table, target: str, recipe: Recipe, seed: int, task: Task | None
    ) -> PreparedSplit:
        """Fit the recipe to all rows that have a target."""
        check_size(table, self._config.max_cells)
        preparing = self._pre_processing.prepare(
            table, target=target, recipe=recipe, split=AllRows(), seed=seed, task=task
        )
        async with aclosing(preparing) as splits:
            return await anext(splits)

    def _splits(self, table: pa.Table, target: str, split: Split, seed: int, task: Task | None) -> Prepare:
        """Return what splits the rows, and makes features by a recipe."""
        check_size(table, self._config.max_cells)
        return partial(self._pre_processing.prepare, table, target=target, split=split, seed=seed, task=task)

    async def _features(self, table: pa.Table, artefact: Artefact) -> Features:
        applied = await self._pre_processing.apply_recipe(table, fitted=artefact.fitted)
        return await brolly.offload(read_features, applied.features)

    async def _examples(self, table: pa.Table, model_id: str) -> tuple[Artefact, Examples]:
        """Return a model, and the rows of a table whose target is known."""
        artefact = await brolly.offload(self._registry.artefact, model_id)
        known = await brolly.offload(known_targets, table, artefact.model)
        features = await self._features(known.table, artefact)
        return artefact, Examples(features=features, target=known.target, class_count=len(artefact.model.classes))


def _unsigned(seed: int) -> int:
    return seed % 2**64


def _known(task: Task | None) -> Task | None:
    """Return the task that a caller asks for, None when that is left to the target."""
    if task is None or not task.value:
        return None
    if not task.is_known:
        raise brolly.InvalidArgument(f"task: expected REGRESSION or CLASSIFICATION, got {task.value}")
    return task

"""A fit of one algorithm to a table: its recipe, what it learned, and what is told of both."""

from __future__ import annotations

import time
from contextlib import aclosing
from datetime import UTC, datetime

import msgspec
import pyarrow as pa

import brolly
from ml_tools.models.algorithms import check_task, default_recipe, learner, name_of
from ml_tools.models.config import ModelsConfig
from ml_tools.models.examples import Examples, read_examples
from ml_tools.models.learner import Arrays, training_metrics
from ml_tools.models.registry import Artefact, new_model_id
from ml_tools.models.splitting import check_size
from ml_tools.models_interface import Algorithm, AlgorithmSettings, Model
from ml_tools.utils_interface import AllRows, PreparedSplit, PreProcessing, Recipe, Task

__all__ = ["Fitting", "fit", "unsigned"]


class Fitting(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be fitted."""

    target: str
    algorithm: AlgorithmSettings
    recipe: Recipe | None
    """The default of the algorithm when None."""
    seed: int
    task: Task | None
    """That of the target when None."""


async def fit(pre_processing: PreProcessing, table: pa.Table, fitting: Fitting, config: ModelsConfig) -> Artefact:
    """Fit the recipe and the algorithm to all rows that have a target.

    Raises:
        brolly.InvalidArgument: A setting is out of its range, or the algorithm cannot do the task.
        brolly.ResourceExhausted: The table, or the model, is too large.
    """
    started, algorithm = time.perf_counter(), fitting.algorithm
    learn = learner(algorithm, where="algorithm", max_model_bytes=config.max_model_bytes)
    if fitting.task is not None:
        check_task(algorithm, fitting.task, where="algorithm")
    recipe = fitting.recipe or default_recipe(algorithm)
    check_size(table, config.max_cells)
    prepared = await _prepared(pre_processing, table, fitting, recipe)
    check_task(algorithm, prepared.task, where="algorithm")
    examples = await brolly.offload(read_examples, prepared.train, prepared, max_cells=config.max_cells)
    arrays = await learn(examples, seed=unsigned(fitting.seed))
    model = _model(fitting, recipe, prepared, examples, arrays, seconds=time.perf_counter() - started)
    return Artefact(model=model, fitted=prepared.fitted, arrays=arrays)


def unsigned(seed: int) -> int:
    """Return a seed from 0 to 2**64 - 1."""
    return seed % 2**64


async def _prepared(pre_processing: PreProcessing, table: pa.Table, fitting: Fitting, recipe: Recipe) -> PreparedSplit:
    preparing = pre_processing.prepare(
        table, target=fitting.target, recipe=recipe, split=AllRows(), seed=fitting.seed, task=fitting.task
    )
    async with aclosing(preparing) as splits:
        return await anext(splits)


def _model(
    fitting: Fitting, recipe: Recipe, prepared: PreparedSplit, examples: Examples, arrays: Arrays, *, seconds: float
) -> Model:
    name, fitted = name_of(fitting.algorithm), prepared.fitted
    return Model(
        model_id=new_model_id(name),
        algorithm=name,
        task=prepared.task,
        target=fitting.target,
        classes=prepared.classes,
        columns=tuple(each.name for each in fitted.inputs or fitted.columns),
        row_count=len(examples.target),
        created_at=datetime.now(UTC),
        fit_seconds=seconds,
        notes=fitted.notes,
        settings=Algorithm(name=name, settings=fitting.algorithm),
        recipe=recipe,
        training_metrics=training_metrics(arrays),
    )

"""What kept models are asked to explain: checked here, computed by the context `explain`."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.models.bounds import check_between, shown
from ml_tools.models.examples import Outputs
from ml_tools.models.explain import (
    Dependence,
    averages_table,
    check_class,
    column_grid,
    contributions_table,
    drawn_rows,
    importances,
    individuals_table,
    scale_of,
    varied_tables,
)
from ml_tools.models.kept_models import KeptModels
from ml_tools.models.predictions import predict_rows
from ml_tools.models.registry import Artefact
from ml_tools.models.structure import Trees
from ml_tools.models.structures import structure_of
from ml_tools.models_interface import Explanation
from ml_tools.models_interface.v1.models import AttributeResponse, PartialDependenceResponse
from ml_tools.utils_interface import ColumnNotFound

__all__ = ["attribute", "explain", "partial_dependence"]

_MOST_SHUFFLES = 100
_MOST_VALUES = 100
_MOST_ROWS = 10_000
_MOST_INDIVIDUALS = 1_000
_MOST_ATTRIBUTED = 1_000_000


async def explain(
    kept: KeptModels, table: pa.Table, model_id: str, *, shuffles: int | None, seed: int | None
) -> Explanation:
    """Shuffle each column."""
    shuffles = check_between("shuffles", 5 if shuffles is None else shuffles, 1, _MOST_SHUFFLES)
    artefact = await kept.artefact(model_id)
    examples = await kept.examples(table, artefact)
    predict, unsigned = partial(predict_rows, artefact), (seed or 0) % 2**64
    found = await brolly.offload(importances, predict, examples, artefact.fitted, shuffles=shuffles, seed=unsigned)
    return Explanation(importances=found)


async def partial_dependence(
    kept: KeptModels,
    table: pa.Table,
    model_id: str,
    *,
    columns: Sequence[str],
    values: int | None,
    rows: int | None,
    individual_rows: int | None,
    seed: int | None,
) -> PartialDependenceResponse:
    """Set one or two columns to some values in all rows."""
    values = check_between("values", 20 if values is None else values, 2, _MOST_VALUES)
    rows = check_between("rows", 1_000 if rows is None else rows, 1, _MOST_ROWS)
    individuals = check_between("individual_rows", individual_rows or 0, 0, _MOST_INDIVIDUALS)
    check_between("columns: how many", len(columns), 1, 2)
    artefact = await kept.artefact(model_id)
    _check_columns(columns, artefact)
    if not table.num_rows:
        raise brolly.InvalidArgument("table: expected at least one row, got none")
    random = np.random.Generator(np.random.PCG64((seed or 0) % 2**64))
    drawn = drawn_rows(table.num_rows, rows, random)
    some = await brolly.offload(_taken, table, drawn, artefact)
    await kept.features(some, artefact)  # columns that are lacking, or of another kind, are told of by their names
    dependence = Dependence(
        table=some,
        grids={column: await brolly.offload(column_grid, some.column(column), column, values) for column in columns},
        classes=artefact.model.classes,
        individuals=drawn_rows(len(drawn), individuals, random),
        row_numbers=drawn,
    )
    outputs = await _varied_outputs(kept, artefact, dependence)
    return PartialDependenceResponse(
        averages=await brolly.offload(averages_table, dependence, outputs),
        individuals=await brolly.offload(individuals_table, dependence, outputs),
    )


async def _varied_outputs(kept: KeptModels, artefact: Artefact, dependence: Dependence) -> Outputs:
    found: list[Outputs] = []
    varied = varied_tables(dependence)
    while (table := await brolly.offload(next, varied, None)) is not None:
        found.append(await brolly.offload(predict_rows, artefact, await kept.features(table, artefact)))
    return np.concatenate(found)


async def attribute(kept: KeptModels, table: pa.Table, model_id: str, *, class_name: str | None) -> AttributeResponse:
    """Take predictions of trees apart."""
    artefact = await kept.artefact(model_id)
    model = artefact.model
    class_name = check_class(model, class_name)
    check_between("table: how many rows", table.num_rows, 0, _MOST_ATTRIBUTED)
    trees = _trees(artefact)
    features = await kept.features(table, artefact)
    place = model.classes.index(class_name) if class_name is not None else 0
    found = await brolly.offload(contributions_table, trees, features, artefact.fitted, place)
    return AttributeResponse(contributions=found, scale=scale_of(trees), class_name=class_name)


def _trees(artefact: Artefact) -> Trees:
    """Return the trees of a model.

    Raises:
        brolly.FailedPrecondition: It is not made of trees, or an older version has kept it without what is needed.
    """
    model = artefact.model
    found = structure_of(model.algorithm, model.task, artefact.arrays)
    if not isinstance(found, Trees):
        raise brolly.FailedPrecondition(
            f"expected a model that is made of trees, got {model.model_id} of {model.algorithm}; "
            "ask explain or partial_dependence, which work for every model"
        )
    if found.cover is None:
        raise brolly.FailedPrecondition(
            f"expected a model that knows how many rows its leaves were made of, got {model.model_id} of an older "
            "version of ml-tools-models; fit it again"
        )
    return found


def _check_columns(columns: Sequence[str], artefact: Artefact) -> None:
    if len(set(columns)) < len(columns):
        raise brolly.InvalidArgument(f"columns: expected two different ones, got {shown(columns[0])} twice")
    for column in columns:
        if column not in artefact.model.columns:
            near = tuple(difflib.get_close_matches(column[:60], artefact.model.columns[:1000], n=3))
            hint = f"; did you mean {shown(near[0])}?" if near else ""
            raise ColumnNotFound(
                f"columns: expected columns that the model uses, got {shown(column)}{hint}", column=column, near=near
            )


def _taken(table: pa.Table, rows: NDArray[np.int64], artefact: Artefact) -> pa.Table:
    """Return some rows of the columns that a model needs, as far as they are there."""
    there = [name for name in table.column_names if name in set(artefact.model.columns)]
    return table.select(there).take(rows)

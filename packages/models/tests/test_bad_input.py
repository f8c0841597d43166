"""Every algorithm meets tables that are not as they should be: it learns what can be learned, or says what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.models.algorithms import families
from ml_tools.models.family import Family
from ml_tools.models_interface import Algorithm, Candidates, ConvNet, DefaultSpace, Models, SearchStrategy
from ml_tools.utils_interface import ColumnNotFound, Task, UnusableTarget

QUICK = {
    "trees": 3,
    "epochs": 2,
    "components": 20,
    "neighbors": 3,
    "hidden": (),
}
ROWS = 40
ABLE = [
    pytest.param(family, task, id=f"{family.name}-{task.name.lower()}")
    for family in families()
    for task in family.predict
]

CLASSIFIERS = [family for family in families() if Task.CLASSIFICATION in family.predict]


@pytest.fixture
def models(system: brolly.System) -> Models:
    return system.client(Models)


def quick(family: Family, columns: int = 4) -> Any:
    """Settings with which it learns in no time."""
    if family.settings is ConvNet:
        return ConvNet(height=1, width=columns, epochs=2)
    fields = family.settings.__struct_fields__
    return family.settings(**{name: value for name, value in QUICK.items() if name in fields})


def table(task: Task, rows: int = ROWS, columns: int = 4) -> pa.Table:
    random = np.random.default_rng(0)
    x = random.normal(size=(rows, columns))
    target = pa.array(x[:, 0]) if task is Task.REGRESSION else pa.array(np.where(x[:, 0] > 0, "yes", "no"))
    return pa.table({**{f"x{number}": x[:, number] for number in range(columns)}, "y": target})


async def predicted(models: Models, family: Family, given: pa.Table, *, columns: int | None = None) -> np.ndarray:
    """Fit, predict the same rows, and return the numbers that were predicted."""
    settings = quick(family, given.num_columns - 1 if columns is None else columns)
    model = await models.fit_model(given, target="y", algorithm=settings)
    predictions = (await models.predict(given, model_id=model.model_id)).predictions
    names = predictions.column_names[1:] if model.classes else ["predicted"]
    numbers = [predictions[name].to_numpy() for name in names]
    assert np.isfinite(numbers).all()
    if model.classes:
        np.testing.assert_allclose(np.sum(numbers, axis=0), 1.0, atol=1e-5)
    return np.asarray(numbers)


@pytest.mark.parametrize(("family", "task"), ABLE)
async def test_columns_that_are_constant_missing_or_extreme_do_no_harm(
    models: Models, family: Family, task: Task
) -> None:
    given = table(task)
    for name, column in (
        ("constant", np.full(ROWS, 7.0)),
        ("missing", np.full(ROWS, np.nan)),
        ("large", np.arange(ROWS) * 1e30),
        ("small", np.arange(ROWS) * 1e-30),
        ("infinite", np.where(np.arange(ROWS) % 9 == 0, np.inf, 1.0 * np.arange(ROWS))),
        ("again", given["x0"].to_numpy()),
    ):
        given = given.append_column(name, pa.array(column))

    await predicted(models, family, given)


@pytest.mark.parametrize(("family", "task"), ABLE)
async def test_more_columns_than_rows_are_learned_from(models: Models, family: Family, task: Task) -> None:
    await predicted(models, family, table(task, rows=8, columns=30))


@pytest.mark.parametrize(("family", "task"), ABLE)
async def test_one_row_or_one_class_cannot_be_learned_from_and_two_rows_can(
    models: Models, family: Family, task: Task
) -> None:
    given = table(task)
    same = given.set_column(given.num_columns - 1, "y", pa.array(["yes"] * ROWS))

    for refused in (given.slice(0, 1), same):
        with pytest.raises(UnusableTarget):
            await models.fit_model(refused, target="y", algorithm=quick(family))
    two = given.take([0, int(np.argmax(given["y"].to_numpy() != given["y"].to_numpy()[0]))])
    model = await models.fit_model(two, target="y", algorithm=quick(family), task=task)
    assert model.row_count == 2


@pytest.mark.parametrize("family", CLASSIFIERS, ids=lambda family: family.name)
async def test_300_classes_are_told_apart(models: Models, family: Family) -> None:
    rows = 900
    kind = np.arange(rows) % 300
    given = pa.table({"x0": kind * 1.0, "x1": (kind * 7 % 300) * 1.0, "y": [f"class {one}" for one in kind]})

    probabilities = await predicted(models, family, given)

    assert probabilities.shape == (300, rows)


@pytest.mark.parametrize(("family", "task"), ABLE)
async def test_columns_are_found_by_name_when_predicting(models: Models, family: Family, task: Task) -> None:
    given = table(task)
    model = await models.fit_model(given, target="y", algorithm=quick(family))

    async def answers(rows: pa.Table) -> list[Any]:
        return (await models.predict(rows, model_id=model.model_id)).predictions.to_pydict()["predicted"]

    shuffled = given.select(["x3", "x1", "x0", "x2"]).append_column("more", pa.array(["?"] * ROWS))
    assert await answers(shuffled) == await answers(given)
    with pytest.raises(ColumnNotFound, match="x2"):
        await answers(given.rename_columns(["x0", "x1", "x_2", "x3", "y"]))
    with pytest.raises(ColumnNotFound, match="x0"):
        await answers(given.drop_columns("x0"))
    with pytest.raises(brolly.InvalidArgument, match="x1"):
        await answers(given.set_column(1, "x1", pa.array([f"text {number}" for number in range(ROWS)])))


@pytest.mark.parametrize(("family", "task"), ABLE)
async def test_a_search_without_a_budget_is_refused(models: Models, family: Family, task: Task) -> None:
    algorithm = Algorithm(name="it", settings=quick(family))

    for space in (DefaultSpace(algorithm=algorithm), Candidates(algorithms=(algorithm,))):
        with pytest.raises(brolly.InvalidArgument, match="budget_seconds: expected a number above 0"):
            await anext(
                models.search(table(task), target="y", space=space, strategy=SearchStrategy.RANDOM, budget_seconds=0.0)
            )

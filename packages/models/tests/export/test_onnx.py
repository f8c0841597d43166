"""What ONNX Runtime predicts with an exported model is what the model predicts."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pyarrow as pa
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

import brolly
from ml_tools.models_interface import (
    Boosting,
    Constant,
    ElasticNet,
    ExportFormat,
    ExtraTrees,
    Forest,
    HiddenLayer,
    Lasso,
    Linear,
    LinearSvm,
    Logistic,
    Mlp,
    Models,
    Neighbors,
    NeighborWeights,
    RbfSvm,
    Ridge,
)
from ml_tools.utils_interface import (
    Columns,
    DateParts,
    DropColumns,
    DropOutliers,
    Encode,
    EncodeBy,
    EncodeTexts,
    Impute,
    ImputeBy,
    ImputeNumbers,
    OutliersBy,
    Recipe,
    Scale,
    ScaleBy,
    ScaleNumbers,
    Step,
    UnknownLevels,
)

SMALL = Forest(trees=10, max_depth=8)
LAYERS = Mlp(hidden=(HiddenLayer(units=9), HiddenLayer(units=5)), epochs=5)
BY_DISTANCE = Neighbors(neighbors=7, weights=NeighborWeights.DISTANCE)
NUMBERS = [
    Constant(),
    Linear(),
    Ridge(penalty=0.5),
    Lasso(penalty=0.1),
    ElasticNet(penalty=0.1),
    LinearSvm(),
    BY_DISTANCE,
    SMALL,
    Boosting(trees=10),
]
CLASSES = [
    Constant(),
    Logistic(),
    RbfSvm(components=50),
    Neighbors(),
    BY_DISTANCE,
    LAYERS,
    SMALL,
    Boosting(trees=10),
]
TWO_CLASSES = [Constant(), Logistic(), LinearSvm(), SMALL]
MIXED = [RbfSvm(components=50), LAYERS, Boosting(trees=10)]
LEFT_AS_IT_IS = Recipe(
    impute_numbers=ImputeNumbers.NONE, encode_texts=EncodeTexts.CODES, scale_numbers=ScaleNumbers.NONE
)
RANKED = Recipe(
    impute_numbers=ImputeNumbers.MEAN, encode_texts=EncodeTexts.ORDINAL, scale_numbers=ScaleNumbers.STANDARD
)
SHARED = Recipe(
    impute_numbers=ImputeNumbers.MEDIAN,
    encode_texts=EncodeTexts.ONE_HOT,
    scale_numbers=ScaleNumbers.STANDARD,
    max_levels=2,
)


@pytest.fixture
def models(system: brolly.System) -> Models:
    return system.client(Models)


async def exported(models: Models, model_id: str) -> onnxruntime.InferenceSession:
    chunks = [each.chunk async for each in models.export_model(model_id, format=ExportFormat.ONNX)]
    assert max(map(len, chunks)) <= 2**20
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(b"".join(chunks), options, providers=["CPUExecutionProvider"])


def given(session: onnxruntime.InferenceSession, table: pa.Table) -> dict[str, Any]:
    """Return the columns as the exported model takes them."""
    found: dict[str, Any] = {}
    for column in session.get_inputs():
        values = table[column.name]
        if column.type == "tensor(string)":
            found[column.name] = np.array([value or "" for value in values.to_pylist()], object)[:, None]
        else:
            numbers = values.cast(pa.uint8()) if pa.types.is_boolean(values.type) else values
            found[column.name] = numbers.cast(pa.float64()).to_numpy()[:, None]
    return found


async def check(models: Models, table: pa.Table, target: str, algorithm: Any, recipe: Recipe | None = None) -> None:
    model = await models.fit_model(table, target=target, algorithm=algorithm, recipe=recipe)
    expected = (await models.predict(table, model_id=model.model_id)).predictions
    session = await exported(models, model.model_id)

    found = session.run(None, given(session, table))

    assert [column.name for column in session.get_inputs()] == list(model.columns)
    if not model.classes:
        np.testing.assert_allclose(found[0], expected["predicted"], rtol=1e-5, atol=1e-5)
        return
    probabilities = np.column_stack([expected[f"probability of {name}"] for name in model.classes])
    np.testing.assert_allclose(found[1], probabilities, atol=1e-5)
    sure = np.sort(probabilities, axis=1)[:, -2:] @ [-1.0, 1.0] > 1e-4
    assert np.array(found[0])[sure].tolist() == np.array(expected["predicted"].to_pylist())[sure].tolist()


def sample(load: Any, target: str) -> pa.Table:
    loaded = load()
    columns = {f"column {number}": column for number, column in enumerate(loaded.data.T)}
    answer = loaded.target if target == "number" else [f"class {each}" for each in loaded.target]
    return pa.table({**columns, target: answer})


def mixed(rows: int = 200) -> pa.Table:
    random = np.random.default_rng(0)
    size, kind = random.normal(size=rows), random.choice(["flat", "house", "villa", "öde", "barn"], rows)
    price = 3 * size + 5 * (kind == "villa") - 2 * (kind == "flat") + random.normal(size=rows) / 10
    return pa.table(
        {
            "size": pa.array(np.where(random.random(rows) < 0.02, np.inf, size), mask=random.random(rows) < 0.1),
            "kind": pa.array(kind, mask=random.random(rows) < 0.1),
            "has garden": pa.array(random.random(rows) < 0.5),
            "count": random.integers(0, 5, rows),
            "price": price,
            "class": np.array(["cheap", "dear", "very dear"])[np.digitize(price, [0.0, 3.0])],
        }
    )


@pytest.mark.parametrize("algorithm", NUMBERS, ids=repr)
async def test_numbers_of_a_real_set_are_the_same(models: Models, algorithm: Any) -> None:
    await check(models, sample(load_diabetes, "number"), "number", algorithm)


@pytest.mark.parametrize("algorithm", CLASSES, ids=repr)
async def test_classes_of_a_real_set_are_the_same(models: Models, algorithm: Any) -> None:
    await check(models, sample(load_wine, "class"), "class", algorithm)


@pytest.mark.parametrize("algorithm", TWO_CLASSES, ids=repr)
async def test_two_classes_of_a_real_set_are_the_same(models: Models, algorithm: Any) -> None:
    await check(models, sample(load_breast_cancer, "class"), "class", algorithm)


@pytest.mark.parametrize("recipe", [None, LEFT_AS_IT_IS, RANKED, SHARED], ids=["default", "as-it-is", "ranked", "few"])
async def test_columns_with_gaps_and_texts_become_the_same_features(models: Models, recipe: Recipe | None) -> None:
    table = mixed()
    algorithms = [SMALL] if recipe is LEFT_AS_IT_IS else [Ridge(), SMALL]
    for algorithm in algorithms:
        await check(models, table.drop_columns("class"), "price", algorithm, recipe)
    await check(models, table.drop_columns("price"), "class", SMALL, recipe)


@pytest.mark.parametrize("algorithm", MIXED, ids=repr)
async def test_all_families_take_gaps_and_texts(models: Models, algorithm: Any) -> None:
    await check(models, mixed().drop_columns("class"), "price", algorithm)


async def test_neighbors_take_gaps_and_texts(models: Models) -> None:
    size = np.random.default_rng(1).normal(size=200)  # none missing: rows that are alike are nearest by rounding alone

    await check(models, mixed().drop_columns("class").set_column(0, "size", pa.array(size)), "price", Neighbors())


def stepped(*steps: Any, of: tuple[str, ...] = ()) -> Recipe:
    """A recipe of steps, for all columns that they take unless they are named."""
    columns = Columns(names=of) if of else None
    return Recipe(
        impute_numbers=ImputeNumbers.MEDIAN,
        encode_texts=EncodeTexts.ONE_HOT,
        scale_numbers=ScaleNumbers.STANDARD,
        steps=tuple(Step(action=step, columns=columns) for step in steps),
    )


FILLED = Impute(by=ImputeBy.MODE, indicator=True)
STEPS = {
    "mean": [Impute(by=ImputeBy.MEAN, indicator=True)],
    "filled texts": [FILLED],
    "constant": [Impute(by=ImputeBy.CONSTANT, number=-3.0, text="barn")],
    "new level": [Impute(by=ImputeBy.CONSTANT, text="none"), Encode(by=EncodeBy.ONE_HOT)],
    "one-hot": [Encode(by=EncodeBy.ONE_HOT, max_levels=2, unknown=UnknownLevels.RARE)],
    "ordinal": [FILLED, Encode(by=EncodeBy.ORDINAL, unknown=UnknownLevels.MISSING)],
    "target": [Encode(by=EncodeBy.TARGET, min_rows=40), Scale(by=ScaleBy.MIN_MAX)],
    "scaled twice": [Scale(by=ScaleBy.ROBUST), Impute(by=ImputeBy.MEDIAN), Scale(by=ScaleBy.STANDARD)],
    "fewer rows": [DropOutliers(by=OutliersBy.Z_SCORE), Impute(by=ImputeBy.MEAN)],
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
async def test_steps_are_applied_to_the_columns(models: Models, steps: list[Any]) -> None:
    await check(models, mixed().drop_columns("class"), "price", Ridge(), stepped(*steps))
    await check(models, mixed().drop_columns("price"), "class", SMALL, stepped(*steps))


async def test_columns_that_a_step_leaves_out_are_not_asked_for(models: Models) -> None:
    recipe = stepped(DropColumns(), of=("count", "kind"))

    await check(models, mixed().drop_columns("class"), "price", Ridge(), recipe)


@pytest.mark.parametrize(
    ("step", "what"),
    [
        (Impute(by=ImputeBy.NEIGHBORS), "filling by neighbors"),
        (Encode(by=EncodeBy.HASH), "hashes of texts"),
        (Encode(by=EncodeBy.ORDINAL, unknown=UnknownLevels.FAIL), "levels that fail where they are unknown"),
        (Scale(by=ScaleBy.YEO_JOHNSON), "the scale YEO_JOHNSON"),
        (DateParts(), "parts of dates and times"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_a_step_that_onnx_cannot_say_is_named(models: Models, step: Any, what: str) -> None:
    days = pa.array(np.arange(200, dtype=np.int32)).cast(pa.date32())
    table = mixed().drop_columns("class").append_column("day", days)
    recipe = stepped(Impute(by=ImputeBy.CONSTANT), step)
    model = await models.fit_model(table, target="price", algorithm=Ridge(), recipe=recipe)

    with pytest.raises(brolly.FailedPrecondition, match=rf"^step 2 of the recipe: .* got {what}; fit a model without"):
        await exported(models, model.model_id)


async def test_equally_near_rows_are_taken_in_order(models: Models) -> None:
    random = np.random.default_rng(0)
    x = random.integers(0, 3, (300, 2))
    table = pa.table({"a": x[:, 0], "b": x[:, 1], "y": random.normal(size=300)})

    await check(models, table, "y", BY_DISTANCE, LEFT_AS_IT_IS)


@pytest.mark.parametrize("target", ["price", "class"])
async def test_trees_with_gaps_and_categories_are_the_same(models: Models, target: str) -> None:
    without = mixed().drop_columns({"price": "class", "class": "price"}[target])

    await check(models, without, target, ExtraTrees(trees=10), LEFT_AS_IT_IS)


async def test_a_text_that_is_not_known_is_treated_the_same(models: Models) -> None:
    table = mixed().drop_columns("class")
    model = await models.fit_model(table.filter(pa.compute.field("kind") != "barn"), target="price", algorithm=SMALL)
    session = await exported(models, model.model_id)
    expected = (await models.predict(table, model_id=model.model_id)).predictions["predicted"]

    np.testing.assert_allclose(session.run(None, given(session, table))[0], expected, rtol=1e-5, atol=1e-5)


async def test_one_row_and_a_class_that_never_occurs_are_fine(models: Models) -> None:
    table = pa.table({"x": [0.0, 1.0, 2.0, 3.0], "y": ["a", "b", "a", "b"]})
    for algorithm in (Constant(), Logistic(), Neighbors(), SMALL):
        await check(models, table, "y", algorithm)
        model = (await models.list_models(page_size=1)).models[0]
        session = await exported(models, model.model_id)
        assert session.run(["probabilities"], given(session, table.slice(0, 1)))[0].shape == (1, 2)


async def test_an_export_says_what_it_is_of(models: Models) -> None:
    model = await models.fit_model(mixed().drop_columns("class"), target="price", algorithm=Ridge())
    await models.tag_model(model.model_id, tag="best")

    session = await exported(models, "tag:best")

    properties = session.get_modelmeta().custom_metadata_map
    assert properties == {"model_id": model.model_id, "algorithm": "ridge", "target": "price"}


async def test_a_column_called_as_an_output_is_refused(models: Models) -> None:
    table = pa.table({"predicted": [0.0, 1.0, 2.0], "y": [1.0, 2.0, 4.0]})
    model = await models.fit_model(table, target="y", algorithm=Linear())

    with pytest.raises(brolly.FailedPrecondition, match=r"without a column 'predicted'.*rename it"):
        await exported(models, model.model_id)

"""The service does what its contract says, with the real pre-processing beside it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes

import brolly
from ml_tools.models_interface import (
    Algorithm,
    Constant,
    FoldScore,
    Forest,
    Linear,
    Logistic,
    ModelNotFound,
    Models,
    Ridge,
)
from ml_tools.utils_interface import (
    ColumnNotFound,
    EncodeTexts,
    ImputeNumbers,
    Recipe,
    ScaleNumbers,
    Task,
    UnusableTarget,
)

RECIPE = Recipe(
    impute_numbers=ImputeNumbers.MEDIAN, encode_texts=EncodeTexts.ONE_HOT, scale_numbers=ScaleNumbers.STANDARD
)
SMALL = Forest(trees=5)


@pytest.fixture
def models(system: brolly.System) -> Models:
    return system.client(Models)


def diabetes() -> pa.Table:
    features, target = load_diabetes(return_X_y=True, as_frame=False, scaled=False)
    columns = {f"column {number}": feature for number, feature in enumerate(features.T)}
    return pa.table({**columns, "progression": target})


def tumours() -> pa.Table:
    loaded = load_breast_cancer()
    columns = {str(name): column for name, column in zip(loaded.feature_names, loaded.data.T, strict=True)}
    return pa.table({**columns, "diagnosis": [str(loaded.target_names[each]) for each in loaded.target]}).slice(0, 500)


def mixed(rows: int = 60) -> pa.Table:
    """Numbers with gaps, a text, a truth, and a target of numbers with gaps."""
    random = np.random.default_rng(0)
    size, kind = random.normal(size=rows), random.choice(["flat", "house", "villa"], rows)
    price = 3 * size + 5 * (kind == "villa") + random.normal(size=rows) / 10
    return pa.table(
        {
            "size": pa.array(size, mask=random.random(rows) < 0.1),
            "kind": pa.array(kind, mask=random.random(rows) < 0.1),
            "garden": random.random(rows) < 0.5,
            "price": pa.array(price, mask=np.arange(rows) % 10 == 7),
        }
    )


async def scores(models: Models, table: pa.Table, target: str, *, folds: int = 3, **algorithms: Any) -> list[FoldScore]:
    named = tuple(Algorithm(name=name, settings=settings) for name, settings in algorithms.items())
    scoring = models.cross_validate(table, target=target, algorithms=named, recipe=RECIPE, folds=folds, seed=1)
    return [score async for score in scoring]


def value(metrics: Any, name: str) -> float:
    return next(metric.value for metric in metrics if metric.name == name)


@pytest.mark.parametrize(
    "algorithm", [Constant(), Linear(), Ridge(penalty=0.1), SMALL], ids=lambda each: type(each).__name__
)
async def test_a_model_of_numbers_predicts_and_tells_how_well(models: Models, algorithm: Any) -> None:
    table = diabetes()

    model = await models.fit_model(table, target="progression", algorithm=algorithm)
    predictions = (await models.predict(table.drop_columns("progression"), model_id=model.model_id)).predictions
    evaluation = await models.evaluate(table, model_id=model.model_id)

    assert (model.task, model.target, model.classes, model.row_count) == (Task.REGRESSION, "progression", (), 442)
    assert model.algorithm == type(algorithm).__name__.lower() == model.model_id.partition("-")[0]
    assert model.columns == tuple(f"column {number}" for number in range(10))
    assert predictions.column_names == ["predicted"]
    assert predictions.schema.field("predicted").type == pa.float64()
    error = predictions["predicted"].to_numpy() - table["progression"].to_numpy()
    assert [metric.name for metric in evaluation.metrics] == ["rmse", "mae", "r2"]
    assert value(evaluation.metrics, "rmse") == pytest.approx(np.sqrt(np.mean(error**2)))
    assert value(evaluation.metrics, "r2") > 0.4 or algorithm == Constant()


@pytest.mark.parametrize("algorithm", [Constant(), Logistic(), SMALL], ids=repr)
async def test_a_model_of_classes_predicts_them_and_their_probabilities(models: Models, algorithm: Any) -> None:
    table = tumours()

    model = await models.fit_model(table, target="diagnosis", algorithm=algorithm)
    predictions = (await models.predict(table, model_id=model.model_id)).predictions
    evaluation = await models.evaluate(table, model_id=model.model_id)

    names = ["predicted", "probability of benign", "probability of malignant"]
    assert (model.task, model.classes) == (Task.CLASSIFICATION, ("benign", "malignant"))
    assert predictions.column_names == names
    assert predictions.schema.types == [pa.string(), pa.float64(), pa.float64()]
    benign, malignant = (predictions[name].to_numpy() for name in names[1:])
    np.testing.assert_allclose(benign + malignant, 1.0, atol=1e-6)
    predicted = np.where(malignant > benign, "malignant", "benign")
    assert predictions["predicted"].to_pylist() == predicted.tolist()
    right = np.mean(predicted == np.array(table["diagnosis"].to_pylist()))
    assert [metric.name for metric in evaluation.metrics] == ["log_loss", "accuracy"]
    assert value(evaluation.metrics, "accuracy") == pytest.approx(right)
    assert right > (0.6 if algorithm == Constant() else 0.95)


async def test_rows_without_a_target_are_left_out_and_told_of(models: Models) -> None:
    table = mixed()

    model = await models.fit_model(table, target="price", algorithm=Ridge())
    evaluation = await models.evaluate(table, model_id=model.model_id)

    assert model.row_count == evaluation.row_count == 54
    assert any("6 rows" in note for note in model.notes)
    assert value(evaluation.metrics, "r2") > 0.8


async def test_whole_numbers_of_few_values_are_classes_and_come_back_as_texts(models: Models) -> None:
    table = pa.table({"x": np.arange(100.0), "y": np.arange(100) // 50})

    model = await models.fit_model(table, target="y", algorithm=Logistic())
    predictions = (await models.predict(table, model_id=model.model_id)).predictions

    assert model.classes == ("0", "1")
    assert set(predictions["predicted"].to_pylist()) == {"0", "1"}
    asked = await models.fit_model(table, target="y", algorithm=Ridge(), task=Task.REGRESSION)
    assert (asked.task, asked.classes) == (Task.REGRESSION, ())


async def test_a_class_that_was_not_learned_counts_as_wrong(models: Models) -> None:
    table = pa.table({"x": np.arange(20.0), "y": ["a", "b"] * 10})
    model = await models.fit_model(table, target="y", algorithm=Constant())

    evaluation = await models.evaluate(pa.table({"x": [1.0, 2.0], "y": ["a", "new"]}), model_id=model.model_id)

    assert value(evaluation.metrics, "accuracy") == 0.5


async def test_an_explanation_names_the_columns_of_the_table(models: Models) -> None:
    table = mixed()
    model = await models.fit_model(table, target="price", algorithm=SMALL)

    explanation = await models.explain(table, model_id=model.model_id, seed=3)

    assert [each.column for each in explanation.importances] == ["size", "kind", "garden"]
    assert explanation.importances[0].mean > 1.0
    assert explanation == await models.explain(table, model_id=model.model_id, seed=3)


async def test_no_rows_give_no_predictions(models: Models) -> None:
    for table, target in ((tumours(), "diagnosis"), (diabetes(), "progression")):
        model = await models.fit_model(table, target=target, algorithm=Constant())

        predictions = (await models.predict(table.slice(0, 0), model_id=model.model_id)).predictions

        assert predictions.num_rows == 0
        assert predictions.column_names[0] == "predicted"


async def test_cross_validation_scores_every_algorithm_on_every_fold(models: Models) -> None:
    found = await scores(models, diabetes(), "progression", constant=Constant(), ridge=Ridge(), forest=SMALL)

    assert [(each.algorithm, each.fold) for each in found] == [
        (name, fold) for fold in range(3) for name in ("constant", "ridge", "forest")
    ]
    assert [each.done for each in found] == list(range(1, 10))
    assert {(each.total, each.task) for each in found} == {(9, Task.REGRESSION)}
    rmse = {each.algorithm: each.metrics[0].value for each in found}
    assert rmse["ridge"] < rmse["constant"]
    assert rmse["forest"] < rmse["constant"]


async def test_cross_validation_gives_the_same_numbers_again(models: Models) -> None:
    once, again = [await scores(models, tumours(), "diagnosis", a=Logistic(), b=SMALL) for _ in range(2)]

    assert [each.metrics for each in once] == [each.metrics for each in again]


async def test_cross_validation_of_rare_classes_goes_through(models: Models) -> None:
    table = pa.table({"x": np.arange(30.0), "y": ["a", "b"] * 14 + ["c", "c"]})

    found = await scores(models, table, "y", a=Constant(), b=Logistic(), c=SMALL)

    assert len(found) == 9
    assert all(np.isfinite(each.metrics[0].value) for each in found)


async def test_two_rows_of_one_class_each_are_enough(models: Models) -> None:
    table = pa.table({"x": [0.0, 1.0], "y": ["a", "b"]})

    for algorithm in (Constant(), Logistic(), SMALL):
        model = await models.fit_model(table, target="y", algorithm=algorithm)
        assert (await models.evaluate(table, model_id=model.model_id)).row_count == 2


async def test_a_cross_validation_that_is_dropped_ends(models: Models) -> None:
    table = pa.table({f"x{number}": np.random.default_rng(number).normal(size=5_000) for number in range(6)})
    forests = tuple(
        Algorithm(name=name, settings=Forest(trees=n, min_leaf_rows=50)) for name, n in (("few", 2), ("many", 10_000))
    )

    async with aclosing(
        models.cross_validate(table, target="x0", algorithms=forests, recipe=RECIPE, folds=5, seed=0)
    ) as scoring:
        assert (await anext(scoring)).algorithm == "few"
        waiting = asyncio.ensure_future(anext(scoring))
        await asyncio.sleep(0.5)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    assert (await models.fit_model(table, target="x0", algorithm=Ridge())).row_count == 5_000
    assert [model.algorithm for model in (await models.list_models()).models] == ["ridge"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Ridge(penalty=-1.0), r"algorithm\.penalty: expected a number from 0 up, got -1\.0"),
        (Ridge(penalty=float("nan")), r"penalty.*got nan"),
        (Ridge(penalty=float("inf")), r"penalty.*got inf"),
        (Forest(trees=0), r"algorithm\.trees: expected 1 to 10,000, got 0"),
        (Forest(trees=10_001), r"trees.*got 10001"),
        (Forest(max_depth=33), r"max_depth: expected 1 to 32, got 33"),
        (Forest(min_leaf_rows=0), r"min_leaf_rows.*got 0"),
        (Forest(feature_share=0.0), r"feature_share: expected a number above 0 and up to 1, got 0\.0"),
        (Logistic(), r"algorithm: expected an algorithm for regression, got logistic; choose from constant, linear"),
    ],
)
async def test_settings_out_of_their_bounds_are_refused(models: Models, settings: Any, message: str) -> None:
    with pytest.raises(brolly.InvalidArgument, match=message):
        await models.fit_model(diabetes(), target="progression", algorithm=settings)


async def test_algorithms_that_cannot_be_compared_are_refused(models: Models) -> None:
    table = diabetes()

    async def refused(message: str, *algorithms: Algorithm, folds: int = 3) -> None:
        with pytest.raises(brolly.InvalidArgument, match=message):
            async for _ in models.cross_validate(
                table, target="progression", algorithms=algorithms, recipe=RECIPE, folds=folds, seed=0
            ):
                pytest.fail("it was begun")

    ridge = Algorithm(name="ridge", settings=Ridge())
    await refused("algorithms: how many: expected 1 to 100, got 0")
    await refused("'ridge': expected each name once", ridge, ridge)
    await refused("length of its name: expected 1 to 100, got 0", Algorithm(name="", settings=Ridge()))
    await refused("'l': expected an algorithm for regression", ridge, Algorithm(name="l", settings=Logistic()))
    await refused(r"'f'\.trees: expected", Algorithm(name="f", settings=Forest(trees=-1)))
    await refused("folds: expected 2 to 1,000, got 1", ridge, folds=1)
    await refused("folds: expected at most 442", ridge, folds=443)


async def test_what_is_not_there_is_named(models: Models) -> None:
    table = diabetes()
    model = await models.fit_model(table, target="progression", algorithm=Ridge())

    with pytest.raises(ColumnNotFound, match="progresion"):
        await models.fit_model(table, target="progresion", algorithm=Ridge())
    with pytest.raises(UnusableTarget):
        await models.fit_model(pa.table({"x": [1.0, 2.0], "y": [3.0, 3.0]}), target="y", algorithm=Ridge())
    for call in (models.predict, models.evaluate, models.explain):
        with pytest.raises(ModelNotFound, match="ridge-aaaaaaaa"):
            await call(table, model_id="ridge-aaaaaaaa")
        with pytest.raises(ColumnNotFound, match="column 3"):
            await call(table.drop_columns("column 3"), model_id=model.model_id)
    for call in (models.evaluate, models.explain):
        with pytest.raises(ColumnNotFound, match="progression"):
            await call(table.drop_columns("progression"), model_id=model.model_id)
    with pytest.raises(brolly.InvalidArgument, match="shuffles: expected 1 to 100, got 0"):
        await models.explain(table, model_id=model.model_id, shuffles=0)
    with pytest.raises(brolly.InvalidArgument, match="page_size: expected 1 to 1,000, got 0"):
        await models.list_models(page_size=0)


async def test_a_table_or_a_model_that_is_too_large_is_refused(topology: Any) -> None:
    topology.write_text(topology.read_text().replace("50_000_000", "50_000\nmax_cells = 1_000"))
    table = diabetes()

    async with brolly.System(topology, process="main") as system:
        models = system.client(Models)
        with pytest.raises(brolly.ResourceExhausted, match="442 rows of 10 columns"):
            await models.fit_model(table, target="progression", algorithm=Ridge())
        with pytest.raises(brolly.ResourceExhausted, match="max_model_bytes"):
            await models.fit_model(mixed(), target="price", algorithm=Forest(trees=10_000))
        with pytest.raises(brolly.ResourceExhausted, match="max_cells"):
            await scores(models, table, "progression", ridge=Ridge())


async def test_models_outlive_the_process_and_are_listed_the_newest_first(topology: Any) -> None:
    table = diabetes()
    async with brolly.System(topology, process="main") as system:
        models = system.client(Models)
        kept = [await models.fit_model(table, target="progression", algorithm=each) for each in (Ridge(), SMALL)]
        before = (await models.predict(table, model_id=kept[1].model_id)).predictions

    async with brolly.System(topology, process="main") as system:
        models = system.client(Models)
        first = await models.list_models(page_size=1)
        rest = await models.list_models(after=first.next_after)

        assert [*first.models, *rest.models] == [kept[1], kept[0]]
        assert rest.next_after is None
        assert await models.get_model(kept[0].model_id) == kept[0]
        assert (await models.predict(table, model_id=kept[1].model_id)).predictions == before
        await models.delete_model(kept[0].model_id)
        with pytest.raises(ModelNotFound):
            await models.get_model(kept[0].model_id)


async def test_a_folder_that_cannot_be_used_is_told_with_its_key(topology: Any, tmp_path: Any) -> None:
    (tmp_path / "state").write_text("a file")

    with pytest.raises(brolly.ConfigurationError, match=r"applications\.models\.config\.folder"):
        async with brolly.System(topology, process="main"):
            pass


async def test_seeds_may_be_negative(models: Models) -> None:
    model = await models.fit_model(diabetes(), target="progression", algorithm=SMALL, seed=-1)

    assert (await models.explain(diabetes(), model_id=model.model_id, seed=-(2**63), shuffles=1)).importances

"""Every method of Models over every transport: what it returns, and how it fails."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.models_interface import (
    Algorithm,
    AttributionScale,
    Candidates,
    Constant,
    DefaultSpace,
    Evaluation,
    Explanation,
    ExportFormat,
    FoldScore,
    Forest,
    Linear,
    Logistic,
    Model,
    ModelComparison,
    ModelNotFound,
    Models,
    Neighbors,
    Ridge,
    SearchStrategy,
    TagNotFound,
    Trial,
)
from ml_tools.models_interface.v1.models import DeleteModelResponse, ListModelsResponse, UntagModelResponse
from ml_tools.utils_interface import (
    ColumnNotFound,
    EncodeTexts,
    ImputeNumbers,
    Recipe,
    ScaleNumbers,
    Task,
    UnusableTarget,
)

pytestmark = pytest.mark.transports("local", "copied", "grpc-unix", "process")

RECIPE = Recipe(
    impute_numbers=ImputeNumbers.MEDIAN, encode_texts=EncodeTexts.ONE_HOT, scale_numbers=ScaleNumbers.STANDARD
)


@asynccontextmanager
async def served(connect: Any, folder: Path) -> AsyncGenerator[Models]:
    async with connect("utils", models=f'config = {{ folder = "{folder / "models"}" }}') as clients:
        yield clients(Models)


def houses(rows: int = 60) -> pa.Table:
    size = np.linspace(0.0, 1.0, rows)
    kind = np.resize(["flat", "house", "villa"], rows)
    price = 2.0 * size + 3.0 * (kind == "villa")
    sold = pa.array(np.where(price > 2.0, "yes", "no"))
    return pa.table({"size": pa.array(size), "kind": pa.array(kind), "price": pa.array(price), "sold": sold})


def named(**settings: Any) -> tuple[Algorithm, ...]:
    return tuple(Algorithm(name=name, settings=each) for name, each in settings.items())


async def test_a_model_of_numbers_is_fitted_used_and_deleted(connect: Any, tmp_path: Path) -> None:
    table = houses().drop_columns("sold")

    async with served(connect, tmp_path) as models:
        model = await models.fit_model(table, target="price", algorithm=Ridge(penalty=0.0), recipe=RECIPE, seed=1)
        predictions = (await models.predict(table.drop_columns("price"), model_id=model.model_id)).predictions
        evaluation = await models.evaluate(table, model_id=model.model_id)
        explanation = await models.explain(table, model_id=model.model_id, shuffles=2, seed=1)
        found = await models.get_model(model.model_id)
        listed = await models.list_models()
        gone = await models.delete_model(model.model_id)
        left = await models.list_models(page_size=1)

    assert isinstance(model, Model)
    assert (model.task, model.target, model.columns, model.row_count) == (
        Task.REGRESSION, "price", ("size", "kind"), 60
    )  # fmt: skip
    np.testing.assert_allclose(predictions["predicted"].to_numpy(), table["price"].to_numpy(), atol=1e-5)
    assert isinstance(evaluation, Evaluation)
    assert [metric.name for metric in evaluation.metrics] == ["rmse", "mae", "r2"]
    assert evaluation.row_count == 60
    assert isinstance(explanation, Explanation)
    assert [each.column for each in explanation.importances] == ["kind", "size"]
    assert found == model
    assert listed == ListModelsResponse(models=(model,))
    assert gone == DeleteModelResponse()
    assert left == ListModelsResponse()


@pytest.mark.parametrize("algorithm", [Constant(), Logistic(penalty=0.1), Forest(trees=3)], ids=repr)
async def test_a_model_of_classes_tells_their_probabilities(connect: Any, tmp_path: Path, algorithm: Any) -> None:
    table = houses().drop_columns("price")

    async with served(connect, tmp_path) as models:
        model = await models.fit_model(table, target="sold", algorithm=algorithm)
        predictions = (await models.predict(table, model_id=model.model_id)).predictions
        evaluation = await models.evaluate(table, model_id=model.model_id)

    assert (model.task, model.classes) == (Task.CLASSIFICATION, ("no", "yes"))
    assert predictions.column_names == ["predicted", "probability of no", "probability of yes"]
    assert set(predictions["predicted"].to_pylist()) <= {"no", "yes"}
    assert [metric.name for metric in evaluation.metrics] == ["log_loss", "accuracy"]


async def test_a_cross_validation_yields_each_score_as_it_is_done(connect: Any, tmp_path: Path) -> None:
    algorithms = named(constant=Constant(), linear=Linear(), forest=Forest(trees=3, max_depth=4, feature_share=0.5))

    async with served(connect, tmp_path) as models:
        scoring = models.cross_validate(
            houses().drop_columns("sold"), target="price", algorithms=algorithms, recipe=RECIPE, folds=2, seed=0
        )
        scores = [score async for score in scoring]
        async with aclosing(
            models.cross_validate(
                houses(), target="price", algorithms=algorithms, recipe=RECIPE, folds=60, seed=0, task=Task.REGRESSION
            )
        ) as dropped:
            first = await anext(dropped)
        assert (await models.list_models()).models == ()

    assert [(score.algorithm, score.fold, score.done) for score in scores] == [
        ("constant", 0, 1), ("linear", 0, 2), ("forest", 0, 3), ("constant", 1, 4), ("linear", 1, 5), ("forest", 1, 6)
    ]  # fmt: skip
    assert {(score.total, score.task) for score in scores} == {(6, Task.REGRESSION)}
    assert all(isinstance(score, FoldScore) and score.metrics[0].name == "rmse" for score in scores)
    assert (first.done, first.total) == (1, 180)


async def test_a_search_yields_each_trial_and_at_last_the_best_again(connect: Any, tmp_path: Path) -> None:
    table = houses().drop_columns("sold")
    given = Candidates(algorithms=named(large=Ridge(penalty=1e6), small=Ridge(penalty=0.1)))
    drawn = DefaultSpace(algorithm=Algorithm(name="near", settings=Neighbors()))

    async with served(connect, tmp_path) as models:
        searching = models.search(
            table, target="price", space=given, strategy=SearchStrategy.RANDOM, budget_seconds=60.0, holdout_share=0.3
        )
        trials = [trial async for trial in searching]
        searching = models.search(
            table,
            target="price",
            space=drawn,
            strategy=SearchStrategy.SUCCESSIVE_HALVING,
            budget_seconds=60.0,
            most_trials=3,
            folds=2,
            recipe=RECIPE,
            seed=3,
            task=Task.REGRESSION,
            group_column="kind",
        )
        async with aclosing(searching) as dropped:
            first = await anext(dropped)
        for wrong, message in (
            ({"budget_seconds": 0.0}, "budget_seconds: expected a number above 0"),
            ({"time_column": "size", "group_column": "kind"}, "expected at most one of"),
            ({"space": Candidates()}, "candidates: how many: expected 1 to 1,000, got 0"),
        ):
            asked = {"space": given, "strategy": SearchStrategy.RANDOM, "budget_seconds": 9.0, **wrong}
            with pytest.raises(brolly.InvalidArgument, match=message):
                await anext(models.search(table, target="price", **asked))

    assert all(isinstance(trial, Trial) for trial in trials)
    assert [(one.number, one.algorithm.name, one.done, one.is_last) for one in trials] == [
        (0, "large", 1, False), (1, "small", 2, False), (1, "small", 2, True)
    ]  # fmt: skip
    assert {(one.total, one.task, one.share) for one in trials} == {(2, Task.REGRESSION, 1.0)}
    assert (first.algorithm.settings, first.share, first.done, first.best) == (Neighbors(), 0.5, 1, 0)


async def test_folds_are_made_by_groups_or_by_time(connect: Any, tmp_path: Path) -> None:
    async with served(connect, tmp_path) as models:
        for columns in ({"group_column": "kind"}, {"time_column": "size"}):
            scoring = models.cross_validate(
                houses(), target="price", algorithms=named(c=Constant()), folds=3, seed=0, **columns
            )
            assert [score.fold async for score in scoring] == [0, 1, 2]
        with pytest.raises(ColumnNotFound):
            await anext(
                models.cross_validate(
                    houses(), target="price", algorithms=named(c=Constant()), folds=3, seed=0, time_column="year"
                )
            )


async def test_models_come_in_pages_the_newest_first(connect: Any, tmp_path: Path) -> None:
    async with served(connect, tmp_path) as models:
        kept = [await models.fit_model(houses(), target="price", algorithm=Constant()) for _ in range(3)]
        first = await models.list_models(page_size=2)
        second = await models.list_models(page_size=2, after=first.next_after)

    assert first.models == (kept[2], kept[1])
    assert first.next_after == kept[1].model_id
    assert second == ListModelsResponse(models=(kept[0],))


async def test_a_model_is_tagged_found_by_its_tag_compared_and_exported(connect: Any, tmp_path: Path) -> None:
    table = houses()

    async with served(connect, tmp_path) as models:
        ridge, constant = [
            await models.fit_model(table, target="price", algorithm=each) for each in (Ridge(), Constant())
        ]
        tagged = await models.tag_model(ridge.model_id, tag="best")
        comparison = await models.compare_models(table, model_ids=(constant.model_id, "tag:best"))
        evaluation = await models.evaluate(table, model_id="tag:best", record=True)
        found = await models.get_model("tag:best")
        listed = await models.list_models(tag="best", algorithm="ridge", target="price")
        chunks = [each.chunk async for each in models.export_model("tag:best", format=ExportFormat.ONNX)]
        untagged = await models.untag_model("best")
        assert (await models.list_models(tag="best")).models == ()

    assert (tagged.model_id, tagged.tags, tagged.inputs) == (ridge.model_id, ("best",), ridge.inputs)
    assert (ridge.settings, ridge.recipe) == (Algorithm(name="ridge", settings=Ridge()), found.recipe)
    assert isinstance(comparison, ModelComparison)
    assert [each.model_id for each in comparison.models] == [ridge.model_id, constant.model_id]
    assert comparison.models[0].difference == 0.0 < comparison.models[1].difference
    assert found.evaluation is not None
    assert found.evaluation.metrics == evaluation.metrics
    assert listed == ListModelsResponse(models=(found,))
    assert b"ml-tools-models" in b"".join(chunks)
    assert untagged == UntagModelResponse()


async def test_predictions_are_varied_and_taken_apart(connect: Any, tmp_path: Path) -> None:
    table = houses().drop_columns("sold")

    async with served(connect, tmp_path) as models:
        model = await models.fit_model(table, target="price", algorithm=Forest(trees=3), recipe=RECIPE)
        predicted = (await models.predict(table, model_id=model.model_id)).predictions["predicted"]
        varied = await models.partial_dependence(
            table, model_id=model.model_id, columns=("kind", "size"), values=3, individual_rows=2, rows=20, seed=-1
        )
        apart = await models.attribute(table, model_id=model.model_id)

    assert varied.averages.column_names == ["value", "second value", "predicted"]
    assert (varied.averages.num_rows, varied.individuals.num_rows) == (9, 18)
    assert apart.contributions.column_names == ["base", "contribution of size", "contribution of kind", "total"]
    assert (apart.scale, apart.class_name) == (AttributionScale.NUMBER, None)
    np.testing.assert_allclose(apart.contributions["total"], predicted, rtol=1e-9)


async def test_what_is_not_there_is_named_in_the_error(connect: Any, tmp_path: Path) -> None:
    missing = "ridge-aaaaaaaa"

    async with served(connect, tmp_path) as models:
        kept = await models.fit_model(houses(), target="price", algorithm=Constant())
        for call in (
            models.predict(houses(), model_id=missing),
            models.evaluate(houses(), model_id=missing),
            models.explain(houses(), model_id=missing),
            models.get_model(missing),
            models.delete_model(missing),
            models.list_models(after=missing),
            models.tag_model(missing, tag="a"),
            models.compare_models(houses(), model_ids=(missing,)),
            models.partial_dependence(houses(), model_id=missing, columns=("size",)),
            models.attribute(houses(), model_id=missing),
            anext(models.export_model(missing, format=ExportFormat.ONNX)),
        ):
            with pytest.raises(ModelNotFound) as unknown:
                await call
            assert (unknown.value.model_id, unknown.value.origin) == (missing, "service")
        with pytest.raises(TagNotFound) as untagged:
            await models.untag_model("none")
        assert untagged.value.tag == "none"
        for lacking in (
            models.fit_model(houses(), target="prise", algorithm=Constant()),
            models.evaluate(houses().rename_columns(["size", "kind", "prise", "sold"]), model_id=kept.model_id),
            models.explain(houses().drop_columns("price"), model_id=kept.model_id),
            models.predict(houses().drop_columns("size"), model_id=kept.model_id),
            models.compare_models(houses().drop_columns("price"), model_ids=(kept.model_id,)),
            models.partial_dependence(houses(), model_id=kept.model_id, columns=("price",)),
            anext(
                models.cross_validate(
                    houses(), target="prise", algorithms=named(c=Constant()), recipe=RECIPE, folds=2, seed=0
                )
            ),
        ):
            with pytest.raises(ColumnNotFound) as absent:
                await lacking
            assert absent.value.column in ("prise", "price", "size")


async def test_what_cannot_be_done_is_refused(connect: Any, tmp_path: Path) -> None:
    table = houses().append_column("same", pa.array(["x"] * 60))

    def compared(*algorithms: Algorithm, folds: int = 2) -> Any:
        return anext(
            models.cross_validate(table, target="price", algorithms=algorithms, recipe=RECIPE, folds=folds, seed=0)
        )

    async with served(connect, tmp_path) as models:
        kept = (await models.fit_model(table, target="price", algorithm=Constant())).model_id
        with pytest.raises(brolly.FailedPrecondition, match="expected a model that is made of trees, got constant-"):
            await models.attribute(table, model_id=kept)
        with pytest.raises(UnusableTarget) as unusable:
            await models.fit_model(table, target="same", algorithm=Constant())
        assert unusable.value.target == "same"
        for call, message in (
            (models.fit_model(table, target="price", algorithm=Logistic()), "expected an algorithm for regression"),
            (models.fit_model(table, target="sold", algorithm=Ridge()), "expected an algorithm for classification"),
            (models.fit_model(table, target="price", algorithm=Forest(trees=0)), "trees: expected 1 to 10,000"),
            (models.list_models(page_size=1001), "page_size: expected 1 to 1,000"),
            (models.tag_model(kept, tag="A"), "tag: expected 1 to 64 lower-case letters"),
            (models.compare_models(table), "model_ids: how many: expected 1 to 100, got 0"),
            (models.partial_dependence(table, model_id=kept), "columns: how many: expected 1 to 2, got 0"),
            (models.attribute(table, model_id=kept, class_name="x"), "class_name: expected none, since"),
            (anext(models.export_model(kept, format=ExportFormat(9))), "format: expected ONNX, got 9"),
            (compared(), "algorithms: how many: expected 1 to 100, got 0"),
            (compared(*named(a=Ridge()), *named(a=Linear())), "'a': expected each name once"),
            (compared(*named(a=Logistic())), "'a': expected an algorithm for regression"),
            (compared(*named(a=Ridge()), folds=1), "folds: expected 2 to 1,000, got 1"),
        ):
            with pytest.raises(brolly.InvalidArgument, match=message):
                await call

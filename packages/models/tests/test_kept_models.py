"""What can be asked of models that are kept, with the real pre-processing beside the service."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.models_interface import (
    Algorithm,
    AttributionScale,
    Constant,
    ExtraTrees,
    Forest,
    InputKind,
    Linear,
    ModelNotFound,
    Models,
    Ridge,
)
from ml_tools.utils_interface import ColumnNotFound, EncodeTexts, ImputeNumbers, Recipe, ScaleNumbers

RECIPE = Recipe(
    impute_numbers=ImputeNumbers.MEDIAN, encode_texts=EncodeTexts.ONE_HOT, scale_numbers=ScaleNumbers.STANDARD
)
SMALL = Forest(trees=5)


@pytest.fixture
def models(system: brolly.System) -> Models:
    return system.client(Models)


@pytest.fixture
def mixed() -> pa.Table:
    """Numbers with gaps, a text, a truth, and a target of numbers with gaps."""
    random = np.random.default_rng(0)
    rows = 60
    size, kind = random.normal(size=rows), np.resize(["flat", "house", "villa"], rows)
    price = 3 * size + 5 * (kind == "villa") + random.normal(size=rows) / 10
    return pa.table(
        {
            "size": pa.array(size, mask=np.arange(rows) % 10 == 4),
            "kind": pa.array(kind, mask=np.arange(rows) % 11 == 5),
            "garden": random.random(rows) < 0.5,
            "price": pa.array(price, mask=np.arange(rows) % 10 == 7),
        }
    )


@pytest.fixture
def rings() -> pa.Table:
    """Two numbers, one of them of no use, and three classes."""
    random = np.random.default_rng(1)
    x, y = random.normal(size=(2, 200))
    return pa.table({"x": x, "y": y, "ring": np.array(["inner", "middle", "outer"])[np.digitize(abs(x), [0.5, 1.2])]})


@pytest.fixture
def line() -> pa.Table:
    """Ten numbers, the target a weighted sum of some with noise."""
    random = np.random.default_rng(2)
    columns = random.normal(size=(10, 400))
    target = columns[0] - 2 * columns[1] + random.normal(size=400)
    return pa.table({**{f"column {number}": column for number, column in enumerate(columns)}, "target": target})


def value(metrics: Any, name: str) -> float:
    return next(metric.value for metric in metrics if metric.name == name)


async def test_columns_may_come_in_any_order_and_with_others_beside_them(models: Models, mixed: pa.Table) -> None:
    model = await models.fit_model(mixed, target="price", algorithm=SMALL)
    expected = (await models.predict(mixed, model_id=model.model_id)).predictions
    moved = mixed.select(["garden", "kind", "size"]).append_column("more", pa.array([[1]] * mixed.num_rows))
    other = moved.set_column(1, "kind", moved["kind"].dictionary_encode())
    other = other.set_column(2, "size", other["size"].cast(pa.float32()).cast(pa.float64()))

    found = (await models.predict(moved, model_id=model.model_id)).predictions

    assert found == expected
    assert (await models.predict(other, model_id=model.model_id)).predictions.num_rows == mixed.num_rows


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        (
            "size",
            pa.array(["1.5"] * 60),
            "expected numbers in the column 'size', as the recipe was fitted to, got texts",
        ),
        ("kind", pa.array([1.5] * 60), "expected texts in the column 'kind', as the recipe .*, got numbers"),
        ("garden", pa.array([[True]] * 60), "expected numbers in the column 'garden'.*got list<"),
    ],
)
async def test_a_column_of_another_kind_is_named_with_what_was_expected(
    models: Models, mixed: pa.Table, column: str, values: pa.Array, message: str
) -> None:
    model = await models.fit_model(mixed, target="price", algorithm=SMALL)
    wrong = mixed.set_column(mixed.column_names.index(column), column, values)

    for call in (models.predict, models.evaluate, models.explain, models.attribute):
        with pytest.raises(brolly.InvalidArgument, match=message):
            await call(wrong, model_id=model.model_id)


async def test_a_renamed_column_is_named_with_those_near_it(models: Models, mixed: pa.Table) -> None:
    model = await models.fit_model(mixed, target="price", algorithm=SMALL)
    renamed = mixed.rename_columns({"garden": "gardens"})

    for call in (models.predict, models.attribute):
        with pytest.raises(ColumnNotFound, match=r"'garden'; did you mean 'gardens'\?") as absent:
            await call(renamed, model_id=model.model_id)
        assert (absent.value.column, absent.value.near) == ("garden", ("gardens",))


async def test_a_model_tells_what_it_was_made_of(models: Models, mixed: pa.Table) -> None:
    settings = Forest(trees=3, feature_share=0.5)
    model = await models.fit_model(mixed, target="price", algorithm=settings, recipe=RECIPE)

    assert model.settings == Algorithm(name="forest", settings=settings)
    assert model.recipe == RECIPE
    assert [(each.name, each.kind, each.levels) for each in model.inputs] == [
        ("size", InputKind.NUMBER, ()),
        ("kind", InputKind.TEXT, ("flat", "house", "villa")),
        ("garden", InputKind.NUMBER, ()),
    ]
    assert model.size_bytes
    assert model.made_with["jax"]
    assert model == await models.get_model(model.model_id)


async def test_an_evaluation_is_kept_with_the_model_when_that_is_asked(models: Models, line: pa.Table) -> None:
    model = await models.fit_model(line, target="target", algorithm=Ridge())

    await models.evaluate(line, model_id=model.model_id)
    assert (await models.get_model(model.model_id)).evaluation is None
    found = await models.evaluate(line.slice(0, 100), model_id=model.model_id, record=True)

    kept = (await models.list_models()).models[0].evaluation
    assert kept is not None
    assert (kept.metrics, kept.row_count) == (found.metrics, 100)


async def test_models_are_compared_on_the_same_rows(models: Models, line: pa.Table) -> None:
    kept = [
        (await models.fit_model(line.slice(0, 300), target="target", algorithm=each)).model_id
        for each in (Constant(), Ridge(), Linear())
    ]
    await models.tag_model(kept[1], tag="ridge")
    rows = line.slice(300)

    found = await models.compare_models(rows, model_ids=(kept[0], "tag:ridge", kept[2]))

    losses = {}
    for model_id in kept:
        predicted = (await models.predict(rows, model_id=model_id)).predictions["predicted"].to_numpy()
        losses[model_id] = (predicted - rows["target"].to_numpy()) ** 2
    best, worst = found.models[0], found.models[2]
    assert found.row_count == 100
    assert (worst.model_id, best.difference, best.standard_error) == (kept[0], 0.0, 0.0)
    apart = losses[worst.model_id] - losses[best.model_id]
    assert worst.difference == pytest.approx(np.mean(apart))
    assert worst.standard_error == pytest.approx(np.std(apart, ddof=1) / np.sqrt(100))
    for each in found.models:
        assert value(each.metrics, "rmse") == pytest.approx(np.sqrt(np.mean(losses[each.model_id])))


async def test_models_that_cannot_be_compared_are_refused(models: Models, mixed: pa.Table) -> None:
    price = await models.fit_model(mixed, target="price", algorithm=Constant())
    size = await models.fit_model(mixed, target="size", algorithm=Constant())
    await models.tag_model(price.model_id, tag="a")

    for model_ids, message in (
        ((), "model_ids: how many: expected 1 to 100, got 0"),
        ((price.model_id, "tag:a"), "expected each model once, got constant-.* twice"),
        ((price.model_id, size.model_id), "expected models of one target and task, got .* of 'price' and .* of 'size'"),
    ):
        with pytest.raises(brolly.InvalidArgument, match=message):
            await models.compare_models(mixed, model_ids=model_ids)
    with pytest.raises(ModelNotFound):
        await models.compare_models(mixed, model_ids=(price.model_id, "tag:none"))


async def test_partial_dependence_follows_what_a_model_has_learned(models: Models, mixed: pa.Table) -> None:
    model = await models.fit_model(mixed, target="price", algorithm=Ridge(penalty=0.001))

    size = await models.partial_dependence(mixed, model_id=model.model_id, columns=("size",), individual_rows=3)
    kind = await models.partial_dependence(mixed, model_id=model.model_id, columns=("kind",))
    both = await models.partial_dependence(mixed, model_id=model.model_id, columns=("kind", "garden"), values=2)

    rise = np.diff(size.averages["predicted"]) / np.diff(size.averages["value"])
    np.testing.assert_allclose(rise, 3.0, atol=0.2)
    assert size.averages.num_rows == 20
    assert (size.individuals.num_rows, len(set(size.individuals["row"].to_pylist()))) == (60, 3)
    means = dict(zip(kind.averages["value"].to_pylist(), kind.averages["predicted"].to_pylist(), strict=True))
    assert means["villa"] - means["flat"] == pytest.approx(5.0, abs=0.2)
    assert both.averages.column_names == ["value", "second value", "predicted"]
    assert both.averages["second value"].to_pylist() == [False, True, False, True]
    again = await models.partial_dependence(mixed, model_id=model.model_id, columns=("size",), individual_rows=3)
    assert again.individuals == size.individuals


async def test_partial_dependence_tells_of_each_class(models: Models, rings: pa.Table) -> None:
    model = await models.fit_model(rings, target="ring", algorithm=SMALL)

    found = await models.partial_dependence(rings, model_id=model.model_id, columns=("x",), values=5)

    assert found.averages.column_names == ["value", "class", "predicted"]
    assert found.averages["class"].to_pylist() == ["inner", "middle", "outer"] * 5
    probabilities = found.averages["predicted"].to_numpy().reshape(5, 3)
    assert probabilities.argmax(axis=1).tolist() == [2, 1, 0, 1, 2]
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-6)


async def test_what_cannot_be_varied_is_refused(models: Models, mixed: pa.Table) -> None:
    model = await models.fit_model(mixed, target="price", algorithm=SMALL)

    async def refused(message: str, *columns: str, table: pa.Table = mixed, **bounds: int) -> None:
        with pytest.raises(brolly.InvalidArgument, match=message):
            await models.partial_dependence(table, model_id=model.model_id, columns=columns, **bounds)

    await refused("columns: how many: expected 1 to 2, got 0")
    await refused("columns: how many: expected 1 to 2, got 3", "size", "kind", "garden")
    await refused("expected two different ones, got 'size' twice", "size", "size")
    await refused("expected columns that the model uses, got 'sise'; did you mean 'size'", "sise")
    await refused("values: expected 2 to 100, got 1", "size", values=1)
    await refused("rows: expected 1 to 10,000, got 0", "size", rows=0)
    await refused("individual_rows: expected 0 to 1,000, got 1001", "size", individual_rows=1001)
    await refused("expected at least one row", "size", table=mixed.slice(0, 0))
    await refused("expected values in the column 'size', got none", "size", table=mixed.filter(mixed["size"].is_null()))


async def test_contributions_add_up_to_predictions_column_by_column(models: Models, mixed: pa.Table) -> None:
    model = await models.fit_model(mixed, target="price", algorithm=Forest(trees=20))
    predicted = (await models.predict(mixed, model_id=model.model_id)).predictions["predicted"].to_numpy()

    found = await models.attribute(mixed, model_id=model.model_id)

    names = ["base", "contribution of size", "contribution of kind", "contribution of garden", "total"]
    assert (found.contributions.column_names, found.scale, found.class_name) == (names, AttributionScale.NUMBER, None)
    np.testing.assert_allclose(found.contributions["total"], predicted, rtol=1e-9)
    parts = [found.contributions[name].to_numpy() for name in names[:-1]]
    np.testing.assert_allclose(sum(parts), predicted, rtol=1e-9)
    villa = np.array(mixed["kind"].to_pylist()) == "villa"
    assert parts[2][villa].mean() > parts[2][~villa].mean() + 3.0
    assert (await models.attribute(mixed.slice(0, 0), model_id=model.model_id)).contributions.num_rows == 0


async def test_contributions_add_up_where_trees_know_gaps_and_categories(models: Models, mixed: pa.Table) -> None:
    recipe = Recipe(impute_numbers=ImputeNumbers.NONE, encode_texts=EncodeTexts.CODES, scale_numbers=ScaleNumbers.NONE)
    model = await models.fit_model(mixed, target="price", algorithm=ExtraTrees(trees=10), recipe=recipe)
    strange = mixed.set_column(1, "kind", pa.array(["castle", None] * 30))

    for rows in (mixed, strange):
        predicted = (await models.predict(rows, model_id=model.model_id)).predictions["predicted"].to_numpy()
        found = (await models.attribute(rows, model_id=model.model_id)).contributions
        np.testing.assert_allclose(found["total"], predicted, rtol=1e-9, atol=1e-9)


async def test_contributions_are_of_the_class_that_is_asked_for(models: Models, rings: pa.Table) -> None:
    model = await models.fit_model(rings, target="ring", algorithm=SMALL)
    predictions = (await models.predict(rings, model_id=model.model_id)).predictions

    for asked, told in ((None, "outer"), ("middle", "middle")):
        found = await models.attribute(rings, model_id=model.model_id, class_name=asked)
        assert (found.class_name, found.scale) == (told, AttributionScale.PROBABILITY)
        np.testing.assert_allclose(found.contributions["total"], predictions[f"probability of {told}"], atol=1e-9)
    with pytest.raises(brolly.InvalidArgument, match="expected one of the model's classes, got 'midle'; did"):
        await models.attribute(rings, model_id=model.model_id, class_name="midle")


async def test_a_model_that_is_not_made_of_trees_cannot_be_taken_apart(models: Models, line: pa.Table) -> None:
    model = await models.fit_model(line, target="target", algorithm=Ridge())

    with pytest.raises(brolly.FailedPrecondition, match="expected a model that is made of trees, got ridge-"):
        await models.attribute(line, model_id=model.model_id)


async def test_a_tag_stands_for_a_model_wherever_one_is_asked_for(models: Models, line: pa.Table) -> None:
    first, second = [await models.fit_model(line, target="target", algorithm=each) for each in (Ridge(), SMALL)]

    assert (await models.tag_model(first.model_id, tag="production")).tags == ("production",)
    before = (await models.predict(line, model_id="tag:production")).predictions
    assert (await models.tag_model(second.model_id, tag="production")).tags == ("production",)
    after = (await models.predict(line, model_id="tag:production")).predictions

    assert before != after
    assert (await models.list_models(tag="production")).models[0].model_id == second.model_id
    assert [each.model_id for each in (await models.list_models(algorithm="ridge")).models] == [first.model_id]
    assert (await models.list_models(target="price")).models == ()
    await models.untag_model("production")
    with pytest.raises(ModelNotFound, match="tag:production"):
        await models.predict(line, model_id="tag:production")

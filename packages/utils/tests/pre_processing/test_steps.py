"""Steps: in what order they are done, to which columns, as data, and what cannot be."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from google.protobuf import json_format

import brolly
from ml_tools.utils.pre_processing import ColumnwisePreProcessing
from ml_tools.utils_interface import (
    ColumnKind,
    ColumnNotFound,
    Columns,
    DatePart,
    DateParts,
    DropColumns,
    DropConstant,
    DropCorrelated,
    DropDuplicates,
    DropOutliers,
    Encode,
    EncodeBy,
    Impute,
    ImputeBy,
    KFold,
    MissingColumns,
    OutliersBy,
    Scale,
    ScaleBy,
    ScaleNumbers,
    TfIdf,
)
from ml_tools.utils_interface.v1.pre_processing_codec import decode_fitted_recipe, encode_fitted_recipe
from ml_tools.utils_interface.v1.pre_processing_pb2 import FittedRecipe as FittedRecipePb

NAN = np.nan

ALL_STEPS = (
    DropConstant(),
    DropCorrelated(),
    DropOutliers(by=OutliersBy.QUARTILES),
    Impute(by=ImputeBy.NEIGHBORS, indicator=True),
    (Impute(by=ImputeBy.MODE), Columns(kinds=(ColumnKind.TEXTS,))),
    DateParts(cyclic=True),
    Scale(by=ScaleBy.YEO_JOHNSON),
    Scale(by=ScaleBy.QUANTILE, quantiles=10),
    (TfIdf(), Columns(names=("text",))),
    (Encode(by=EncodeBy.ONE_HOT), Columns(names=("town",))),
    (Encode(by=EncodeBy.HASH, features=3), Columns(names=("street",))),
    Encode(by=EncodeBy.TARGET),
    DropDuplicates(),
    (DropColumns(), Columns(names=("truth",))),
)


@pytest.fixture
def everything(rng: np.random.Generator) -> pa.Table:
    """A table that every step has something to do with."""
    rows = 80
    area = rng.exponential(size=rows)
    return pa.table(
        {
            "area": pa.array(np.where(rng.random(rows) < 0.1, NAN, area), from_pandas=True),
            "rooms": rng.integers(1, 9, rows),
            "twice": 2 * area,
            "day": pa.array([dt.date(2020, 1, 1) + dt.timedelta(days=int(day)) for day in rng.integers(0, 900, rows)]),
            "town": rng.choice(["Ulm", "Köln", "Bonn"], rows),
            "street": rng.choice(["a", "b", "c", "d"], rows),
            "agent": [None if number % 9 == 0 else f"agent {number % 5}" for number in range(rows)],
            "text": rng.choice(["good view", "bad view here", "so good"], rows),
            "truth": rng.random(rows) < 0.5,
            "same": ["x"] * rows,
            "y": rng.normal(size=rows),
        }
    )


# Order and choice


async def test_steps_are_done_in_order(applied: Any, steps: Any) -> None:
    table = pa.table({"a": [0.0, None, 10.0, 20.0]})
    fill, scale = Impute(by=ImputeBy.CONSTANT, number=5.0), Scale(by=ScaleBy.MIN_MAX)

    _, _, filled_first = await applied(steps(fill, scale), table)
    _, _, scaled_first = await applied(steps(scale, fill), table)

    assert filled_first[:, 0].tolist() == [0.0, 0.25, 0.5, 1.0]
    assert scaled_first[:, 0].tolist() == [0.0, 5.0, 0.5, 1.0]


async def test_what_steps_leave_is_done_at_last(applied: Any, steps: Any, recipe: Any) -> None:
    table = pa.table({"a": [1.0, None, 3.0], "c": ["x", "y", "x"], "d": ["p", "q", "q"]})

    _, names, rows = await applied(
        recipe(
            steps=steps((Encode(by=EncodeBy.ORDINAL), Columns(names=("c",)))).steps, scale_numbers=ScaleNumbers.NONE
        ),
        table,
    )

    assert names == ["a", "c", "d=p", "d=q"]
    np.testing.assert_array_equal(rows, [[1, 0, 1, 0], [2, 1, 0, 1], [3, 0, 0, 1]])


@pytest.mark.parametrize(
    ("columns", "changed"),
    [
        (None, ["a", "b"]),
        (Columns(names=("b",)), ["b"]),
        (Columns(excepted=("b",)), ["a"]),
        (Columns(kinds=(ColumnKind.TRUTHS,)), ["t"]),
        (Columns(names=("a",), kinds=(ColumnKind.TRUTHS,)), ["a", "t"]),
        (Columns(kinds=(ColumnKind.NUMBERS, ColumnKind.TEXTS), excepted=("a",)), ["b"]),
    ],
    ids=str,
)
async def test_a_step_takes_columns_by_name_or_by_kind(
    applied: Any, steps: Any, columns: Columns | None, changed: list[str]
) -> None:
    table = pa.table({"a": [10.0, 20, 30], "b": [10.0, 20, 30], "t": [True, False, True], "c": ["x", "y", "x"]})

    _, names, rows = await applied(steps((Scale(by=ScaleBy.MIN_MAX, low=-1.0, high=5.0), columns)), table)

    before = {"a": 10.0, "b": 10.0, "t": 1.0, "c": 0.0}
    assert [name for name, value in zip(names, rows[0], strict=True) if value != before[name]] == changed


async def test_names_that_steps_make_are_free(applied: Any, steps: Any) -> None:
    table = pa.table({"t": ["a=b", "c"] * 2, "t=a": ["b", "b", "d", "d"], "t=c": [1, 2, 3, 4]})

    _, names, _ = await applied(steps(Encode(by=EncodeBy.ONE_HOT)), table)

    assert names == ["t=a=b", "t=c (2)", "t=a=b (2)", "t=a=d", "t=c"]


async def test_a_column_that_no_feature_is_made_of_need_not_be_there(applied: Any, steps: Any) -> None:
    table = pa.table({"a": [1.0, 2, 4], "b": [2.0, 4, 8], "c": ["x", "x", "y"]})
    recipe = steps(Scale(by=ScaleBy.ROBUST), DropCorrelated(), (DropColumns(), Columns(names=("c",))))

    fitted, names, _ = await applied(recipe, table, table.select(["a"]))

    assert names == ["a"]
    assert [each.name for each in fitted.inputs] == ["a"]


# As data


async def test_a_recipe_of_all_steps_is_data(pre_processing: Any, steps: Any, everything: pa.Table) -> None:
    fitted = await pre_processing.fit_recipe(everything, recipe=steps(*ALL_STEPS), target="y")
    text = json_format.MessageToJson(FittedRecipePb.FromString(encode_fitted_recipe(fitted).SerializeToString()))
    stored = decode_fitted_recipe(json_format.Parse(text, FittedRecipePb()))

    assert stored == fitted
    assert fitted.format == 3
    first, second = [(await pre_processing.apply_recipe(everything, fitted=each)).features for each in (fitted, stored)]
    assert first.equals(second)
    again = await pre_processing.fit_recipe(everything, recipe=steps(*ALL_STEPS), target="y")
    assert again == fitted


async def test_each_step_is_a_sentence(pre_processing: Any, steps: Any, everything: pa.Table) -> None:
    recipe = steps(*ALL_STEPS, missing_columns=MissingColumns.AS_MISSING)
    fitted = await pre_processing.fit_recipe(everything, recipe=recipe, target="y")

    asked = (await pre_processing.describe_recipe(recipe)).sentences
    learned = (await pre_processing.describe_recipe(fitted)).sentences

    assert len(asked) == 1 + len(ALL_STEPS) + 2
    assert len(learned) == 1 + len(ALL_STEPS) + 1
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in (*asked, *learned))
    assert (
        asked[4]
        == "Fill missing values with the mean of the nearest rows, and mark them, in all columns that the step takes."
    )
    assert learned[1] == "Left out: 'same' (every value is the same)."
    assert learned[10] == "Levels become a column of 0 and 1 for each level: 'town' (3 levels)."


async def test_a_split_is_prepared_by_its_training_rows_alone(
    pre_processing: Any, steps: Any, everything: pa.Table
) -> None:
    recipe = steps(*ALL_STEPS)
    splits = [
        each
        async for each in pre_processing.prepare(everything, target="y", recipe=recipe, split=KFold(folds=3), seed=1)
    ]
    cut = [each async for each in pre_processing.split_table(everything, target="y", split=KFold(folds=3), seed=1)]

    for split, rows in zip(splits, cut, strict=True):
        fitted = await pre_processing.fit_recipe(rows.train, recipe=recipe, target="y", seed=1)
        assert fitted == split.fitted
        applied = (await pre_processing.apply_recipe(rows.validation, fitted=fitted)).features
        assert split.validation.drop(["y"]).equals(applied)
        assert split.train.num_rows <= rows.train.num_rows


# What was not there


async def test_columns_that_lack_count_as_missing_where_the_recipe_says_so(
    pre_processing: Any, steps: Any, everything: pa.Table
) -> None:
    recipe = steps(*ALL_STEPS, missing_columns=MissingColumns.AS_MISSING)
    fitted = await pre_processing.fit_recipe(everything, recipe=recipe, target="y")
    empty = pa.table({"rooms": [3]})

    features = (await pre_processing.apply_recipe(empty, fitted=fitted)).features

    nulls = {each.name: pa.nulls(1) for each in fitted.inputs if each.name != "rooms"}
    same = (await pre_processing.apply_recipe(pa.table({"rooms": [3], **nulls}), fitted=fitted)).features
    assert [column.to_pylist()[0] for column in features.columns] == pytest.approx(
        [column.to_pylist()[0] for column in same.columns], nan_ok=True
    )
    with pytest.raises(ColumnNotFound):
        strict = await pre_processing.fit_recipe(everything, recipe=steps(*ALL_STEPS), target="y")
        await pre_processing.apply_recipe(empty, fitted=strict)


async def test_a_plain_recipe_can_take_columns_as_missing(applied: Any, recipe: Any) -> None:
    table = pa.table({"a": [1.0, 2.0, 3.0], "c": ["x", "y", None]})

    fitted, names, rows = await applied(
        recipe(missing_columns=MissingColumns.AS_MISSING, scale_numbers=ScaleNumbers.NONE), table, pa.table({"z": [1]})
    )

    assert (fitted.format, names) == (3, ["a", "c=x", "c=y", "c=missing"])
    assert rows.tolist() == [[2, 0, 0, 1]]


@pytest.mark.parametrize("name", ["area", "town", "day"])
async def test_a_column_of_another_kind_is_an_invalid_argument(
    pre_processing: Any, steps: Any, everything: pa.Table, name: str
) -> None:
    fitted = await pre_processing.fit_recipe(everything, recipe=steps(*ALL_STEPS), target="y")
    other = pa.array([7.0] * 80) if name == "town" else pa.array(["x"] * 80)
    table = everything.drop([name]).append_column(name, other)

    with pytest.raises(brolly.InvalidArgument, match=f"in the column '{name}', as the recipe was fitted to"):
        await pre_processing.apply_recipe(table, fitted=fitted)


# What cannot be


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (Impute(by=ImputeBy(9)), r"recipe\.steps\[0\]\.by: expected one of MEAN, MEDIAN, .* got 9"),
        (Impute(by=ImputeBy.NEIGHBORS, neighbors=0), r"recipe\.steps\[0\]\.neighbors: expected 1 to 100, got 0"),
        (Impute(by=ImputeBy.CONSTANT, number=float("inf")), r"\.number: expected a finite number, got inf"),
        (Encode(by=EncodeBy.ONE_HOT, max_levels=1001), r"\.max_levels: expected 1 to 1,000, got 1,001"),
        (Encode(by=EncodeBy.HASH, features=0), r"\.features: expected 1 to 4,096, got 0"),
        (Encode(by=EncodeBy.TARGET, smoothing=float("nan")), r"\.smoothing"),
        (Scale(by=ScaleBy.MIN_MAX, low=2.0, high=2.0), r"\.low: expected less than high"),
        (Scale(by=ScaleBy.QUANTILE, quantiles=2), r"\.quantiles: expected 10 to 10,000, got 2"),
        (Scale(by=ScaleBy.BOX_COX), r"column 'a': expected numbers above 0 for BOX_COX, got -1; use YEO_JOHNSON"),
        (DropConstant(share=0.0), r"\.share: expected a number above 0, and 1 at most, got 0"),
        (DropColumns(), r"\.columns: expected names or kinds of columns to drop, got none"),
        (DateParts(parts=(DatePart(99),)), r"\.parts\[0\]: expected one of YEAR"),
        (TfIdf(max_words=0), r"\.max_words: expected 1 to 10,000, got 0"),
        ((Scale(by=ScaleBy.ROBUST), Columns(names=("c",))), r"\.names: expected numbers or truths .* got texts"),
        ((Scale(by=ScaleBy.ROBUST), Columns(kinds=(ColumnKind(9),))), r"\.columns\.kinds\[0\]: expected one of"),
    ],
)  # fmt: skip
async def test_a_step_that_makes_no_sense_is_an_invalid_argument(
    applied: Any, steps: Any, action: Any, message: str
) -> None:
    with pytest.raises(brolly.InvalidArgument, match=message):
        await applied(steps(action), pa.table({"a": [-1.0, 2.0, 5.0], "c": ["x", "y", "x"]}))


async def test_a_step_of_a_column_that_is_not_there_is_not_found(applied: Any, steps: Any) -> None:
    recipe = steps((Scale(by=ScaleBy.ROBUST), Columns(names=("area",))))

    with pytest.raises(ColumnNotFound, match=r"recipe\.steps\[0\]: expected .* did you mean 'aera'"):
        await applied(recipe, pa.table({"aera": [1.0, 2.0]}))


async def test_too_many_steps_are_refused(applied: Any, steps: Any) -> None:
    with pytest.raises(brolly.InvalidArgument, match=r"recipe\.steps: expected at most 100, got 101"):
        await applied(steps(*[DropDuplicates()] * 101), pa.table({"a": [1, 2]}))


async def test_steps_that_make_or_learn_too_much_are_refused(steps: Any, rng: np.random.Generator) -> None:
    table = pa.table({f"c{number}": [f"{value}" for value in rng.integers(0, 400, 2000)] for number in range(3)})
    numbers = pa.table({f"n{number}": rng.normal(size=10_000) for number in range(40)})
    small = ColumnwisePreProcessing(max_features_bytes=1_000_000)
    large = ColumnwisePreProcessing(max_features_bytes=2**30)

    with pytest.raises(brolly.ResourceExhausted, match="expected steps that make at most 1000000 bytes"):
        await small.fit_recipe(table, recipe=steps(Encode(by=EncodeBy.ONE_HOT, max_levels=1000)))
    with pytest.raises(brolly.ResourceExhausted, match=r"recipe\.steps\[0\]: expected steps that learn at most"):
        await large.fit_recipe(numbers, recipe=steps(Scale(by=ScaleBy.QUANTILE, quantiles=10_000)))


async def test_a_fitted_recipe_from_anywhere_never_ends_in_a_traceback(
    pre_processing: Any, steps: Any, everything: pa.Table
) -> None:
    fitted = await pre_processing.fit_recipe(everything, recipe=steps(*ALL_STEPS), target="y")
    whole = json_format.MessageToDict(encode_fitted_recipe(fitted))
    random = np.random.default_rng(0)

    refused = 0
    for _ in range(60):
        spoilt = json.loads(json.dumps(whole))
        _spoil(spoilt, random)
        try:
            message = json_format.ParseDict(spoilt, FittedRecipePb())
        except json_format.ParseError:
            continue
        try:
            recipe = decode_fitted_recipe(message)
            await pre_processing.apply_recipe(everything, fitted=recipe)
            await pre_processing.invert_recipe(
                (await pre_processing.apply_recipe(everything, fitted=fitted)).features, fitted=recipe
            )
            await pre_processing.describe_recipe(recipe)
        except (brolly.InvalidArgument, brolly.FailedPrecondition, brolly.ResourceExhausted):
            refused += 1
    assert refused > 15


def _spoil(value: Any, random: np.random.Generator) -> None:
    """Remove or change one thing somewhere."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = keys[random.integers(len(keys))]
        if isinstance(value[key], dict | list) and len(value[key]) and random.random() < 0.85:
            value = value[key]
            continue
        if random.random() < 0.5 or isinstance(value[key], dict | list):
            del value[key]
        elif isinstance(value[key], bool):
            value[key] = not value[key]
        elif isinstance(value[key], int | float):
            value[key] = int(random.integers(-1, 3))
        else:
            value[key] = "AAAA" if random.random() < 0.5 else ""
        return

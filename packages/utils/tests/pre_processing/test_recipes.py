"""Recipes: what is learned of columns, and what it makes of rows."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.utils_interface import (
    EncodeTexts,
    ImputeNumbers,
    Recipe,
    ScaleNumbers,
)

Make = Callable[..., Recipe]


# Numbers


@pytest.mark.parametrize("impute", [ImputeNumbers.MEAN, ImputeNumbers.MEDIAN])
@pytest.mark.parametrize("offset", [0.0, 1e6])
async def test_numbers_are_filled_and_scaled_as_the_textbook_says(
    features: Any, recipe: Make, rng: np.random.Generator, impute: ImputeNumbers, offset: float
) -> None:
    train, new = (offset + rng.exponential(size=size) * 50 for size in (301, 40))
    train[rng.random(301) < 0.2] = np.nan
    table = pa.table({"a": pa.array(train, from_pandas=True)})

    _, rows = await features(recipe(impute_numbers=impute), table, pa.table({"a": np.append(new, np.nan)}))

    fill = np.nanmean(train) if impute is ImputeNumbers.MEAN else np.nanmedian(train)
    filled = np.where(np.isnan(train), fill, train)
    expected = (np.append(new, fill) - filled.mean()) / filled.std(ddof=0)
    np.testing.assert_allclose(rows[:, 0], expected, rtol=1e-5, atol=1e-5)


async def test_numbers_that_are_not_scaled_stay_as_they_are(features: Any, recipe: Make) -> None:
    _, rows = await features(recipe(scale_numbers=ScaleNumbers.NONE), pa.table({"a": [1.0, None, 5.0]}))

    assert rows[:, 0].tolist() == [1.0, 3.0, 5.0]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([0, 1, None, 3], pa.int8()),
        pa.array([0, 1, None, 3], pa.uint64()),
        pa.array([0, 1, None, 3], pa.float16()),
        pa.array([0, 1, None, 3], pa.float32()),
        pa.array([decimal.Decimal(n) for n in (0, 1)] + [None, decimal.Decimal(3)], pa.decimal128(10, 2)),
        pa.chunked_array([[0], [1, None], [], [3]], pa.int64()),
        pa.array([0.0, 1.0, np.nan, 3.0]),
        pa.array([0.0, 1.0, -np.inf, 3.0]),
    ],
    ids=lambda column: str(column.type),
)
async def test_every_kind_of_number_is_a_number(features: Any, recipe: Make, column: pa.Array) -> None:
    _, rows = await features(recipe(scale_numbers=ScaleNumbers.NONE), pa.table({"a": column}))

    np.testing.assert_allclose(rows[:, 0], [0, 1, 4 / 3, 3], rtol=1e-6)


async def test_truths_are_numbers(features: Any, recipe: Make) -> None:
    _, rows = await features(recipe(scale_numbers=ScaleNumbers.NONE), pa.table({"a": [True, False, None]}))

    assert rows[:, 0].tolist() == [1.0, 0.0, 0.5]


async def test_values_that_are_not_finite_are_told_of(pre_processing: Any, recipe: Make) -> None:
    table = pa.table({"a": pa.array([np.nan, np.inf, -np.inf, None, 1.0, 2.0]), "b": [np.inf, 1, 2, 3, 4, 5]})

    fitted = await pre_processing.fit_recipe(table, recipe=recipe())

    assert fitted.notes == (
        "column 'a': 3 values that are NaN or infinite count as missing",
        "column 'b': 1 value that is NaN or infinite counts as missing",
    )


@pytest.mark.parametrize("values", [[1e308, -1e308, 0.0], [5e-324, 0.0, 1e-310], [1e16, 1e16 + 2, 1e16 + 4]])
async def test_extreme_numbers_stay_finite(features: Any, recipe: Make, values: list[float]) -> None:
    for scale in (ScaleNumbers.STANDARD, ScaleNumbers.NONE):
        _, rows = await features(recipe(scale_numbers=scale), pa.table({"a": values}))

        assert np.isfinite(rows).all()


async def test_missing_numbers_can_stay_missing(features: Any, recipe: Make) -> None:
    table = pa.table({"a": [1.0, None, 5.0, np.nan], "b": [2.0, 2.0, None, 2.0]})

    for scale, expected in (
        (ScaleNumbers.NONE, [1.0, np.nan, 5.0, np.nan]),
        (ScaleNumbers.STANDARD, [-1, np.nan, 1, np.nan]),
    ):
        names, rows = await features(recipe(impute_numbers=ImputeNumbers.NONE, scale_numbers=scale), table)

        assert names == ["a", "b"]
        np.testing.assert_array_equal(rows[:, 0], expected)
        np.testing.assert_array_equal(np.isnan(rows[:, 1]), [False, False, True, False])


# Texts


async def test_the_commonest_levels_get_a_feature_each_and_the_others_share_one(features: Any, recipe: Make) -> None:
    table = pa.table({"c": ["b"] * 5 + ["a"] * 3 + ["z", "y"] * 2 + [None]})

    names, rows = await features(recipe(max_levels=2), table, pa.table({"c": ["a", "b", "z", "new", None]}))

    assert names == ["c=a", "c=b", "c=other", "c=missing"]
    np.testing.assert_array_equal(rows, [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]])


async def test_what_was_not_seen_is_all_zeros_when_nothing_stands_for_it(features: Any, recipe: Make) -> None:
    names, rows = await features(recipe(), pa.table({"c": ["a", "b"] * 3}), pa.table({"c": ["b", "new", None]}))

    assert names == ["c=a", "c=b"]
    np.testing.assert_array_equal(rows, [[0, 1], [0, 0], [0, 0]])


async def test_ordinal_levels_are_ranked_by_name(features: Any, recipe: Make) -> None:
    table = pa.table({"c": ["pear", "apple", "plum", None] * 2})

    names, rows = await features(
        recipe(encode_texts=EncodeTexts.ORDINAL), table, pa.table({"c": ["plum", "apple", "new", None]})
    )

    assert names == ["c"]
    assert rows[:, 0].tolist() == [2, 0, -1, -1]


async def test_codes_are_ranks_and_what_is_missing_or_unknown_is_nan(features: Any, recipe: Make) -> None:
    table = pa.table({"c": ["pear", "apple", "plum", None] * 2})

    names, rows = await features(
        recipe(encode_texts=EncodeTexts.CODES), table, pa.table({"c": ["plum", "apple", "new", None]})
    )

    assert names == ["c"]
    np.testing.assert_array_equal(rows[:, 0], [2, 0, np.nan, np.nan])


async def test_as_many_levels_as_occur_have_a_code_up_to_a_bound(pre_processing: Any, recipe: Make) -> None:
    few = [f"{number:05}" for number in range(3000)] * 2
    many = ["rare"] + [f"{number:06}" for number in range(70_000)] * 2

    coded = [
        await pre_processing.fit_recipe(pa.table({"c": each}), recipe=recipe(encode_texts=EncodeTexts.CODES))
        for each in (few, many)
    ]

    assert coded[0].columns[0].step.levels == tuple(few[:3000])
    assert len(coded[1].columns[0].step.levels) == 65_535
    assert "rare" not in coded[1].columns[0].step.levels


@pytest.mark.parametrize(
    ("changes", "version"),
    [({}, 1), ({"impute_numbers": ImputeNumbers.NONE}, 2), ({"encode_texts": EncodeTexts.CODES}, 2)],
    ids=["plain", "missing", "codes"],
)
async def test_the_format_is_the_lowest_that_says_it_all(
    pre_processing: Any, recipe: Make, changes: Any, version: int
) -> None:
    table = pa.table({"a": [1, 2, 3], "c": ["x", "y", "x"]})

    assert (await pre_processing.fit_recipe(table, recipe=recipe(**changes))).format == version


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
async def test_every_kind_of_text_is_a_text(features: Any, recipe: Make, kind: pa.DataType) -> None:
    names, _ = await features(recipe(), pa.table({"c": pa.array(["a", "b", None, "a"]).cast(kind)}))

    assert names == ["c=a", "c=b", "c=missing"]


async def test_numbers_of_a_dictionary_are_texts(features: Any, recipe: Make) -> None:
    names, _ = await features(recipe(), pa.table({"c": pa.array([10, 2, 10, None]).dictionary_encode()}))

    assert names == ["c=10", "c=2", "c=missing"]


async def test_texts_agree_with_a_simple_reference(features: Any, recipe: Make, rng: np.random.Generator) -> None:
    train = rng.choice(["", "a", "b", "c=1", "ü"], size=200, p=[0.1, 0.4, 0.3, 0.15, 0.05]).tolist()
    new = rng.choice(["", "a", "b", "c=1", "ü", "never"], size=100).tolist()

    names, rows = await features(recipe(max_levels=3), pa.table({"c": train}), pa.table({"c": new}))

    kept = sorted(sorted(set(train), key=lambda level: (-train.count(level), level))[:3])
    assert names == [f"c={level}" for level in kept] + ["c=other"]
    expected = [[float(text == level) for level in kept] + [float(text not in kept)] for text in new]
    np.testing.assert_array_equal(rows, expected)


# What is left out


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (pa.nulls(40), "every value is missing"),
        (pa.array([np.nan] * 40), "every value is missing"),
        (pa.array([None] * 40, pa.string()), "every value is missing"),
        (pa.array([7] * 39 + [None]), "every value is 7"),
        (pa.array(["x"] * 40), "every value is 'x'"),
        (pa.array([dt.date(2020, 1, n % 28 + 1) for n in range(40)]), "no feature is made of date32"),
        (pa.array([dt.datetime(2020, 1, n % 28 + 1) for n in range(40)]), "no feature is made of timestamp"),
        (pa.array([[1]] * 40), "no feature is made of list"),
        (pa.array([b"x", b"y"] * 20), "no feature is made of binary"),
        (pa.array([f"id {n}" for n in range(40)]), "its 40 texts are nearly all different"),
        (pa.array([str(n) for n in range(39)] + ["n/a"]), "39 of them look like numbers"),
        (pa.array(["x" * 600_000, "y" * 600_000] * 20), "its 2 levels are too many or too long to be kept"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_column_without_anything_to_learn_is_left_out_with_a_note(
    pre_processing: Any, recipe: Make, column: pa.Array, reason: str
) -> None:
    table = pa.table({"odd": column, "good": np.arange(40)})

    fitted = await pre_processing.fit_recipe(table, recipe=recipe())

    assert fitted.feature_names == ("good",)
    assert len(fitted.notes) == 1
    assert fitted.notes[0].startswith("column 'odd' is left out: ")
    assert reason in fitted.notes[0]


@pytest.mark.parametrize("column", [pa.nulls(6, pa.float64()), pa.array([7.0] * 6)], ids=["missing", "constant"])
async def test_numbers_that_do_not_vary_are_features_where_that_is_asked_for(
    features: Any, recipe: Make, column: pa.Array
) -> None:
    names, rows = await features(recipe(keep_constant=True), pa.table({"odd": column, "good": np.arange(6)}))

    assert names == ["odd", "good"]
    assert len(set(rows[:, 0])) == 1
    assert np.isfinite(rows).all()


async def test_no_feature_left_is_an_invalid_argument_that_says_why(pre_processing: Any, recipe: Make) -> None:
    with pytest.raises(brolly.InvalidArgument, match="got none: column 'a' is left out: every value is 1"):
        await pre_processing.fit_recipe(pa.table({"a": [1, 1], "y": [1, 2]}), recipe=recipe(), without=("y",))
    with pytest.raises(brolly.InvalidArgument, match="it has no other columns"):
        await pre_processing.fit_recipe(pa.table({"y": [1, 2]}), recipe=recipe(), without=("y",))


async def test_notes_of_very_many_columns_are_cut(pre_processing: Any, recipe: Make) -> None:
    table = pa.table({"good": [1, 2]} | {f"c{n}": [1, 1] for n in range(250)})

    fitted = await pre_processing.fit_recipe(table, recipe=recipe())

    assert len(fitted.notes) == 101
    assert fitted.notes[-1] == "and 150 more such notes"


async def test_feature_names_never_repeat_and_never_equal_what_is_left_out(pre_processing: Any, recipe: Make) -> None:
    table = pa.table({"c": ["a", "b", "other"], "c=a": [1, 2, 3], "c=b": [1, 2, 3], "c=other": [3, 2, 1]})

    fitted = await pre_processing.fit_recipe(table, recipe=recipe(max_levels=3), without=("c=b",))

    assert fitted.feature_names == ("c=a", "c=b (2)", "c=other", "c=a (2)", "c=other (2)")

"""Each step: what it does to columns, and to rows that it was not fitted to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.utils_interface import (
    AllRows,
    Columns,
    DatePart,
    DateParts,
    DropConstant,
    DropCorrelated,
    DropDuplicates,
    DropOutliers,
    Encode,
    EncodeBy,
    Impute,
    ImputeBy,
    OutliersBy,
    Scale,
    ScaleBy,
    TfIdf,
    UnknownLevel,
    UnknownLevels,
)

NAN = np.nan


async def test_a_text_becomes_the_commonest_or_what_is_said(applied: Any, steps: Any) -> None:
    table = pa.table({"c": ["b", "a", "b", None]})

    for action, expected in (
        (Impute(by=ImputeBy.MODE), [1, 0, 1, 1]),
        (Impute(by=ImputeBy.CONSTANT), [1, 0, 1, 2]),
        (Impute(by=ImputeBy.CONSTANT, text="A"), [2, 1, 2, 0]),
    ):
        _, _, rows = await applied(steps(action, Encode(by=EncodeBy.ORDINAL)), table)

        assert rows[:, 0].tolist() == expected


async def test_a_column_that_is_all_missing_is_filled_by_a_constant_alone(applied: Any, steps: Any) -> None:
    table = pa.table({"a": [1.0, 2.0], "b": pa.nulls(2, pa.float64())})
    new = pa.table({"a": [1.0, 2.0], "b": [7.0, None]})

    fitted, _, _ = await applied(steps(Impute(by=ImputeBy.MEAN)), table)
    _, names, rows = await applied(steps(Impute(by=ImputeBy.CONSTANT, indicator=True)), table, new)

    assert "column 'b' is not filled: every value is missing" in fitted.notes
    assert names == ["a"]  # what is one value in all training rows is no feature
    assert rows[:, 0].tolist() == [1, 2]


async def test_few_donors_are_drawn_and_kept(applied: Any, steps: Any, rng: np.random.Generator) -> None:
    table = pa.table(
        {"a": rng.normal(size=500), "b": pa.array(np.where(rng.random(500) < 0.2, NAN, 1.0) * np.arange(500))}
    )

    fitted, _, rows = await applied(steps(Impute(by=ImputeBy.NEIGHBORS, donors=30)), table)

    donors = fitted.steps[0].action.donors
    assert (donors.rows, len(donors.values)) == (30, 30 * 2 * 8)
    assert np.isfinite(rows).all()


async def test_rare_levels_share_a_column_and_unknown_ones_are_as_declared(applied: Any, steps: Any) -> None:
    train = pa.table({"c": ["a"] * 4 + ["b"] * 3 + ["r", "s", None]})
    new = pa.table({"c": ["a", "s", "new", None]})
    out, other, missing = [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]

    for unknown, expected in (
        (None, out),
        (UnknownLevels.OUT, out),
        (UnknownLevels.RARE, other),
        (UnknownLevels.MISSING, missing),
    ):
        _, names, rows = await applied(steps(Encode(by=EncodeBy.ONE_HOT, min_rows=2, unknown=unknown)), train, new)

        assert names == ["c=a", "c=b", "c=other", "c=missing"]
        np.testing.assert_array_equal(rows, [[1, 0, 0, 0], other, expected, missing])


async def test_an_unknown_level_can_be_refused(applied: Any, steps: Any) -> None:
    recipe = steps(Encode(by=EncodeBy.ORDINAL, unknown=UnknownLevels.FAIL))
    table = pa.table({"c": ["a", "b", None]})

    _, _, rows = await applied(recipe, table)
    with pytest.raises(UnknownLevel) as caught:
        await applied(recipe, table, pa.table({"c": ["a", "x"]}))

    assert rows[:, 0].tolist() == [0, 1, -1]
    assert (caught.value.column, caught.value.level) == ("c", "x")


async def test_numbers_are_levels_where_they_are_named(applied: Any, steps: Any) -> None:
    table = pa.table({"n": [10.0, 9.0, None, 10.0], "t": [True, False, True, None], "a": [1, 2, 3, 4]})

    _, names, rows = await applied(steps((Encode(by=EncodeBy.ONE_HOT), Columns(names=("n", "t")))), table)

    assert names == ["n=9", "n=10", "n=missing", "t=0", "t=1", "t=missing", "a"]
    assert rows[:, :3].tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]]


async def test_no_row_has_its_own_target_in_its_feature(pre_processing: Any, steps: Any, rng: Any) -> None:
    target = rng.permutation(200) + 0.5
    table = pa.table({"c": [f"{number}" for number in range(100)] * 2, "y": target})
    recipe = steps(Encode(by=EncodeBy.TARGET, smoothing=0.0))

    [split] = [each async for each in pre_processing.prepare(table, target="y", recipe=recipe, split=AllRows(), seed=0)]

    made, y = split.train["c"].to_numpy(), split.train["y"].to_numpy()
    twin = np.concatenate([y[100:], y[:100]])
    mine, other = np.isclose(made, y), np.isclose(made, twin)
    assert not mine.any()
    assert other.mean() > 0.6  # of the four other parts


async def test_by_target_a_class_has_a_column_where_there_are_three(applied: Any, steps: Any) -> None:
    table = pa.table({"c": ["a", "a", "b", "b"] * 3, "y": ["p", "p", "q", "r"] * 3})

    _, names, rows = await applied(steps(Encode(by=EncodeBy.TARGET, smoothing=0.0)), table, target="y")

    assert names == ["c for p", "c for q", "c for r"]
    np.testing.assert_allclose(rows[:4], [[1, 0, 0], [1, 0, 0], [0, 0.5, 0.5], [0, 0.5, 0.5]])


async def test_encoding_by_target_needs_one(applied: Any, steps: Any) -> None:
    with pytest.raises(brolly.InvalidArgument, match="expected a target to encode by it, got none"):
        await applied(steps(Encode(by=EncodeBy.TARGET)), pa.table({"c": ["a", "b"]}))


@pytest.mark.parametrize(
    ("action", "kept"),
    [(DropOutliers(by=OutliersBy.QUARTILES), 20), (DropOutliers(by=OutliersBy.Z_SCORE), 20), (DropDuplicates(), 20)],
    ids=["quartiles", "z-score", "duplicates"],
)
async def test_row_filters_leave_out_training_rows_alone(
    pre_processing: Any, steps: Any, action: Any, kept: int
) -> None:
    alike = isinstance(action, DropDuplicates)
    values, target = [*range(20)], [*range(20)]
    values.insert(5, 3 if alike else 10_000)
    target.insert(5, 3 if alike else 99)
    table = pa.table({"a": values, "b": ["x"] * 21, "y": target})
    recipe = steps(action, Scale(by=ScaleBy.MIN_MAX))

    [split] = [each async for each in pre_processing.prepare(table, target="y", recipe=recipe, split=AllRows(), seed=0)]
    again = (await pre_processing.apply_recipe(table, fitted=split.fitted)).features

    assert split.train.num_rows == kept
    assert split.train["y"].to_pylist() == list(range(20))
    assert split.train["a"].to_numpy().max() == 1
    assert again.num_rows == 21


async def test_duplicates_of_missing_values_are_duplicates(pre_processing: Any, steps: Any) -> None:
    day = dt.date(2020, 1, 1)
    table = pa.table(
        {"a": [1.0, None, None, 1.0], "c": [None, "x", "x", None], "d": [None, day, day, day], "y": [1, 1, 1, 2]}
    )
    recipe = steps(DropDuplicates(), DateParts())

    [split] = [each async for each in pre_processing.prepare(table, target="y", recipe=recipe, split=AllRows(), seed=0)]

    assert split.train["y"].to_pylist() == [0, 0, 1]


async def test_no_row_left_is_told(applied: Any, steps: Any) -> None:
    table = pa.table({"a": [0.0, 0, 0, 0, 1], "b": [1.0, 0, 0, 0, 0], "c": [0.0, 1, 1, 1, 0]})

    with pytest.raises(brolly.InvalidArgument, match="expected a row that is no outlier, got none"):
        await applied(steps(DropOutliers(by=OutliersBy.Z_SCORE, threshold=0.1)), table)


async def test_nearly_constant_columns_are_left_out(applied: Any, steps: Any) -> None:
    table = pa.table({"a": [1] * 9 + [2], "c": ["x"] * 8 + ["y", None], "n": [None] * 9 + [1.0], "v": range(10)})

    fitted, names, _ = await applied(steps(DropConstant(share=0.9)), table)

    assert names == ["c", "v"]
    assert fitted.notes[0] == "column 'a' is left out: 90.0% of its values are the same"


async def test_the_later_of_two_columns_that_correlate_is_left_out(applied: Any, steps: Any, rng: Any) -> None:
    a = rng.normal(size=300)
    table = pa.table(
        {
            "a": 1e9 + a,
            "minus": pa.array(np.where(rng.random(300) < 0.3, NAN, -a * 1e-9), from_pandas=True),
            "near": a + rng.normal(size=300) * 0.05,
            "far": a + rng.normal(size=300),
            "same": np.ones(300) + np.arange(300) * 0.0,
        }
    )

    fitted, names, _ = await applied(steps(DropCorrelated(threshold=0.9)), table)

    assert names == ["a", "far"]
    assert fitted.notes[0] == "column 'minus' is left out: its correlation with 'a' is -1.000"


async def test_correlations_are_those_of_numpy(rng: np.random.Generator) -> None:
    from ml_tools.utils.pre_processing.columns import NumberColumn
    from ml_tools.utils.pre_processing.steps.column_filters import _correlations

    x = rng.normal(size=(40_000, 5)) @ rng.normal(size=(5, 5)) + 100

    found = _correlations([NumberColumn(name=str(number), values=column) for number, column in enumerate(x.T)])

    np.testing.assert_allclose(found, np.corrcoef(x.T), atol=1e-9)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            pa.array([dt.date(2024, 2, 29), None]),
            {
                "year": 2024,
                "quarter": 1,
                "month": 2,
                "week": 9,
                "day": 29,
                "weekday": 3,
                "day of year": 60,
                "epoch": 1709164800,
            },
        ),
        (
            pa.array([dt.datetime(2024, 2, 29, 13, 5, 59, 500_000), None], pa.timestamp("ms")),
            {"year": 2024, "day": 29, "hour": 13, "minute": 5, "second": 59, "epoch": 1709211959.5},
        ),
        (
            pa.array([dt.datetime(2024, 2, 29, 23, 30, tzinfo=dt.UTC), None], pa.timestamp("us", "Asia/Tokyo")),
            {"day": 1, "month": 3, "hour": 8},
        ),
        (pa.array([dt.time(7, 30), None], pa.time64("us")), {"hour": 7, "minute": 30, "second": 0}),
    ],
    ids=["date", "timestamp", "zone", "time"],
)
async def test_dates_are_taken_apart(applied: Any, steps: Any, values: Any, expected: dict[str, float]) -> None:
    parts = tuple(DatePart[name.upper().replace(" ", "_")] for name in expected)
    table = pa.table({"d": values, "a": [1, 2]})

    _, names, rows = await applied(steps(DateParts(parts=parts)), table)

    found = dict(zip(names, rows.T, strict=True))
    assert list(found) == [*(f"d {name}" for name in expected), "a"]
    for name, value in expected.items():
        np.testing.assert_array_equal(found[f"d {name}"], [np.float32(value), NAN])


async def test_what_comes_round_again_is_a_circle(applied: Any, steps: Any) -> None:
    days = [dt.date(2023, 1, 15), dt.date(2023, 12, 15), dt.date(2023, 7, 15)]

    _, names, rows = await applied(steps(DateParts(parts=(DatePart.MONTH,), cyclic=True)), pa.table({"d": days}))

    assert names == ["d month sin", "d month cos"]
    january, december, july = rows
    assert np.linalg.norm(january - december) < 0.6
    assert np.linalg.norm(january - july) == pytest.approx(2)


async def test_a_missing_text_has_no_words(applied: Any, steps: Any) -> None:
    table = pa.table({"t": ["red wine", "white wine", None, "!"]})

    _, names, rows = await applied(steps(TfIdf()), table)

    assert names == ["t:red", "t:white", "t:wine"]
    assert not rows[2:].any()
    np.testing.assert_allclose(np.linalg.norm(rows[:2], axis=1), 1, rtol=1e-6)

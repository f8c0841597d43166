"""A profile says what is in a table, whatever parts its rows come in."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_wine

import brolly
from ml_tools.datasets.profiles.profiling import Profiler
from ml_tools.datasets_interface import ColumnKind, FindingKind, Profile


def profiled(table: pa.Table, target: str | None = None, *, rows_a_part: int = 10**9) -> Profile:
    profiler = Profiler(table.schema, target)
    for start in range(0, table.num_rows, rows_a_part):
        profiler.add(table.slice(start, rows_a_part))
    return profiler.profile()


def column(values: Any) -> Any:
    return profiled(pa.table({"x": values})).columns[0]


def found(profile: Profile) -> dict[FindingKind, set[str]]:
    kinds: dict[FindingKind, set[str]] = {}
    for finding in profile.findings:
        kinds.setdefault(finding.kind, set()).update(finding.columns)
    return kinds


def test_numbers_are_summed_up_as_numpy_does() -> None:
    values = np.random.default_rng(0).lognormal(size=5000)

    numbers = column([*values, None, math.nan, 0.0]).values

    expected = np.append(values, 0.0)
    assert numbers.mean == pytest.approx(expected.mean(), rel=1e-12)
    assert numbers.std == pytest.approx(expected.std(ddof=1), rel=1e-12)
    assert (numbers.min, numbers.max) == (0.0, expected.max())
    assert [numbers.quantiles.q25, numbers.quantiles.median] == list(np.quantile(expected, [0.25, 0.5]))
    assert numbers.zero_count == 1


def test_null_and_nan_are_missing() -> None:
    described = column([1.0, None, math.nan])

    assert described.missing_count == 2
    assert described.distinct_count == 1


def test_the_bins_of_a_histogram_hold_all_numbers_and_follow_each_other() -> None:
    histogram = column(np.random.default_rng(0).normal(size=3000)).values.histogram

    assert sum(each.share for each in histogram) == pytest.approx(1.0)
    assert all(left.high == right.low for left, right in pairwise(histogram))
    assert len(histogram) > 5


@pytest.mark.parametrize("values", [[1e308, -1e308, 0.0], [5e-324, 0.0, 1e-323], [1.0, 1.0000000000000002]])
def test_numbers_at_the_ends_of_their_range_have_bins(values: list[float]) -> None:
    numbers = column(values).values

    assert sum(each.share for each in numbers.histogram) == pytest.approx(1.0)
    assert all(math.isfinite(each.low) and each.low < each.high for each in numbers.histogram)


def test_infinite_numbers_are_counted_and_else_left_out() -> None:
    profile = profiled(pa.table({"x": [1.0, 2.0, math.inf, -math.inf]}))

    numbers = profile.columns[0].values
    assert (numbers.min, numbers.max, numbers.mean, numbers.infinite_count) == (1.0, 2.0, 1.5, 2)
    assert found(profile)[FindingKind.INFINITE] == {"x"}


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        (pa.int8(), ColumnKind.NUMBER),
        (pa.decimal128(10, 2), ColumnKind.NUMBER),
        (pa.bool_(), ColumnKind.BOOLEAN),
        (pa.string_view(), ColumnKind.TEXT),
        (pa.dictionary(pa.int8(), pa.string()), ColumnKind.TEXT),
        (pa.date32(), ColumnKind.TIME),
        (pa.timestamp("ns"), ColumnKind.TIME),
        (pa.list_(pa.int8()), ColumnKind.OTHER),
        (pa.binary(), ColumnKind.OTHER),
    ],
    ids=str,
)
def test_a_column_of_any_type_may_be_empty_or_missing(type_: pa.DataType, kind: ColumnKind) -> None:
    for rows in (0, 3):
        described = profiled(pa.table({"x": pa.nulls(rows, type_)})).columns[0]

        assert (described.kind, described.missing_count, described.distinct_count) == (kind, rows, 0)


def test_texts_have_levels_by_how_often_they_occur() -> None:
    texts = column(["b", "a", "b", None, "", "long ü"]).values

    assert [(each.value, each.share) for each in texts.levels] == [("b", 0.4), ("", 0.2), ("a", 0.2), ("long ü", 0.2)]
    assert (texts.shortest, texts.longest) == (0, 6)


def test_a_long_text_is_cut() -> None:
    assert len(column(["x" * 10_000]).values.levels[0].value) == 200


def test_times_have_a_first_and_a_last_one() -> None:
    moments = [datetime(2020, 1, 1, tzinfo=UTC), datetime(1969, 7, 20, 20, 17, tzinfo=UTC), None]

    times = column(moments).values

    assert (times.first, times.last) == (moments[1], moments[0])


def test_different_values_are_counted_exactly_while_they_are_few() -> None:
    values = [f"text {number % 5000}" for number in range(20_000)]

    described = column(values)

    assert (described.distinct_count, described.distinct_is_exact) == (5000, True)


def test_very_many_different_values_are_estimated() -> None:
    described = column(np.random.default_rng(0).permutation(500_000).astype(float))

    assert not described.distinct_is_exact
    assert described.distinct_count == pytest.approx(500_000, rel=0.02)


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.floats(width=32)), st.one_of(st.none(), st.text(max_size=3))), max_size=40
    ),
    st.integers(1, 7),
)
@settings(max_examples=50, deadline=None, derandomize=True)
def test_parts_add_up_to_the_whole(rows: list[tuple[float | None, str | None]], rows_a_part: int) -> None:
    table = pa.table(
        {"n": pa.array([n for n, _ in rows], pa.float64()), "t": pa.array([t for _, t in rows], pa.string())}
    )

    whole, parts = profiled(table), profiled(table, rows_a_part=rows_a_part)

    for one, other in zip(whole.columns, parts.columns, strict=True):
        assert (one.missing_count, one.distinct_count) == (other.missing_count, other.distinct_count)
        assert one.values == other.values or one.values.mean == pytest.approx(other.values.mean, rel=1e-9)
    assert one.distinct_count == len(set(table["t"].drop_null().to_pylist()))


def test_a_long_table_is_sampled_evenly_and_its_totals_are_of_all_rows() -> None:
    values = np.arange(600_000, dtype=float)

    profile = profiled(pa.table({"x": values, "y": -values}), rows_a_part=50_000)

    numbers = profile.columns[0].values
    assert profile.sampled_rows == 200_000
    assert numbers.max == 599_999.0
    assert numbers.quantiles.median == pytest.approx(300_000, rel=0.01)
    assert profile.correlations[0].value == pytest.approx(-1.0)


def test_correlations_are_those_of_numpy_strongest_first() -> None:
    wine = load_wine()
    table = pa.table(dict(zip(wine.feature_names, wine.data.T, strict=True)))

    pairs = profiled(table).correlations

    expected = np.corrcoef(wine.data.T)
    place = {name: number for number, name in enumerate(wine.feature_names)}
    assert len(pairs) == 13 * 12 // 2
    for pair in pairs:
        assert pair.value == pytest.approx(expected[place[pair.left], place[pair.right]], abs=1e-12)
    assert [abs(each.value) for each in pairs] == sorted((abs(each.value) for each in pairs), reverse=True)


def test_a_correlation_is_over_the_rows_that_have_both() -> None:
    table = pa.table({"x": [1.0, 2.0, 3.0, 4.0, None, 100.0], "y": [2.0, 4.0, 6.0, 8.0, 7.0, None]})

    assert profiled(table).correlations[0].value == pytest.approx(1.0)


def test_numbers_of_very_different_sizes_are_correlated() -> None:
    values = np.random.default_rng(0).normal(size=100)
    table = pa.table({"huge": values * 1e300, "tiny": values * 1e-300 + 1e-299})

    assert profiled(table).correlations[0].value == pytest.approx(1.0)


def test_identifiers_constants_and_the_mostly_missing_are_told() -> None:
    rows = 100
    table = pa.table(
        {
            "customer": [f"C{number}" for number in range(rows)],
            "row": np.arange(rows),
            "measured": np.random.default_rng(0).normal(size=rows),
            "same": ["x"] * rows,
            "rare": [1.0] * 10 + [None] * 90,
            "price": np.random.default_rng(1).integers(0, 5, rows),
        }
    )

    kinds = found(profiled(table))

    assert kinds[FindingKind.IDENTIFIER] == {"customer", "row"}
    assert kinds[FindingKind.CONSTANT] == {"same", "rare"}
    assert kinds[FindingKind.MOSTLY_MISSING] == {"rare"}


def test_a_copy_of_the_target_leaks_it() -> None:
    random = np.random.default_rng(0)
    price = random.normal(size=200)
    table = pa.table({"size": price + random.normal(size=200), "price in cents": 100 * price + 3, "price": price})

    profile = profiled(table)

    assert profile.target == "price"
    assert found(profile)[FindingKind.LEAKAGE] == {"price in cents", "price"}


def test_a_column_that_codes_the_class_leaks_it() -> None:
    random = np.random.default_rng(0)
    code = random.integers(0, 3, 300)
    table = pa.table({"noise": random.integers(0, 3, 300), "code": code, "species": np.array(["b", "c", "a"])[code]})

    assert found(profiled(table))[FindingKind.LEAKAGE] == {"code", "species"}


def test_ordinary_features_do_not_leak() -> None:
    tumours = load_breast_cancer()
    table = pa.table({**dict(zip(tumours.feature_names, tumours.data.T, strict=True)), "diagnosis": tumours.target})

    assert FindingKind.LEAKAGE not in found(profiled(table, "diagnosis"))


def test_columns_that_say_the_same_and_rows_that_occur_twice_are_told() -> None:
    inches = np.random.default_rng(0).normal(size=50)
    table = pa.table({"inches": inches, "cm": 2.54 * inches, "other": inches**2})

    profile = profiled(pa.concat_tables([table, table.slice(0, 7)]))

    assert found(profile)[FindingKind.REDUNDANT] == {"inches", "cm"}
    assert any("7 rows" in each.message for each in profile.findings if each.kind is FindingKind.DUPLICATE_ROWS)


def test_a_target_that_is_no_column_is_refused_with_what_was_meant() -> None:
    with pytest.raises(brolly.InvalidArgument, match="did you mean 'price'"):
        profiled(pa.table({"price": [1.0]}), "prise")

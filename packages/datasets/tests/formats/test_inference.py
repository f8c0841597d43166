"""The types of columns of text."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from ml_tools.datasets.formats.inference import MISSING, inferred

INF = float("inf")


def read(*texts: str, **options: bool) -> tuple[list[object], str, list[str]]:
    notes: list[str] = []
    column = inferred("x", pa.chunked_array([pa.array(texts, pa.string())]), notes, **options)
    return column.to_pylist(), str(column.type), notes


@pytest.mark.parametrize(
    ("texts", "values", "type_"),
    [
        (["1", "-2", " 3 "], [1, -2, 3], "int64"),
        (["1", "2.5"], [1.0, 2.5], "double"),
        (["1.", ".5", "1e3", "-1E-2"], [1.0, 0.5, 1000.0, -0.01], "double"),
        (["+1", "+2.5"], [1.0, 2.5], "double"),
        (["99999999999999999999"], [1e20], "double"),
        (["007", "1"], [7, 1], "int64"),
        (["true", "False", "TRUE"], [True, False, True], "bool"),
        (["true", "1"], ["true", "1"], "string"),
        (["2020-01-31"], [date(2020, 1, 31)], "date32[day]"),
        (["2020-01-31", "2020-01-31 10:20"], [datetime(2020, 1, 31), datetime(2020, 1, 31, 10, 20)], "timestamp[us]"),
        (["2020-01-31T10:20:30+02:00"], [datetime(2020, 1, 31, 8, 20, 30, tzinfo=UTC)], "timestamp[us, tz=UTC]"),
        (["2020-31-01", "x"], ["2020-31-01", "x"], "string"),
        (["0x1F", "1_000", "1,5", "١٢"], ["0x1F", "1_000", "1,5", "١٢"], "string"),
        (["yes", "no"], ["yes", "no"], "string"),
    ],
)
def test_values_have_the_type_that_all_of_them_fit(texts: list[str], values: list[object], type_: str) -> None:
    assert read(*texts, "NA")[:2] == ([*values, None], type_)


@pytest.mark.parametrize("token", MISSING)
def test_these_stand_for_missing_values(token: str) -> None:
    assert read("1", token, f" {token} ")[0] == [1, None, None]
    assert read("a", token)[0] == ["a", None]


def test_a_column_without_values_is_of_numbers_and_noted() -> None:
    assert read("", "NA") == ([None, None], "double", ["column 'x': all values are missing; taken for numbers"])


def test_infinity_is_a_number_and_noted() -> None:
    values, type_, notes = read("1", "inf", "-Infinity")

    assert (values, type_) == ([1.0, INF, -INF], "double")
    assert notes == ["column 'x': infinity kept in 2 of 3 rows"]


def test_nan_is_missing_however_it_is_written() -> None:
    assert read("1.5", "NAN", "nAn")[0] == [1.5, None, None]


def test_a_little_text_among_numbers_becomes_missing_and_is_told() -> None:
    values, type_, notes = read(*"123456789", "n.a.", "")

    assert (values, type_) == ([*range(1, 10), None, None], "int64")
    assert notes == ["column 'x': 1 of 10 values set to missing, no numbers, such as 'n.a.'"]


def test_more_text_among_numbers_leaves_text_and_is_told() -> None:
    values, type_, notes = read(*"12345678", "n.a.")

    assert (values, type_) == ([*"12345678", "n.a."], "string")
    assert notes == ["column 'x': kept as text, though 8 of 9 values are numbers"]


def test_white_space_around_text_is_removed_and_told() -> None:
    assert read(" a", "b ") == (["a", "b"], "string", ["column 'x': white space around text was removed"])
    assert read("a b", " ")[2] == []


def test_a_comma_is_a_decimal_point_where_it_separates_no_cells() -> None:
    assert read("1,5", "2", "-,5", decimal_comma=True)[:2] == ([1.5, 2.0, -0.5], "double")
    assert read("1,5", "1,000,000", decimal_comma=True)[1] == "string"

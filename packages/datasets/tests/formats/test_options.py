"""What a caller says of a file: dialect, encoding, header, missing values, types."""

from __future__ import annotations

import sys
from datetime import date, datetime

import pytest

import brolly
from ml_tools.datasets_interface import ColumnType, ParseOptions, RejectedRow, TypedColumn, UnreadableData


def typed(**types: ColumnType) -> tuple[TypedColumn, ...]:
    return tuple(TypedColumn(name=name, type=type_) for name, type_ in types.items())


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        ("a:b\n1:2\n", {"delimiter": ":"}, {"a": [1], "b": [2]}),
        ("a,b;c\nx,y;3\n", {"delimiter": ";"}, {"a,b": ["x,y"], "c": [3]}),
        ("a,b\n'x,y',2\n", {"quote": "'"}, {"a": ["x,y"], "b": [2]}),
        ('a,b\n"x,2\n', {"quote": ""}, {"a": ['"x'], "b": [2]}),
        ("a\tb\n1,5\t2\n", {"decimal": ","}, {"a": [1.5], "b": [2]}),
        ("a;b\n1,5;2.000\n", {"decimal": "."}, {"a": ["1,5"], "b": [2.0]}),
        ("1,x\n2,y\n", {"header": False}, {"column_1": [1, 2], "column_2": ["x", "y"]}),
        ("0.5,7\n2,8\n", {}, {"column_1": [0.5, 2], "column_2": [7, 8]}),
        ("0.5,7\n2,8\n", {"header": True}, {"0.5": [2], "7": [8]}),
        ("made by x\n\na,b\n1,2\n", {"skip_lines": 1}, {"a": [1], "b": [2]}),
        ("a,b\n1,-\n-,x\n", {"missing": ("-",)}, {"a": [1, None], "b": [None, "x"]}),
        ("a,b\nNA,-\n1,x\n", {"missing": ("-",)}, {"a": ["NA", "1"], "b": [None, "x"]}),
    ],
)
def test_a_dialect_is_read_as_it_is_said(read, content, options, expected):
    assert read(content, "x.csv", **options).table.to_pydict() == expected


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "windows-1252", "latin-1", "utf-16", "utf-16-le", "utf-32", "cp437"]
)
def test_text_in_another_encoding_is_read(read, encoding):
    content = 'a,b\n1,é\n2,"ü\r\n"\n'.encode(encoding)

    assert read(content, encoding=encoding).table.to_pydict() == {"a": [1, 2], "b": ["é", "ü"]}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_says_the_encoding(read, encoding):
    assert read("a,b\n1,é\n".encode(encoding), "x.csv").table.to_pydict() == {"a": [1], "b": ["é"]}


def test_another_encoding_than_said_is_refused_with_the_fix(read):
    with pytest.raises(UnreadableData, match="or say its encoding, such as windows-1252"):
        read("a\né\n".encode("latin-1"))
    with pytest.raises(UnreadableData, match="expected text in utf-16, got something else"):
        read(b"a,b\n1,2\n\xd8", encoding="utf-16")


@pytest.mark.parametrize(
    ("type_", "good", "values", "bad", "reason"),
    [
        (ColumnType.INTEGER, ["1", " +2 ", "-3"], [1, 2, -3], ["1.5", "x", "0x1F", "9" * 30], "a whole number"),
        (ColumnType.NUMBER, ["1", "2.5", "1e3"], [1.0, 2.5, 1000.0], ["x", "1,5", "1_000"], "a number"),
        (ColumnType.BOOLEAN, ["true", "FALSE"], [True, False], ["yes", "1"], "true or false"),
        (ColumnType.DATE, ["2020-01-31"], [date(2020, 1, 31)], ["31.1.2020", "2020-13-01"], "a day such as"),
        (
            ColumnType.TIMESTAMP,
            ["2020-01-31", "2020-01-31 10:20", "2020-01-31T10:20:30+02:00"],
            [datetime(2020, 1, 31), datetime(2020, 1, 31, 10, 20), datetime(2020, 1, 31, 8, 20, 30)],
            ["10:20", "x"],
            "a time such as",
        ),
        (ColumnType.TEXT, ["007", " x "], ["007", " x "], [], ""),
    ],
)
def test_a_type_is_kept_and_rows_that_do_not_fit_are_put_aside(read, type_, good, values, bad, reason):
    lines = [*good, "NA", *bad]
    content = "a,n\n" + "".join(f'"{text}",{n}\n' for n, text in enumerate(lines))

    parsed = read(content, types=typed(a=type_), max_rejected_share=1.0)

    assert parsed.table["a"].to_pylist() == [*values, None]
    assert parsed.table["n"].to_pylist() == list(range(len(values) + 1))
    assert parsed.rejected_count == len(bad)
    assert [row.line for row in parsed.rejected_rows] == [len(good) + 3 + n for n in range(len(bad))]
    assert all(f"expected {reason}" in row.reason and "column 'a'" in row.reason for row in parsed.rejected_rows)


def test_types_are_seen_and_said_again(read):
    first = read("zip,n\n00501,1\n10001,2\n")

    assert first.types == ("int64", "int64")
    again = read("zip,n\n00501,1\n10001,2\n", types=typed(zip=ColumnType.TEXT))
    assert (again.types, again.table["zip"].to_pylist()) == (("string", "int64"), ["00501", "10001"])


def test_rows_put_aside_for_cells_and_for_values_are_told_in_one_order(read):
    content = "a,b\n1,2\n1\nx,2\n\n1,2,3\n3,4\ny,5\n"

    parsed = read(content, types=typed(a=ColumnType.INTEGER), max_rejected_share=0.9)

    assert parsed.table.to_pydict() == {"a": [1, 3], "b": [2, 4]}
    assert [(row.line, row.text) for row in parsed.rejected_rows] == [(3, "1"), (4, "x,2"), (6, "1,2,3"), (8, "y,5")]


def test_as_many_rows_put_aside_are_kept_as_are_asked_for(read):
    content = "a,b\n" + "1,2\n" * 2000 + "1\n" * 200

    for kept in (0, 5, 150, 10_000):
        parsed = read(content, kept_rejected_rows=kept)
        assert (parsed.rejected_count, len(parsed.rejected_rows)) == (200, min(kept, 200))
    assert parsed.rejected_rows[-1] == RejectedRow(line=2201, reason="expected 2 cells, got 1", text="1")


def test_rows_put_aside_fit_into_one_message(read):
    content = "a,b\n" + "1,2\n" * 10_000 + "".join(f"{'漢' * 200}\n" for _ in range(5000))

    parsed = read(content, kept_rejected_rows=10_000, max_rejected_share=0.5)

    assert parsed.rejected_count == 5000
    kept = sum(len(row.reason.encode()) + len((row.text or "").encode()) for row in parsed.rejected_rows)
    assert 2_000_000 < kept <= 2 * 1024**2


@pytest.mark.parametrize(
    ("module", "content", "extra"),
    [
        ("python_calamine", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "excel"),
        ("rasterio", b"II*\0", "geotiff"),
        ("PIL.Image", b"\x89PNG", "images"),
    ],
)
def test_a_library_that_is_missing_is_told_with_what_to_install(read, monkeypatch, module, content, extra):
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(brolly.FailedPrecondition, match=rf"install ml-tools-datasets\[{extra}\] there"):
        read(content)


def test_json_and_workbooks_take_types_too(read):
    parsed = read('{"a": "1", "b": 5}\n{"a": "x", "b": 6}\n', types=typed(a=ColumnType.INTEGER), max_rejected_share=0.5)

    assert parsed.table.to_pydict() == {"a": [1], "b": [5]}
    assert parsed.rejected_rows == (
        RejectedRow(line=2, reason="expected a whole number in column 'a', got 'x'", text='{"a": "x", "b": 6}'),
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"format": "sas"}, "format: expected one of csv, tsv"),
        ({"delimiter": "ab"}, "delimiter: expected one character"),
        ({"delimiter": "\n"}, "delimiter: expected one character"),
        ({"delimiter": "é"}, "delimiter: expected one character"),
        ({"delimiter": '"'}, "delimiter: expected another character than quote"),
        ({"delimiter": ",", "decimal": ","}, "delimiter: expected another character than decimal"),
        ({"decimal": "x"}, "decimal: expected . or a comma"),
        ({"encoding": "klingon"}, "encoding: expected one of a text"),
        ({"encoding": "hex"}, "encoding: expected one of a text"),
        ({"encoding": "unicode_escape"}, "encoding: expected one of a text"),
        ({"encoding": "\0"}, "encoding: expected one of a text"),
        ({"skip_lines": -1}, "skip_lines: expected a number from 0"),
        ({"kept_rejected_rows": 10_001}, "kept_rejected_rows: expected a number from 0 to 10000"),
        ({"max_rejected_share": 1.5}, "max_rejected_share: expected a number from 0 to 1"),
        ({"max_rejected_share": float("nan")}, "max_rejected_share: expected a number from 0 to 1"),
        ({"types": typed(a=ColumnType.TEXT) * 2}, "types: expected each column once"),
        ({"types": typed(z=ColumnType.TEXT)}, "types: expected columns of the file, 'a', 'b', got 'z'"),
    ],
)
def test_options_that_cannot_be_are_invalid_arguments(read, options, said):
    with pytest.raises(brolly.InvalidArgument, match=f"^options.{said}"):
        read("a,b\n1,2\n", **options)


def test_a_format_that_is_said_is_the_one_that_is_read(read):
    assert read('{"a": 1}\n', "x.csv", format="jsonl").format == "jsonl"
    assert ParseOptions().format is None
    with pytest.raises(UnreadableData, match="a Parquet file, which begins with PAR1"):
        read("a,b\n1,2\n", "x.csv", format="parquet")

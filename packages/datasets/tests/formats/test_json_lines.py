"""JSON lines: keys are columns."""

from __future__ import annotations

from datetime import date

import pytest

import brolly
from ml_tools.datasets_interface import ColumnKind, RejectedRow, UnreadableData


async def test_keys_are_columns_in_the_order_in_which_they_come(parse):
    parsed = await parse('\ufeff{"a": 1, "b": "x"}\n\n{"c": true, "a": 2.5}\r\n{"b": null}\n')

    assert parsed.format == "jsonl"
    assert parsed.table.to_pydict() == {"a": [1.0, 2.5, None], "b": ["x", None, None], "c": [None, True, None]}
    assert [column.missing_count for column in parsed.columns] == [1, 2, 2]


async def test_text_stays_text_whatever_it_looks_like_unless_it_is_a_time(parse):
    parsed = await parse('{"zip": "00501", "day": "2020-01-31", "name": "NA"}\n')

    assert parsed.table.to_pydict() == {"zip": ["00501"], "day": [date(2020, 1, 31)], "name": ["NA"]}


async def test_nan_is_missing_and_infinity_is_noted(parse):
    parsed = await parse('{"a": NaN, "b": Infinity}\n{"a": 1.5, "b": 2}\n')

    assert parsed.table.to_pydict() == {"a": [None, 1.5], "b": [float("inf"), 2.0]}
    assert parsed.notes == ("column 'b': infinity kept in 1 of 2 rows",)


async def test_numbers_survive_to_the_last_digit(parse):
    parsed = await parse('{"a": 0.1, "b": 9007199254740993}\n{"a": 1e-300, "b": 1}\n{"a": 123456789.123456789}\n')

    assert parsed.table["a"].to_pylist() == [0.1, 1e-300, 123456789.123456789]
    assert parsed.table["b"].to_pylist() == [9007199254740993, 1, None]


async def test_objects_and_arrays_become_text_and_an_empty_key_gets_a_name(parse):
    parsed = await parse('{"a": [1, {"b": 2}], "": {"x": "ä"}}\n{"a": 5}\n')

    assert parsed.table.to_pydict() == {"a": ['[1,{"b":2}]', "5"], "column_2": ['{"x":"ä"}', None]}
    assert len(parsed.notes) == 2


async def test_lines_that_are_no_objects_are_put_aside(parse):
    parsed = await parse('{"a": 1}\n' * 30 + '{"a":\n[1]\n7\n' + '{"a": 2}\n', "x.jsonl")

    assert (parsed.table.num_rows, parsed.rejected_count) == (31, 3)
    assert [row.line for row in parsed.rejected_rows] == [31, 32, 33]
    assert parsed.rejected_rows[0].reason.startswith("expected JSON, got something else: ")
    assert parsed.rejected_rows[1:] == (
        RejectedRow(line=32, reason="expected an object, got an array", text="[1]"),
        RejectedRow(line=33, reason="expected an object, got a number", text="7"),
    )


async def test_blocks_join_whatever_keys_their_rows_have(parse):
    lines = [f'{{"n": {n}, "k{n // 3000}": "x{n}"}}' for n in range(9000)]

    parsed = await parse("\n".join(lines))

    assert parsed.table.column_names == ["n", "k0", "k1", "k2"]
    assert parsed.table["n"].to_pylist() == list(range(9000))
    assert parsed.table["k2"].to_pylist() == [None] * 6000 + [f"x{n}" for n in range(6000, 9000)]
    assert [column.kind for column in parsed.columns] == [ColumnKind.NUMBER] + [ColumnKind.TEXT] * 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{" * 100_000, "line 1: expected JSON"),
        ('{"a":' * 100_000, "line 1: expected JSON"),
        ('{"a": ' + "9" * 10_000 + "}", "line 1: expected JSON"),
        ('{"a": "\\ud800", "b": NaN}', "line 1: expected JSON"),
        ("{}\n{}\n", "at least one column"),
        ("\n \n{}", "at least one column"),
        ("{" + ",".join(f'"{n}": 1' for n in range(10_002)) + "}", "at most 10000 columns"),
    ],
    ids=["braces", "deep", "digits", "surrogate", "empty", "blank", "wide"],
)
async def test_what_is_no_table_is_refused(parse, content, said):
    with pytest.raises(UnreadableData, match=said) as caught:
        await parse(content)

    assert caught.value.format == "jsonl"


async def test_keys_that_no_row_shares_are_bounded(parse):
    rows = "\n".join(f'{{"k{n}": 1}}' for n in range(3000))

    with pytest.raises(brolly.ResourceExhausted, match="max_file_bytes"):
        await parse(rows, max_file_bytes=10**6)

"""JSON documents: arrays of objects, and objects of columns."""

from __future__ import annotations

import json

import pytest

from ml_tools.datasets.formats import json_array
from ml_tools.datasets_interface import RejectedRow, UnreadableData


@pytest.mark.parametrize("name", ["x.json", ""])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_objects_is_read_however_it_is_written(read, name, indent):
    rows = [{"a": 1, "b": "x, ]}"}, {"a": 2.5}, {"b": None, "c": [1]}]

    parsed = read("\ufeff \n" + json.dumps(rows, indent=indent) + "\n", name)

    assert parsed.format == "json"
    assert parsed.table.to_pydict() == {"a": [1.0, 2.5, None], "b": ["x, ]}", None, None], "c": [None, None, "[1]"]}


def test_an_array_is_read_piece_by_piece(read, monkeypatch):
    monkeypatch.setattr(json_array, "_CHUNK", 7)
    rows = [{"n": n, "t": f"grün {n}", "x": n / 7} for n in range(500)]

    assert read(json.dumps(rows, ensure_ascii=False), "x.json").table.to_pylist() == rows


@pytest.mark.parametrize(
    "document", ['{"a": [1, 2], "b": ["x", null]}', '{"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": null}}']
)
def test_an_object_of_columns_is_read(read, document):
    assert read(document, "x.json").table.to_pydict() == {"a": [1, 2], "b": ["x", None]}


def test_a_file_named_json_may_hold_lines(read):
    assert read('{"a": 1}\n{"a": 2}\n', "x.json").table.to_pydict() == {"a": [1, 2]}
    assert read('{"a": 1}\n', "x.json").format == "jsonl"


def test_elements_that_are_no_objects_are_put_aside_with_their_lines(read):
    parsed = read('[{"a": 1},\n5,\n\n{"a":\n2}, [1]]', "x.json", max_rejected_share=0.9)

    assert parsed.table.to_pydict() == {"a": [1, 2]}
    assert parsed.rejected_rows == (
        RejectedRow(line=2, reason="expected an object, got a number", text="5"),
        RejectedRow(line=5, reason="expected an object, got an array", text="[1]"),
    )


def test_what_is_no_text_is_unreadable(read):
    with pytest.raises(UnreadableData, match="got 0xbf at byte 2 in line 1"):
        read(b'{"\xbf": 0}', "x.json")


@pytest.mark.parametrize(
    ("content", "said", "line"),
    [
        ("[", "no JSON", 1),
        ('[{"a": 1},\n', "no JSON", 2),
        ('[{"a": 1}\n{"a": 2}]', "] of an array in line 2, got '{'", 2),
        ('[{"a": 1}]\nx', "nothing behind the array in line 2", 2),
        ("[]", "no rows", None),
        ("[1, 2]", "expected an object, got a number", 1),
        ("[" * 200_000, "nest less deeply|no JSON|expected an object", None),
        ('{"a": [1], "b": [1, 2]}', "columns of one length, got lengths from 1 to 2", None),
        ("{}", "at least one column", None),
        ('{"a": [], "b": []}', "no rows|at least one column", None),
        ("5", "expected an object, got a number", 1),
    ],
    ids=["open", "cut", "comma", "behind", "empty", "numbers", "deep", "lengths", "object", "rows", "number"],
)
def test_what_is_no_table_is_unreadable(read, content, said, line):
    with pytest.raises(UnreadableData, match=said) as caught:
        read(content, "x.json")
    if line is not None:
        assert caught.value.line == line

"""A text that is cut into blocks has the rows that it has as a whole."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_tools.datasets.formats import blocks
from ml_tools.datasets.formats.blocks import read_blocks
from ml_tools.datasets.formats.dialect import Dialect
from ml_tools.datasets.formats.text import CheckedText
from ml_tools.datasets_interface import UnreadableData

TYPES = {"a": pa.string(), "b": pa.string()}
COMMA = Dialect(names=("a", "b"), delimiter=",", quote='"', decimal=".", missing=(), start=0, first_line=1)
CELLS = st.sampled_from(["", "x", '5"', 'x"y', '"x"y', '"x"', '""', '"x\ny"', '","', '"""x"', '"x"""', '"\n""\n"'])
ENDS = st.sampled_from(["\n", "\n", "\r\n", "\n\n", "\r"])


def refuse(_row):
    return "error"


def cut(text, dialect=COMMA):
    """Return the rows of a text, which is read by blocks, and how many blocks there were."""
    checked = CheckedText(io.BytesIO(text.encode()), format="csv")
    batches = list(read_blocks(checked, dialect, TYPES, refuse))
    return pa.Table.from_batches(batches).to_pylist(), len(batches)


def whole(text, dialect=COMMA):
    (batch,) = dialect.block_values(memoryview(text.encode()), TYPES, refuse)
    return batch.to_pylist()


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, ENDS), min_size=1, max_size=12),
    size=st.sampled_from([20, 30, 50]),
    last=st.sampled_from(["x,y", "x,y\n", '"x\n","y"']),
)
@settings(deadline=None, derandomize=True, max_examples=300)
def test_blocks_have_the_rows_of_the_whole_text(rows, size, last):
    text = "".join(f"{a},{b}{end}" for a, b, end in rows) + last
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_BLOCK_BYTES", size)
        assert cut(text)[0] == whole(text)


@pytest.mark.parametrize("row", ["x,yz\n", '"x","y"\n', '"x\n","y ""\n"""\n', '"x",y\r\n'])
def test_whatever_is_quoted_rows_are_parsed_side_by_side(monkeypatch, row):
    monkeypatch.setattr(blocks, "_BLOCK_BYTES", 100)
    monkeypatch.setattr(Dialect, "values", None)

    rows, count = cut(row * 200)

    assert rows == whole(row) * 200
    assert count >= len(row * 200) // 100


@pytest.mark.parametrize("row", ['5" x,y\n', '"x"y,z\n', "x,y\r"])
def test_what_does_not_tell_where_rows_end_is_read_to_its_end_in_one_piece(monkeypatch, row):
    monkeypatch.setattr(blocks, "_BLOCK_BYTES", 100)

    rows, count = cut("v,w\n" * 100 + row * 200)

    assert rows == whole("v,w\n") * 100 + whole(row) * 200
    assert count >= 3


def test_cells_that_are_never_quoted_may_have_quotes(monkeypatch):
    monkeypatch.setattr(blocks, "_BLOCK_BYTES", 100)
    monkeypatch.setattr(Dialect, "values", None)
    bare = Dialect(names=("a", "b"), delimiter=",", quote="", decimal=".", missing=(), start=0, first_line=1)

    assert cut('5" x,"y\n' * 50, bare)[0] == [{"a": '5" x', "b": '"y'}] * 50


def test_blank_lines_are_no_rows_even_where_they_fill_blocks(monkeypatch):
    monkeypatch.setattr(blocks, "_BLOCK_BYTES", 10)

    assert cut("x,y\n" + "\n" * 50 + "z,w\n")[0] == [{"a": "x", "b": "y"}, {"a": "z", "b": "w"}]


def test_a_value_that_is_none_of_the_type_is_told_and_what_waits_is_given_up(monkeypatch):
    monkeypatch.setattr(blocks, "_BLOCK_BYTES", 100)
    checked = CheckedText(io.BytesIO(b"1,2\n" * 1000 + b"x,2\n" + b"1,2\n" * 1000), format="csv")

    with pytest.raises(pa.ArrowInvalid, match="'x'"):
        list(read_blocks(checked, COMMA, {"a": pa.int64(), "b": pa.int64()}, refuse))


def test_a_row_that_is_too_long_is_not_read():
    with pytest.raises(pa.ArrowInvalid, match="straddling"):
        cut("x,y\n" + '"' + "x\n" * 2**23 + '",y\n')


def test_what_is_no_text_is_told_with_its_line(monkeypatch):
    monkeypatch.setattr(blocks, "_BLOCK_BYTES", 100)
    checked = CheckedText(io.BytesIO(b"1,2\n" * 1000 + b"\xff,2\n"), format="csv")

    with pytest.raises(UnreadableData, match="line 1001"):
        list(read_blocks(checked, COMMA, TYPES, refuse))

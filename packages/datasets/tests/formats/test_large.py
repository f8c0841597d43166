"""A large text is read into values at once where that goes well; the outcome is that of reading with more care."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ml_tools.datasets.formats import Bounds, ParquetSink, TableSink, delimited, direct, row_search, spool
from ml_tools.datasets.formats import read as read_into
from ml_tools.datasets_interface import ColumnType, ParseOptions, TypedColumn, UnreadableData

ROWS = range(20_000)
TEXTS = {
    "numbers": "n,x\n" + "".join(f"{n},{n / 7}\n" for n in ROWS),
    "all kinds": "n,t,b,d,s\n"
    + "".join(
        f"{n},2020-01-31 10:00:{n % 60:02},{'true' if n % 2 else 'False'},2020-01-{n % 31 + 1:02},s{n}\n" for n in ROWS
    ),
    "zones": "t\n" + "".join(f"2020-01-31T10:00:{n % 60:02}+02:00\n" for n in ROWS),
    "missing": "n,s,e\n" + "".join(f"{n if n % 3 else 'NA'},{'x' if n % 5 else ''},\n" for n in ROWS),
    "nan and infinity": "x\n" + "".join(f"{('nan', 'NAN', 'inf', '-Infinity', n)[n % 5]}\n" for n in ROWS),
    "white space": "s,n\n" + "".join(f"  a{n} , {n} \n" for n in ROWS) + " NA ,NA\n",
    "quotes": "s,n\n" + "".join(f'"a, ""{n}""\nb",{n}\n' for n in ROWS),
    "windows": "a,b\r\n" + "".join(f"{n},é{n}\r\n" for n in ROWS),
    "semicolons": "a;b\n" + "".join(f"{n};{n},5\n" for n in ROWS),
    "inches": "s,n\n" + "".join(f'{n}" x,{n}\n' for n in ROWS),
    "returns": "s,n\r" + "".join(f"s{n},{n}\r" for n in ROWS),
}
ODD = {
    "a late fraction": ("n\n" + "".join(f"{n}\n" for n in ROWS), "0.5\n"),
    "a late word": ("n,m\n" + "".join(f"{n},{n}\n" for n in ROWS), "x,1\n"),
    "a late row of three": ("n,m\n" + "".join(f"{n},{n}\n" for n in ROWS), "1,2,3\n"),
    "a late value": ("n,e\n" + "".join(f"{n},\n" for n in ROWS), "1,2\n"),
    "numbers behind text": ("n\n" + "x\n" * 10, "".join(f"{n}\n" for n in ROWS)),
    "a late day that is none": ("d\n" + "2020-01-31\n" * 20_000, "2020-13-01\n"),
    "a late decimal comma": ("a;b\n" + "".join(f"{n};{n}\n" for n in ROWS), "1;2,5\n"),
}


def both(monkeypatch, tmp_path, text, **options):
    """Read as a small text, and as a large one."""
    found = []
    for large_bytes in (2**40, 1):
        monkeypatch.setattr(delimited, "LARGE_BYTES", large_bytes)
        sink = TableSink()
        bounds = Bounds(folder=tmp_path, max_bytes=2**30)
        reading = read_into(io.BytesIO(text.encode()), "x.csv", sink, bounds, ParseOptions(**options))
        found.append((sink.table(), reading.rejections.rows, reading.rejections.count, reading.notes))
    return found


@pytest.mark.parametrize("name", [*TEXTS, *ODD])
def test_large_and_small_texts_are_read_alike(monkeypatch, tmp_path, name):
    small, large = both(monkeypatch, tmp_path, TEXTS.get(name) or "".join(ODD[name]))

    assert small[0].schema == large[0].schema
    assert small[0].equals(large[0])
    assert small[1:] == large[1:]


@pytest.mark.parametrize("name", ["numbers", "all kinds", "zones", "missing", "white space", "quotes", "windows"])
def test_a_plain_large_text_is_read_once(monkeypatch, tmp_path, name):
    monkeypatch.setattr(delimited, "_read_with_care", None)

    monkeypatch.setattr(delimited, "LARGE_BYTES", 1)
    sink = TableSink()
    read_into(io.BytesIO(TEXTS[name].encode()), "x.csv", sink, Bounds(folder=tmp_path, max_bytes=2**30))
    assert sink.table().num_rows >= 20_000


def test_a_large_text_without_rows_at_its_begin_is_read(monkeypatch, tmp_path):
    monkeypatch.setattr(direct, "_SAMPLE_BYTES", 20)
    small, large = both(monkeypatch, tmp_path, "a,b\n" + "\n" * 100 + "1,x\n")

    assert small[0].equals(large[0])
    assert large[0].to_pylist() == [{"a": 1, "b": "x"}]


def test_a_large_text_without_rows_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(delimited, "LARGE_BYTES", 1)
    with pytest.raises(UnreadableData, match="expected rows after the header"):
        read_into(io.BytesIO(b"a,b\n\n\n"), "x.csv", TableSink(), Bounds(folder=tmp_path, max_bytes=2**30))


def test_types_that_are_said_hold_for_large_texts_too(monkeypatch, tmp_path):
    types = (TypedColumn(name="m", type=ColumnType.NUMBER),)
    small, large = both(monkeypatch, tmp_path, ODD["a late word"][0] + "1,x\n", types=types)

    assert small[0].equals(large[0])
    assert small[1] == large[1]
    assert small[1][0].reason == "expected a number in column 'm', got 'x'"


@pytest.mark.parametrize("wrong", [b"\xff", b"\0", b'"'])
def test_what_is_no_text_far_down_is_refused_with_its_place(monkeypatch, tmp_path, wrong):
    monkeypatch.setattr(delimited, "LARGE_BYTES", 1)
    text = TEXTS["numbers"].encode() + b"1," + wrong + b"\n1,2\n"

    with pytest.raises(UnreadableData, match=r"line 20002") as caught:
        read_into(io.BytesIO(text), "x.csv", TableSink(), Bounds(folder=tmp_path, max_bytes=2**30))
    assert caught.value.line == 20_002


@pytest.mark.parametrize("name", ["numbers", "a late fraction"])
def test_a_large_text_goes_to_parquet_with_little_of_it_in_memory(monkeypatch, tmp_path, name):
    monkeypatch.setattr(delimited, "LARGE_BYTES", 1)
    monkeypatch.setattr(spool, "LARGE_BYTES", 100_000)
    text = TEXTS.get(name) or "".join(ODD[name])
    target = tmp_path / "x.parquet"

    with ParquetSink(target) as sink:
        read_into(io.BytesIO(text.encode()), "x.csv", sink, Bounds(folder=tmp_path, max_bytes=2**30))

    small, _ = both(monkeypatch, tmp_path, text)
    assert pq.read_table(target).equals(small[0])
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]


def test_values_of_every_kind_come_back_from_parquet(tmp_path):
    whole = {str(type_): pa.array([1, None, 0, 127], type_) for type_ in (pa.int8(), pa.uint16(), pa.int32())}
    table = pa.table(
        {
            **whole,
            "extremes": [2**63 - 1, -(2**63), 0, -1],
            "unsigned": pa.array([2**64 - 1, 0, 2**63, 1], pa.uint64()),
            "levels": pa.array(["x", None, "x", "y"]).dictionary_encode(),
            "nested": [{"text": "a"}, None, {"text": "b"}, {"text": None}],
            "nested.text": [1, 2, 3, 4],
            "lists": [[1, 2], [], None, [None]],
        }
    )
    with ParquetSink(tmp_path / "x.parquet") as sink:
        sink.begin(table.schema)
        for batch in table.to_batches(max_chunksize=3):
            sink.write(batch)

    assert pq.read_table(tmp_path / "x.parquet").equals(table)


def test_what_fails_while_it_is_written_fails_where_it_is_read(tmp_path):
    def fill():
        with ParquetSink(Path("/nowhere/x.parquet")) as sink:
            sink.begin(pa.schema([("a", pa.int64())]))
            for _ in range(20):
                sink.write(pa.record_batch({"a": [1]}))

    with pytest.raises(OSError, match="nowhere"):
        fill()


def test_what_fails_with_the_last_rows_fails_as_well(tmp_path):
    def fill():
        with ParquetSink(tmp_path / "x.parquet") as sink:
            sink.begin(pa.schema([("a", pa.int64())]))
            sink.write(pa.record_batch({"b": ["x"]}))

    with pytest.raises(ValueError, match="schema"):
        fill()


ODD_LINES = {"none": "", "blank": "\n", "quoted": '"a\nb",1\n', "stray": '5" x,1\n5" y,2\n', "return": "x\ry,1\n"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("odd", ODD_LINES)
def test_lines_of_rows_put_aside_are_found_whatever_stands_before_them(read, monkeypatch, end, odd):
    monkeypatch.setattr(row_search, "_CHUNK_BYTES", 50)
    good = "1,2\n" * 30
    text = f"a,b\n{good}lost 1\n{good}{ODD_LINES[odd]}{good}lost 2\n1,2\nlost 3"
    lines = text.replace("\n", end).splitlines(keepends=True)

    parsed = read(text.replace("\n", end), max_rejected_share=0.5)

    told = {row.text: row.line for row in parsed.rejected_rows}
    assert {lost: "".join(lines[told[lost] - 1 : told[lost]]).strip() for lost in ("lost 1", "lost 2", "lost 3")} == {
        lost: lost for lost in ("lost 1", "lost 2", "lost 3")
    }

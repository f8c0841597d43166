"""CSV and TSV: what is read, what is put aside, and what is refused."""

from __future__ import annotations

import pytest

from ml_tools.datasets_interface import Column, ColumnKind, RejectedRow, UnreadableData

GOOD = "".join(f"{n},{n}\n" for n in range(30))


async def test_a_table_is_read_with_types_and_missing_values(parse):
    parsed = await parse("rooms,town,sold,built\n3,Rome,true,2001-02-03\n,NA,,\n4.5,Oslo,false,1999-12-31\n")

    assert (parsed.format, parsed.rejected_count, parsed.rejected_rows, parsed.notes) == ("csv", 0, (), ())
    assert parsed.columns == (
        Column(name="rooms", kind=ColumnKind.NUMBER, missing_count=1),
        Column(name="town", kind=ColumnKind.TEXT, missing_count=1),
        Column(name="sold", kind=ColumnKind.BOOLEAN, missing_count=1),
        Column(name="built", kind=ColumnKind.TIME, missing_count=1),
    )
    assert parsed.table["rooms"].to_pylist() == [3.0, None, 4.5]
    assert parsed.table["town"].to_pylist() == ["Rome", None, "Oslo"]
    assert parsed.table["sold"].to_pylist() == [True, None, False]


@pytest.mark.parametrize(
    ("text", "name", "found", "noted"),
    [
        ("a,b\n1,2\n", None, "csv", None),
        ("a\tb\n1\t2\n", None, "tsv", None),
        ("a\tb\n1\t2\n", "x.CSV", "tsv", None),
        ("a, x\tb\n1\t2\n", "x.tsv", "tsv", None),
        ("a;b\n1;2\n", "x.csv", "csv", "cells are separated by ';'"),
        ("a|b\n1|2\n", "x.txt", "csv", "cells are separated by '|'"),
        ('"a;;;x",b\n1,2\n', None, "csv", None),
    ],
)
async def test_the_delimiter_is_found_in_the_header(parse, text, name, found, noted):
    parsed = await parse(text, name)

    assert (parsed.format, parsed.table.num_columns, parsed.table.num_rows) == (found, 2, 1)
    assert parsed.notes == ((noted,) if noted else ())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
async def test_line_ends_and_a_byte_order_mark_do_not_matter(parse, end, mark):
    parsed = await parse(f"{mark}{end}a,b{end}1,x{end}{end}2,y{end}".encode())

    assert parsed.table.to_pydict() == {"a": [1, 2], "b": ["x", "y"]}


async def test_names_are_trimmed_and_missing_ones_are_made_up(parse):
    parsed = await parse(" a ,,b\n1,2,3\n")

    assert parsed.table.column_names == ["a", "column_2", "b"]
    assert parsed.notes == (
        "column 2 has no name in the header, and is called column_2",
        "white space around the names of 1 columns was removed",
    )


async def test_a_header_of_numbers_is_noted(parse):
    assert "is it a row?" in (await parse("1,2\n3,4\n")).notes[0]


async def test_quoted_cells_hold_delimiters_quotes_and_line_ends(parse):
    parsed = await parse('"a\nb",c\n"x,\n""y""",1\n5" pipe,2\n')

    assert parsed.table.to_pydict() == {"a\nb": ['x,\n"y"', '5" pipe'], "c": [1, 2]}


async def test_rows_of_another_number_of_cells_are_put_aside_with_their_lines(parse):
    parsed = await parse(f'a,b\n1,"x\ny"\n\n{GOOD}1\n1,2,3\n\n"\n\n",2,3\n{GOOD}')

    assert parsed.table.num_rows == 61
    assert parsed.rejected_count == 3
    assert parsed.rejected_rows == (
        RejectedRow(line=35, reason="expected 2 cells, got 1", text="1"),
        RejectedRow(line=36, reason="expected 2 cells, got 3", text="1,2,3"),
        RejectedRow(line=38, reason="expected 2 cells, got 3", text='"\n\n",2,3'),
    )


async def test_the_first_hundred_rows_put_aside_are_told_and_all_are_counted(parse):
    parsed = await parse("a,b\n" + (GOOD + "1,2,3\n") * 150)

    assert parsed.rejected_count == 150
    assert [row.line for row in parsed.rejected_rows] == [n * 31 + 1 for n in range(1, 101)]


async def test_one_row_in_ten_may_be_put_aside_and_not_one_more(parse):
    assert (await parse("a,b\n" + "1,2\n" * 9 + "1\n")).rejected_count == 1

    with pytest.raises(UnreadableData, match="got 2 of 11; the first is line 11: expected 2 cells, got 1") as caught:
        await parse("a,b\n" + "1,2\n" * 9 + "1\n2\n")
    assert (caught.value.format, caught.value.line) == ("csv", 11)


async def test_two_hundred_columns_are_read(parse):
    names = [f"c{n}" for n in range(200)]
    parsed = await parse(",".join(names) + "\n" + (",".join("1.5" for _ in names) + "\n") * 50)

    assert parsed.table.column_names == names
    assert all(column.kind is ColumnKind.NUMBER for column in parsed.columns)


async def test_a_text_column_with_a_level_per_row_stays_text(parse):
    parsed = await parse("id\n" + "".join(f"id-{n}\n" for n in range(1000)))

    assert parsed.table["id"].to_pylist() == [f"id-{n}" for n in range(1000)]


async def test_chunks_may_end_anywhere(parse):
    text = 'a,b\n1,"ä\r\nö"\r\n2,€\n'

    assert [(await parse(text, chunk_bytes=n)).table.to_pydict() for n in (1, 3, 7)] == [
        {"a": [1, 2], "b": ["ä\r\nö", "€"]}
    ] * 3


@pytest.mark.parametrize(
    ("content", "said", "line", "byte"),
    [
        (b"", "an empty file", None, None),
        (b"\xef\xbb\xbf", "blank lines", None, None),
        (b"\r\n\n", "blank lines", None, None),
        (b"a,b\n", "rows after the header, got none", 1, None),
        (b"a,b", "rows after the header, got none", 1, None),
        (b"a,b\n\n\n", "rows after the header, got none", 1, None),
        (b"a,b,a,c,b\n1,2,3,4,5\n", "distinct names, got more than one 'a', 'b'", 1, None),
        (b"\na, a\n1,2\n", "distinct names, got more than one 'a'", 2, None),
        (b"a,b\n1,\xe9\n", "UTF-8, got 0xe9 at byte 6 in line 2", 2, 6),
        (b"a,b\n1,\xc3\xa9\n2,\xc3", "UTF-8, got 0xc3 at byte 11 in line 3", 3, 11),
        (b"a,b\n" * 400_000 + b"\xff", "UTF-8, got 0xff at byte 1600000 in line 400001", 400_001, 1_600_000),
        (b"a,b\n1,\x07\n", "binary data: 0x07 at byte 6 in line 2", 2, 6),
        (b"a,b\n" * 400_000 + b"\0", "binary data: 0x00 at byte 1600000 in line 400001", 400_001, 1_600_000),
        (b'a,b\n1,"x\n2,y\n3,z\n', "quote to be closed, got one in line 2", 2, None),
        (b'a,"b\n1,2\n', "a quote in line 1 that is never closed", 1, None),
        (b"x" * 2**21, "a header of at most", 1, None),
        (b",".join(b"%d" % n for n in range(10_001)) + b"\n1\n", "at most 10000 columns", 1, None),
        (b"a,b\n" + b"1,2\n" * 10 + b'1,"' + b"x" * 2**24 + b'"\n', "rows of at most", None, None),
    ],
    ids=lambda value: (
        value[:12].decode("latin-1").encode("unicode_escape").decode() if isinstance(value, bytes) else ""
    ),
)
async def test_what_is_no_table_is_refused_with_the_place(parse, content, said, line, byte):
    with pytest.raises(UnreadableData, match=said) as caught:
        await parse(content, "x.csv")

    assert (caught.value.format, caught.value.line, caught.value.byte) == ("csv", line, byte)


async def test_random_bytes_are_refused(parse):
    import random

    for seed in range(20):
        with pytest.raises(UnreadableData, match=r"at byte \d+ in line \d+|expected"):
            await parse(random.Random(seed).randbytes(5000), "x.csv")

"""Workbooks, written by hand as Excel writes them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape

import pytest

import brolly
from ml_tools.datasets_interface import ColumnType, TypedColumn, UnreadableData

NEEDS = ("python_calamine",)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def cell(value: object) -> str:
    match value:
        case None:
            return "<c/>"
        case bool():
            return f'<c t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f"<c><v>{value}</v></c>"
        case datetime():
            return f'<c s="1"><v>{(value - datetime(1899, 12, 30)).total_seconds() / 86400}</v></c>'
        case _:
            return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def workbook(**sheets: list[list[object]]) -> bytes:
    names = list(sheets)
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        archive.writestr(
            "[Content_Types].xml", TYPES.format('<Default Extension="xml" ContentType="application/xml"/>')
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{RELATION}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{SHEET}" xmlns:r="{RELATION}"><sheets>{listed}</sheets></workbook>'
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{RELATION}/worksheet" Target="worksheets/{n}.xml"/>'
            for n in range(1, len(names) + 1)
        )
        styles = f'<Relationship Id="s" Type="{RELATION}/styles" Target="styles.xml"/>'
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}{styles}</Relationships>'
        )
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{SHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
        )
        for number, rows in enumerate(sheets.values(), 1):
            lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            archive.writestr(
                f"xl/worksheets/{number}.xml", f'<worksheet xmlns="{SHEET}"><sheetData>{lines}</sheetData></worksheet>'
            )
    return buffer.getvalue()


HOUSES = [
    ["rooms", "town", "sold", "at", "price"],
    [3, "Rome", True, datetime(2020, 1, 31, 10, 30), 1.5],
    [None, None, False, None, 2],
    [4, "Oslo", True, datetime(2020, 2, 1), -0.25],
]


@pytest.mark.parametrize("name", ["x.xlsx", "", "x.zip"])
def test_a_sheet_is_read_with_the_types_of_its_cells(read, name):
    parsed = read(workbook(houses=HOUSES), name)

    assert parsed.format == "excel"
    assert parsed.types == ("int64", "string", "bool", "timestamp[us]", "double")
    assert parsed.table.to_pydict() == {
        "rooms": [3, None, 4],
        "town": ["Rome", None, "Oslo"],
        "sold": [True, False, True],
        "at": [datetime(2020, 1, 31, 10, 30), None, datetime(2020, 2, 1)],
        "price": [1.5, 2.0, -0.25],
    }


def test_a_sheet_is_chosen_by_its_name(read):
    book = workbook(first=HOUSES, second=[["a"], [1]])

    assert read(book, sheet="second").table.to_pydict() == {"a": [1]}
    with pytest.raises(UnreadableData, match="which has 'first', 'second', got 'third'"):
        read(book, sheet="third")


def test_blank_rows_are_left_out_and_lines_are_those_of_the_sheet(read):
    book = workbook(a=[[None], ["n"], [1], [None], ["x"], [2]])

    parsed = read(book, types=(TypedColumn(name="n", type=ColumnType.INTEGER),), max_rejected_share=0.5)

    assert parsed.table.to_pydict() == {"n": [1, 2]}
    assert [(row.line, row.text) for row in parsed.rejected_rows] == [(5, "x")]


def test_columns_without_a_header_are_numbered(read):
    assert read(workbook(a=[[1, "x"], [2, "y"]]), header=False).table.to_pydict() == {
        "column_1": [1, 2],
        "column_2": ["x", "y"],
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (workbook(a=[]), "blank cells"),
        (workbook(a=[["x"]]), "rows after the header"),
        (workbook(a=[["x", "x"], [1, 2]]), "distinct names"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a workbook of Excel or OpenDocument"),
        (workbook(a=HOUSES)[:-30], "damaged"),
        (b"PK no workbook", "damaged|begins with PK"),
        (b"a,b\n1,2\n", "begins with PK"),
    ],
)
def test_what_is_no_table_is_unreadable(read, content, said):
    with pytest.raises(UnreadableData, match=said):
        read(content, "x.xlsx")


def test_a_workbook_that_is_a_bomb_is_refused(read):
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(70 * 1024**2))
    with pytest.raises(brolly.ResourceExhausted, match="500 times"):
        read(buffer.getvalue(), "x.xlsx")


def test_days_are_days(read):
    assert read(workbook(a=[["d"], [datetime(2020, 1, 31)]])).table["d"].to_pylist()[0] in {
        date(2020, 1, 31),
        datetime(2020, 1, 31),
    }

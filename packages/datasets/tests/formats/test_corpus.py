"""A corpus of nasty files is read as pandas and polars read it."""

from __future__ import annotations

import io
import math
import random
from typing import Any

import pytest

NEEDS = ("pandas", "polars")
RANDOM = random.Random(7)


def written(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    """Write cells with quotes where they need them."""

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if set(text) & {delimiter, '"', "\n", "\r"} else text

    return end.join(delimiter.join(map(cell, row)) for row in rows) + end


def numbers(seed: int) -> str:
    drawn = random.Random(seed)
    kinds = (
        lambda: repr(drawn.uniform(-1e6, 1e6)),
        lambda: repr(drawn.uniform(-1, 1) * 10.0 ** drawn.randint(-300, 300)),
        lambda: f"{drawn.uniform(-10, 10):.3e}",
        lambda: str(drawn.randint(-(2**62), 2**62)) + ".0",
        lambda: f"{drawn.randint(0, 99)}.",
        lambda: "",
    )
    return "x,n\n" + "".join(f"{drawn.choice(kinds)()},{n}\n" for n in range(300))


def texts(seed: int, delimiter: str, end: str) -> str:
    drawn = random.Random(seed)
    letters = f"ab\"{delimiter}\n\r'é漢😀\\;|"
    rows = [[f"c{n}" for n in range(4)]]
    for _ in range(100):
        rows.append(["x" + "".join(drawn.choices(letters, k=drawn.randint(0, 12))).rstrip() for _ in range(4)])
    return written(rows, delimiter, end)


CORPUS = {
    "plain": "a,b,c\n1,2.5,x\n3,4.5,y\n",
    "one column": "a\n1\n2\n",
    "one row": "a,b\n1,2\n",
    "no end": "a,b\n1,2\n3,4",
    "windows": "a,b\r\n1,x\r\n2,y\r\n",
    "old mac": "a,b\r1,x\r2,y\r",
    "mark": "\ufeffa,b\n1,x\n",
    "quoted header": '"a b","c,d"\n1,2\n',
    "line ends within quotes": 'a,b\n"x\ny",1\n"u\r\nv",2\n',
    "doubled quotes": 'a,b\n"say ""hi""",1\n"""",2\n',
    "empty texts": 'a,b\n"",1\nx,2\n',
    "a quote within a cell": 'a,b\n5" pipe,1\nx,2\n',
    "missing": "a,b,c\n,NA,\nNaN,null,x\n1,N/A,y\n",
    "all missing": "a,b\n1,\n2,\n",
    "blank lines": "a,b\n1,2\n\n3,4\n\n",
    "long": "a,b\n" + "".join(f"{n},{'x' * (n % 300)}\n" for n in range(2000)),
    "wide": ",".join(f"c{n}" for n in range(500)) + "\n" + (",".join(str(n) for n in range(500)) + "\n") * 3,
    "large integers": "a\n9223372036854775807\n-9223372036854775808\n",
    "leading zeros": "a,b\n007,1\n010,2\n",
    "signs": "a\n-1\n-0.5\n0\n",
    "tabs": "a\tb\n1\tx y\n2\tz\n",
    "semicolons": "a;b\n1;x,y\n2;z\n",
    "booleans": "a,b\nTrue,1\nFalse,2\n",
    "days": "a,b\n2020-01-31,1\n1999-12-31,2\n",
    "unicode": "größe,値\ngrößte,1\n漢字,2\n",
    **{f"numbers {seed}": numbers(seed) for seed in range(4)},
    **{f"texts {seed}": texts(seed, ",", "\n") for seed in range(6)},
    "texts in windows": texts(9, ",", "\r\n"),
    "texts between semicolons": texts(10, ";", "\n"),
    "texts between tabs": texts(11, "\t", "\n"),
}


NOT_POLARS = {"old mac", "blank lines", "a quote within a cell"}
"""What polars refuses, or reads as rows without values."""


def plain(column: Any) -> list[object]:
    """Return values that compare: missing is None, numbers are what they are, times are text."""

    def value(found: object) -> object:
        if found is None or (isinstance(found, float) and math.isnan(found)) or str(found) in {"NaT", "<NA>", "nan"}:
            return None
        return found if isinstance(found, bool | int | float) else str(found)

    return [value(found) for found in column]


def delimiter(text: str) -> str:
    return max(",;\t", key=text.partition("\n")[0].count)


@pytest.mark.parametrize("name", CORPUS)
def test_pandas_reads_the_same(read, name):
    import pandas as pd

    text = CORPUS[name]
    ours = read(text, "x.csv").table
    options: dict[str, Any] = {"sep": delimiter(text)}
    if "numbers" not in name:
        options["lineterminator"] = "\r" if "\n" not in text else None
    theirs = pd.read_csv(io.BytesIO(text.encode()), **options)

    assert ours.column_names == [str(column) for column in theirs.columns]
    for column in ours.column_names:
        assert plain(ours[column].to_pylist()) == plain(theirs[column].to_list()), column


@pytest.mark.parametrize("name", [name for name in CORPUS if name not in NOT_POLARS])
def test_polars_reads_the_same(read, name):
    import polars as pl

    text = CORPUS[name]
    ours = read(text, "x.csv").table
    theirs = pl.read_csv(
        io.BytesIO(text.encode()),
        separator=delimiter(text),
        infer_schema=False,
    )

    assert ours.column_names == theirs.columns
    for column in ours.column_names:
        as_text = theirs[column].to_list()
        for found, expected in zip(ours[column].to_pylist(), as_text, strict=True):
            if found is None:
                assert expected in {None, "", "NA", "NaN", "null", "N/A"}
            elif isinstance(found, bool):
                assert str(found) == expected
            elif isinstance(found, int | float):
                assert found == type(found)(expected)
            else:
                assert str(found) == expected

"""What `ml-tools compare` makes of the files that people have: one message, or an honest answer with notes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ml_tools.main.cli import main

ROWS = 60


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def csv(header: str, row: Callable[[int], str], *more: str, rows: int = ROWS) -> str:
    return "\n".join([header, *(row(n) for n in range(rows)), *more]) + "\n"


def noise(n: int) -> float:
    return random.Random(n).random()


GOOD = csv("x,noise,y", lambda n: f"{n},{noise(n)},{2 * n + noise(n + 1)}")
CONSTANT = csv("x,y", lambda n: f"{n},7")

BAD = {
    "empty file": ("a.csv", b"", "a.csv: expected a table, got an empty file"),
    "header only": ("a.csv", b"x,y,z\n", "a.csv: expected rows after the header, got none"),
    "random bytes as csv": ("a.csv", random.Random(1).randbytes(4000), "a.csv: expected text, got binary data"),
    "random bytes as parquet": ("a.parquet", random.Random(2).randbytes(4000), "a.parquet: expected a Parquet file"),
    "invalid UTF-8": ("a.csv", b"x,y\n1,2\n3,\xff4\n", "a.csv: expected text in UTF-8, got 0xff at byte 10 in line 3"),
    "columns of one name": ("a.csv", csv("x,y,x", lambda n: f"{n},{n},1").encode(), "got more than one 'x'"),
    "unknown target": ("a.csv", GOOD.replace("y", "price", 1).encode(), "did you mean 'price'?"),
    "constant target": ("a.csv", CONSTANT.encode(), "target 'y': every value is '7'; choose a target that varies"),
    "missing target": ("a.csv", csv("x,y", lambda n: f"{n},").encode(), "target 'y': every value is missing"),
    "nothing but the target": ("a.csv", csv("y", str).encode(), "expected columns beside 'y' to predict it from"),
    "too few rows": ("a.csv", csv("x,y", lambda n: f"{n},{n}.5", rows=4).encode(), "expected at least 5 rows"),
    "one row in three ragged": ("a.csv", csv("x,y", lambda n: "1" if n % 3 else f"{n},{n}").encode(), "one row in ten"),
}


@pytest.mark.parametrize(("name", "contents", "message"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_compared_on_is_one_message_and_two(capsys, tmp_path, name, contents, message):
    (tmp_path / name).write_bytes(contents)
    target = "prize" if b"price" in contents else "y"

    assert main(["compare", name, "--target", target, "--report", "r.html", "--json", "r.json"]) == 2

    said = capsys.readouterr()
    assert message in said.err
    assert (said.err.count("\n"), said.out) == (1, "")
    assert "Traceback" not in said.err
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [name]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sample:diabets"], "there is no sample 'diabets'; there are breast-cancer, diabetes, digits, wine"),
        (["good.csv"], "expected a target, got none; name the column to predict, one of x, noise, y"),
        (["god.csv", "--target", "y"], "there is no file 'god.csv'; did you mean 'good.csv'?"),
        ([".", "--target", "y"], "expected a file, got the folder '.'; name one of its files, as 'good.csv'"),
        (["good.csv", "--target", "y", "--models", "logistic"], "model 'logistic' cannot do regression"),
        (["good.csv", "--target", "y", "--json", "good.csv"], "--json: 'good.csv' is what is read"),
    ],
)
def test_what_is_asked_wrongly_is_one_message_and_two(capsys, tmp_path, arguments, message):
    (tmp_path / "good.csv").write_text(GOOD)

    assert main(["compare", *arguments]) == 2

    said = capsys.readouterr()
    assert message in said.err
    assert (said.err.count("\n"), said.out) == (1, "")


def test_the_program_itself_ends_so(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n")
    command = [sys.executable, "-m", "ml_tools.main", "compare", "a.csv", "--target", "y"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", "a.csv: expected rows after the header, got none\n")


HARD = {
    "ragged rows": (
        csv("x,noise,y", lambda n: f"{n},{noise(n)},{2 * n + noise(n + 1)}", "1,2", "1,2,3,4"),
        "2 rows were put aside while reading: line 62: expected 3 cells, got 2; line 63: expected 3 cells, got 4",
    ),
    "a column all missing": (csv("x,void,y", lambda n: f"{n},,{2 * n + noise(n)}"), "column 'void' is left out"),
    "text among numbers": (
        csv("x,amount,y", lambda n: f"{n},{'unknown' if n == 7 else noise(n)},{2 * n + noise(n + 1)}"),
        "such as 'unknown'",
    ),
    "NaN and infinity": (
        csv("x,amount,y", lambda n: f"{n},{['nan', 'inf', '-inf'][n] if n < 3 else noise(n)},{2 * n + noise(n + 1)}"),
        "3 missing values in 'amount' are filled up",
    ),
    "200 columns": (
        csv(
            ",".join(f"c{i}" for i in range(200)) + ",y",
            lambda n: ",".join(str(noise(1000 * i + n)) for i in range(200)) + f",{n}.5",
        ),
        "",
    ),
    "a text with a level per row": (csv("x,id,y", lambda n: f"{n},name{n},{2 * n}.5"), "column 'id' is left out"),
    "a target with missing values": (
        csv("x,noise,y", lambda n: f"{n},{noise(n)},{'' if n % 6 == 0 else 2 * n + noise(n)}"),
        "10 rows are left out: 'y' is missing",
    ),
    "two rows of one class": (
        csv("x,noise,y", lambda n: f"{n},{noise(n)},{'rare' if n in (5, 30) else 'ab'[n % 2]}"),
        "class 'rare' has fewer than 3 rows to learn from",
    ),
}


@pytest.mark.parametrize(("contents", "note"), HARD.values(), ids=HARD)
def test_hard_but_honest_input_goes_through_and_says_what_was_done(capsys, tmp_path, contents, note):
    (tmp_path / "a.csv").write_text(contents)
    models = "constant,logistic" if "rare" in contents else "constant,ridge"
    asked = ["compare", "a.csv", "--target", "y", "--folds", "3", "--models", models]

    assert main([*asked, "--report", "r.html", "--json", "r.json"]) == 0

    said = capsys.readouterr()
    assert note in said.out
    assert note.replace("'", "&#39;") in (tmp_path / "r.html").read_text()
    found = json.loads((tmp_path / "r.json").read_text())
    assert found["rows"] == (50 if "10 rows" in note else ROWS)
    assert len(found["leaderboard"]) == 2

"""`ml-tools profile` over real services: the same wherever they run, and one message for what cannot be profiled."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pyarrow as pa
import pytest

import brolly
from brolly.topology.reading import parse
from ml_tools.datasets_interface import Collections
from ml_tools.main.cli import main

TOPOLOGIES = Path(__file__).parents[2] / "deploy" / "topologies"
HOUSES = "id,latitude,longitude,town,sold,tax,price\n" + "".join(
    f"h{n},{40 + n / 100},{n / 50 - 120},{'Rome' if n % 3 else 'Oslo'},2020-01-{n % 28 + 1:02},{n * n / 10},{n * n}\n"
    for n in range(60)
)


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def test_it_is_the_same_together_and_split_and_tells_leakage_and_identifiers(tmp_path, capsys):
    (tmp_path / "houses.csv").write_text(HOUSES)
    found = []

    for name in ("together", "split"):
        written = ["--json", f"{name}.json", "--report", f"{name}.html"]
        assert main(["profile", "houses.csv", "--topology", str(TOPOLOGIES / f"{name}.toml"), *written]) == 0
        page = re.sub(r"<time.*?</time>|<dt>Took</dt><dd>.*?</dd>", "", (tmp_path / f"{name}.html").read_text())
        said = re.sub(r"profiled in .*|(together|split)\.\w+", "", capsys.readouterr().out)
        found.append((json.loads((tmp_path / f"{name}.json").read_text()), page, said))

    together, split = found
    assert together == split
    numbers, page, said = together
    assert (numbers["rows"], numbers["target"], numbers["target_is_guessed"]) == (60, "price", True)
    assert [each["name"] for each in numbers["columns"]] == HOUSES.partition("\n")[0].split(",")
    assert {each["kind"]: each["columns"] for each in numbers["findings"]}["leakage"] == ["tax", "price"]
    assert page.count("data:image/svg+xml;base64,") == 5
    for words in (
        "houses.csv: 60 rows, 7 columns",
        "likely target: price; say another by --target",
        "likely identifier: id",
        "leakage: tax may be known only after price: its correlation with price is 1.0000; leave it out if that is so",
    ):
        assert words in said
    assert "\x1b" not in said


def test_a_collection_is_profiled_where_it_is_kept(tmp_path, capsys):
    asyncio.run(kept(pa.table({"x": list(range(200)), "y": [n % 7 for n in range(200)]})))

    assert main(["profile", "collection:points", "--json", "r.json", "--report", "r.html"]) == 0

    found = json.loads((tmp_path / "r.json").read_text())
    assert (found["source"], found["rows"]) == ("collection:points", 200)
    assert "collection:points: 200 rows, 2 columns" in capsys.readouterr().out
    assert (tmp_path / "r.html").read_text().count("data:image/svg+xml;base64,") >= 2


async def kept(table: pa.Table) -> None:
    topology = parse('[processes.main]\napplications = ["datasets"]', Path("datasets.toml"))
    async with brolly.System(topology, process="main") as system:
        await system.client(Collections).create_collection(table, name="points")


BAD = {
    "empty file": ("a.csv", [], "a.csv: expected a table, got an empty file"),
    "no table": ("b.parquet", [], "b.parquet: expected a Parquet file"),
    "no such target": ("c.csv", ["--target", "prise"], "did you mean 'price'?"),
    "no such sample": ("sample:diabets", [], "there is no sample 'diabets'"),
    "no such collection": ("collection:point", [], "there is no collection 'point'"),
}


@pytest.mark.parametrize(("source", "more", "message"), BAD.values(), ids=BAD)
def test_what_cannot_be_profiled_is_one_message_and_two(tmp_path, capsys, source, more, message):
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.parquet").write_bytes(b"x" * 100)
    (tmp_path / "c.csv").write_text(HOUSES)

    assert main(["profile", source, *more, "--report", "r.html", "--json", "r.json"]) == 2

    said = capsys.readouterr()
    assert message in said.err
    assert (said.err.count("\n"), said.out) == (1, "")
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.is_file()) == [".csv", ".csv", ".parquet"]

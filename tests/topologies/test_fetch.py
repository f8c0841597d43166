"""`ml-tools fetch` over real services: from where a file is to a collection, and on to its profile."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from ml_tools.main.cli import main

HOUSES = "rooms,price\n" + "".join(f"{n % 7},{n * 1.5}\n" for n in range(50)) + "3\n"
ALLOWED = """
[processes.main]
applications = ["main", "datasets", "utils", "models"]
[applications.datasets.config.fetching]
allowed_networks = ["127.0.0.0/8"]
"""


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "houses.csv").write_text(HOUSES)
    (tmp_path / "allowed.toml").write_text(ALLOWED)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The folder of the test, on the web."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_file_of_the_web_becomes_a_collection_that_is_profiled(url, capsys):
    fetch = ["fetch", f"{url}/houses.csv", "--as", "houses", "--topology", "allowed.toml"]

    assert main(fetch) == 0
    first = capsys.readouterr()
    assert main([*fetch, "--add-version"]) == 0
    second = capsys.readouterr()
    assert main(["profile", "collection:houses"]) == 0
    profiled = capsys.readouterr()

    assert (first.err, second.err, profiled.err) == ("", "", "")
    assert first.out.startswith("collection:houses, version 1: 50 rows, 2 columns, ")
    assert "note: 1 row was put aside while reading: line 52: expected 2 cells, got 1\n" in first.out
    assert first.out.endswith("see it by: ml-tools profile collection:houses\n")
    assert second.out.startswith("collection:houses, version 2: 50 rows")
    assert "collection:houses: 50 rows, 2 columns" in profiled.out


def test_files_that_are_here_and_samples_become_collections(capsys):
    assert main(["fetch", "houses.csv", "--as", "here", "--description", "mine"]) == 0
    assert main(["fetch", "sample:wine", "--as", "wine"]) == 0

    said = capsys.readouterr()
    assert "collection:here, version 1: 50 rows" in said.out
    assert "collection:wine, version 1: 178 rows" in said.out


WRONG = {
    "nowhere": (["none.csv"], 2, "there is no file 'none.csv'"),
    "inside": (["http://127.0.0.1:1/x.csv"], 1, "expected a public address, got '127.0.0.1'"),
    "no rows": (["postgresql://u@example.org/db"], 2, "expected the rows to fetch from a database, got none"),
    "no database": (["houses.csv", "--query", "select 1"], 2, "--query: expected postgresql:// or database:NAME"),
    "no sample": (["sample:vine"], 2, "there is no sample 'vine'"),
    "no bucket": (["s3://"], 2, "bucket"),
    "no file": (["kaggle:titanic"], 2, "source.name: expected"),
    "a name": (["houses.csv", "--as", "No Name"], 2, "name: expected"),
}


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_fetched_is_one_message(arguments, code, message, capsys):
    assert main(["fetch", *([] if "--as" in arguments else ["--as", "x"]), *arguments]) == code

    said = capsys.readouterr()
    assert message in said.err
    assert (said.err.count("\n"), said.out) == (1, "")


def test_a_collection_that_is_there_is_left_alone(capsys):
    assert main(["fetch", "sample:wine", "--as", "wine"]) == 0

    assert main(["fetch", "houses.csv", "--as", "wine"]) == 2

    assert "there is a collection 'wine' already; choose another name" in capsys.readouterr().err

"""Files that are written whole or not at all."""

import os
from pathlib import Path

import pytest

from brolly import InvalidArgument
from ml_tools.main.cli.destination import destination


def test_a_file_is_there_as_a_whole_when_it_is_written(tmp_path):
    with destination(tmp_path / "a.json", "--json", "s") as file:
        assert not (tmp_path / "a.json").exists()
        file.write("é")

    assert (tmp_path / "a.json").read_bytes() == "é".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_what_was_there_stays_when_the_work_fails(tmp_path):
    (tmp_path / "a.json").write_text("before")

    with pytest.raises(RuntimeError), destination(tmp_path / "a.json", "--json", "s"):
        raise RuntimeError

    assert (tmp_path / "a.json").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_that_is_not_there_is_made_and_taken_back_when_the_work_fails(tmp_path):
    with pytest.raises(RuntimeError), destination(tmp_path / "a" / "b" / "r.html", "--report", "s"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []

    with destination(tmp_path / "a" / "b" / "r.html", "--report", "s") as file:
        file.write("x")

    assert (tmp_path / "a" / "b" / "r.html").read_text() == "x"


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "real" / "a.json")

    with destination(tmp_path / "link.json", "--json", "s") as file:
        file.write("x")

    assert (tmp_path / "real" / "a.json").read_text() == "x"
    assert (tmp_path / "link.json").is_symlink()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("source.csv/deep/a.html", "--report: '.*a.html' cannot be written: not a directory; choose another place"),
        (".", "--report: expected a file, got the folder"),
        ("source.csv", "is what is read; choose another file"),
        ("source.csv/a.html", "cannot be written: not a directory"),
    ],
)
def test_what_cannot_be_written_is_found_before_the_work(tmp_path, path, message):
    (tmp_path / "source.csv").write_text("x")

    with (
        pytest.raises(InvalidArgument, match=message),
        destination(tmp_path / path, "--report", str(tmp_path / "source.csv")),
    ):
        pytest.fail("it was entered")

    assert [path.name for path in tmp_path.iterdir()] == ["source.csv"]


def test_a_device_is_written_to_directly():
    with destination(Path(os.devnull), "--json", "s") as file:
        file.write("x")

    assert not Path(os.devnull).is_file()

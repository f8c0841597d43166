"""What the program says and returns before it starts anything."""

from importlib.metadata import version

import pytest

from ml_tools.main.cli import main


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"ml-tools {version('ml-tools-main')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["compare"],
        ["compare", "a.csv", "--folds", "many"],
        ["serve", "--port", "x"],
        ["tune", "a.csv"],
        ["profile"],
        ["fetch", "a.csv"],
    ],
)
def test_a_wrong_command_line_is_two(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert "ml-tools" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no.csv"], "there is no file 'no.csv'; name a file, or a sample as sample:NAME"),
        (["."], "expected a file, got the folder '.'; there is no file in it"),
        (["sample:x", "--folds", "1"], "expected 2 to 100 folds, got 1: "),
        (["sample:x", "--models", "ridge,rigde"], "there is no model 'rigde'; did you mean 'ridge'? Else choose from "),
        (["sample:x", "--models", " , "], "expected at least one model, got none; choose from "),
        (["sample:x", "--seed", "-1"], "expected a seed from 0 to "),
        (["sample:x", "--json", "/dev/null/a"], "--json: '/dev/null/a' cannot be written: not a directory; "),
        (["sample:x", "--topology", "no.toml"], "no.toml: the topology cannot be read: No such file or directory; "),
    ],
)
def test_what_is_asked_wrongly_is_one_line_and_two(capsys, monkeypatch, tmp_path, arguments, message):
    monkeypatch.chdir(tmp_path)

    assert main(["compare", *arguments]) == 2

    said = capsys.readouterr()
    assert said.err.startswith(message)
    assert (said.err.count("\n"), said.out) == (1, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no.csv", "--model", "forest"], "there is no file 'no.csv'; "),
        (
            ["sample:x", "--model", "forest", "--seconds", "0"],
            "expected a budget above 0 and up to 86,400 seconds, got 0",
        ),
        (
            ["sample:x", "--model", "forest", "--seconds", "-1"],
            "expected a budget above 0 and up to 86,400 seconds, got ",
        ),
        (["sample:x", "--model", "woods"], "there is no model 'woods'; "),
        (
            ["sample:x", "--model", "forest", "--group-by", "a", "--order-by", "b"],
            "expected to group rows by a column or ",
        ),
    ],
)
def test_a_search_that_is_asked_wrongly_is_one_line_and_two(capsys, arguments, message):
    assert main(["tune", *arguments]) == 2

    said = capsys.readouterr()
    assert said.err.startswith(message)
    assert (said.err.count("\n"), said.out) == (1, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no.csv"], "there is no file 'no.csv'; "),
        (["sample:x", "--report", "/dev/null/a"], "--report: '/dev/null/a' cannot be written: not a directory; "),
        (["collection:x", "--topology", "no.toml"], "no.toml: the topology cannot be read: "),
    ],
)
def test_a_profile_that_is_asked_wrongly_is_one_line_and_two(capsys, arguments, message):
    assert main(["profile", *arguments]) == 2

    said = capsys.readouterr()
    assert said.err.startswith(message)
    assert (said.err.count("\n"), said.out) == (1, "")


def test_an_unknown_key_of_a_topology_is_told_with_its_line(capsys, tmp_path):
    (tmp_path / "t.toml").write_text('[processes.main]\napplication = ["main"]\n')

    assert main(["compare", "sample:x", "--topology", str(tmp_path / "t.toml")]) == 2

    said = capsys.readouterr().err
    assert "t.toml:2: processes.main.application: unknown key 'application'; did you mean 'applications'?" in said
    assert "Traceback" not in said

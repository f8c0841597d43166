"""`ml-tools models`: what is asked of the services, and what is printed or written."""

import json

import pytest

from ml_tools.main.cli import main
from ml_tools.main.cli.destination import destination
from ml_tools.main.cli.program import _parser
from ml_tools.models_interface import ModelNotFound, TagNotFound


@pytest.fixture
def run(script, kept_models, capsys):
    """Does an action on two kept models; returns the lines that it has printed."""

    async def run(*arguments, to=None):
        parsed = _parser().parse_args(["models", *arguments])
        if to is None:
            await parsed.work(script.services, parsed, None)
        else:
            with destination(to, "--to", "") as written:
                await parsed.work(script.services, parsed, written)
        return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    return run


async def test_models_are_listed_with_their_tags_and_how_good_they_are(run):
    lines = await run("list")

    assert lines[0] == "model tags predicts rows fitted evaluated"
    assert "constant-bbbbbbbb [red]kind[/red] (classification) 10 2026-05-01 12:30" in lines
    assert "boosting-aaaaaaaa best, production price (regression) 1,200 2026-05-01 12:30 rmse 10.50" in lines


async def test_a_list_can_be_of_some_models_only_and_says_when_there_are_more(run):
    assert len(await run("list", "--target", "price")) == 2
    assert len(await run("list", "--tag", "production")) == 2
    assert (await run("list", "--limit", "1"))[-1].startswith("there are more; raise --limit")
    assert await run("list", "--tag", "none") == ["there are no models; ml-tools compare keeps the best one"]


async def test_everything_of_a_model_is_shown(run):
    lines = await run("show", "tag:production")

    for line in (
        "boosting-aaaaaaaa",
        "tags best, production",
        "settings trees 50, loss absolute",
        "predicts price (regression)",
        "fitted 2026-05-01 12:30 UTC, in 250 ms, to 1,200 rows",
        "while it learned validation_rmse 12.50",
        "evaluated rmse 10.50, on 300 rows, 2026-05-01 12:30 UTC",
        "size 45,678 bytes",
        "made with ml-tools-models 0.1.0",
        "size number",
        "kind text 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', and 2 more",
        "note: column 'id' has a value of its own in every row",
    ):
        assert line in lines
    assert "classes 'flat', 'house'" in await run("show", "constant-bbbbbbbb")


async def test_json_is_written_in_place_of_printing(run, tmp_path):
    file = tmp_path / "found.json"

    assert await run("list", to=file) == []
    assert [model["model_id"] for model in json.loads(file.read_text())] == ["constant-bbbbbbbb", "boosting-aaaaaaaa"]
    assert await run("show", "tag:best", to=file) == []
    shown = json.loads(file.read_text())
    assert shown["settings"] == {"trees": 50, "loss": "absolute"}
    assert shown["inputs"][0] == {"name": "size", "kind": "number", "levels": []}
    assert (shown["metrics"], shown["evaluated_rows"]) == ({"rmse": 10.5}, 300)


async def test_a_tag_moves_and_is_taken_away(run, script):
    assert await run("tag", "constant-bbbbbbbb", "best") == ["constant-bbbbbbbb: best"]
    assert script.models.fitted["boosting-aaaaaaaa"].tags == ("production",)
    assert await run("untag", "best") == ["no model has the tag best any more"]
    with pytest.raises(TagNotFound):
        await run("untag", "best")


async def test_models_are_compared_on_the_rows_of_a_source(run, tmp_path):
    lines = await run("compare", "sample:line", "tag:best", "constant-bbbbbbbb")

    assert lines == [
        "sample:line: 50 rows with a target",
        "model rmse mae loss above the best's",
        "boosting-aaaaaaaa 1.500 1.250 best",
        "constant-bbbbbbbb 1.500 1.250 1.000 ± 0.5000",
    ]
    file = tmp_path / "compared.json"
    await run("compare", "sample:line", "tag:best", to=file)
    assert json.loads(file.read_text())["models"][0]["metrics"] == {"rmse": 1.5, "mae": 1.25}


async def test_a_model_is_exported_to_a_file(run, tmp_path):
    lines = await run("export", "tag:best", "--to", "ignored", to=tmp_path / "model.onnx")

    assert (tmp_path / "model.onnx").read_bytes() == b"onnx"
    assert lines[0].startswith("tag:best: 4 bytes in ")


async def test_models_are_deleted_one_by_one(run, script):
    with pytest.raises(ModelNotFound):
        await run("delete", "constant-bbbbbbbb", "none-cccccccc")

    assert list(script.models.fitted) == ["boosting-aaaaaaaa"]
    assert await run("delete", "tag:best") == ["constant-bbbbbbbb is deleted", "tag:best is deleted"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "no.csv", "tag:a"], "there is no file 'no.csv'; name a file, or a sample as sample:NAME"),
        (["export", "tag:a", "--to", "/dev/null/a"], "--to: '/dev/null/a' cannot be written: not a directory; "),
        (["list", "--json", "/dev/null/a"], "--json: '/dev/null/a' cannot be written: not a directory; "),
        (["list", "--topology", "no.toml"], "no.toml: the topology cannot be read: No such file or directory; "),
    ],
)
def test_what_is_asked_wrongly_is_one_line_and_two(capsys, monkeypatch, tmp_path, arguments, message):
    monkeypatch.chdir(tmp_path)

    assert main(["models", *arguments]) == 2

    said = capsys.readouterr()
    assert said.err.startswith(message)
    assert (said.err.count("\n"), said.out) == (1, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["export", "tag:a"], ["tag", "x"], ["list", "--limit", "many"], ["rename"]])
def test_a_wrong_command_line_is_two(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(["models", *arguments])

    assert ended.value.code == 2

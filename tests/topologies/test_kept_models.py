"""`ml-tools models` over real services: from a comparison to an exported model that another program predicts with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from sklearn.datasets import load_diabetes

from ml_tools.main.cli import main


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the services keep in the test's folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_a_model_is_compared_tagged_shown_exported_and_deleted(tmp_path: Path) -> None:
    file = tmp_path / "found.json"

    def found(*arguments: str) -> Any:
        assert main(["models", *arguments, "--json", str(file)]) == 0
        return json.loads(file.read_text())

    for model in ("ridge", "constant"):
        assert main(["compare", "sample:diabetes", "--models", model, "--folds", "2"]) == 0
    constant, ridge = (each["model_id"] for each in found("list"))
    assert (constant.partition("-")[0], ridge.partition("-")[0]) == ("constant", "ridge")

    assert main(["models", "tag", ridge, "production"]) == 0
    shown = found("show", "tag:production")
    assert (shown["model_id"], shown["tags"], shown["target"]) == (ridge, ["production"], "progression")
    assert {each["kind"] for each in shown["inputs"]} == {"number"}
    assert [each["model_id"] for each in found("list", "--tag", "production")] == [ridge]
    compared = found("compare", "sample:diabetes", constant, "tag:production")["models"]
    assert [each["model_id"] for each in compared] == [ridge, constant]
    assert compared[1]["difference"] > 2 * compared[1]["standard_error"] > 0

    assert main(["models", "export", "tag:production", "--to", str(tmp_path / "ridge.onnx")]) == 0
    session = onnxruntime.InferenceSession(tmp_path / "ridge.onnx", providers=["CPUExecutionProvider"])
    loaded = load_diabetes(scaled=False)
    names = [each["name"] for each in shown["inputs"]]
    predicted = session.run(None, dict(zip(names, loaded.data.T[:, :, None], strict=True)))[0]
    assert np.sqrt(np.mean((predicted - loaded.target) ** 2)) == pytest.approx(compared[0]["metrics"]["rmse"], rel=1e-5)

    assert main(["models", "delete", "tag:production", constant]) == 0
    assert found("list") == []
    assert main(["models", "show", "tag:production"]) == 2


def test_what_is_not_there_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, message in (
        (["show", "ridge-aaaaaaaa"], "there is no model 'ridge-aaaaaaaa'; list_models tells which there are"),
        (["untag", "none"], "there is no tag 'none'"),
        (["tag", "tag:x", "y"], "there is no model 'tag:x'"),
        (["list", "--limit", "0"], "page_size: expected 1 to 1,000, got 0"),
    ):
        assert main(["models", *arguments]) == 2
        said = capsys.readouterr()
        assert said.err.startswith(message)
        assert said.err.count("\n") == 1

"""`ml-tools compare` over real services: the same numbers wherever they run, and what is written of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from brolly.topology.reading import read
from ml_tools.main.cli import main
from ml_tools.main.deployment import TOGETHER

TOPOLOGIES = Path(__file__).parents[2] / "deploy" / "topologies"
NAMES = ("together", "pair", "split")
SERVICES = ("datasets", "utils", "models")
PACKAGES = Path(__file__).parents[2] / "packages"
IMPLEMENTATIONS = re.compile(
    r"jax|sklearn|scikit|altair|vl_convert|sqlalchemy|ml_tools_(datasets|utils|models)-", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the services keep in the test's folder; children have the variable too."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def compared(tmp_path: Path) -> Callable[..., dict]:
    """Compares, and returns what stands in the JSON."""

    def compared(*arguments: str) -> dict:
        file = tmp_path / "found.json"
        assert main(["compare", *arguments, "--json", str(file)]) == 0
        return json.loads(file.read_text())

    return compared


def without_times(found: dict) -> dict:
    rows = [{key: value for key, value in row.items() if "seconds" not in key} for row in found["leaderboard"]]
    return {**found, "leaderboard": rows}


@pytest.mark.parametrize(("sample", "models"), [("diabetes", "constant,ridge,forest"), ("wine", "constant,logistic")])
def test_the_numbers_are_the_same_to_the_last_digit_wherever_services_run(compared, sample, models):
    asked = (f"sample:{sample}", "--models", models, "--folds", "2", "--seed", "3")

    found = [compared(*asked, "--topology", str(TOPOLOGIES / f"{name}.toml")) for name in NAMES]

    assert without_times(found[0]) == without_times(found[1]) == without_times(found[2])
    assert children() == []


def children() -> list[str]:
    """Return the processes of topologies that this one has started, and that are still there."""
    listed = subprocess.run(
        ["ps", "-o", "ppid=,command=", "-A", "-ww"], capture_output=True, text=True, check=True
    ).stdout
    return [line for line in listed.splitlines() if line.split()[0] == str(os.getpid()) and "brolly up" in line]


def test_another_seed_gives_other_folds(compared):
    one, other = (compared("sample:diabetes", "--models", "ridge", "--seed", seed) for seed in "01")

    assert one["leaderboard"][0]["mean"] != other["leaderboard"][0]["mean"]


def test_the_json_of_a_regression_has_the_form_that_is_promised(compared):
    found = compared("sample:diabetes", "--models", "constant,linear,ridge")

    assert {*found} == {"source", "target", "task", "rows", "leaderboard", "best", "holdout"}
    assert (found["source"], found["task"], found["rows"]) == ("sample:diabetes", "regression", 442)
    assert [{*row} for row in found["leaderboard"]] == [
        {"model", "metric", "mean", "std", "fit_seconds", "predict_seconds"}
    ] * 3
    means = [row["mean"] for row in found["leaderboard"]]
    assert means == sorted(means)
    assert found["best"] == found["leaderboard"][0]["model"] != "constant"
    assert found["leaderboard"][-1]["model"] == "constant"
    assert {row["metric"] for row in found["leaderboard"]} == {"rmse"}
    assert {*found["holdout"]} == {"metric", "value"}
    assert 40 < found["holdout"]["value"] < 70


def test_the_json_of_a_classification_has_accuracy_beside(compared):
    found = compared("sample:wine", "--models", "constant,logistic", "--folds", "3")

    assert found["task"] == "classification"
    assert {row["metric"] for row in found["leaderboard"]} == {"log_loss"}
    best, constant = found["leaderboard"]
    assert (best["model"], best["accuracy"] > 0.9, constant["accuracy"] < 0.5) == ("logistic", True, True)
    assert found["holdout"]["metric"] == "log_loss"


def test_the_report_stands_in_one_file_with_its_charts(compared, tmp_path):
    compared("sample:wine", "--models", "constant,logistic", "--folds", "2", "--report", str(tmp_path / "report.html"))

    page = (tmp_path / "report.html").read_text()
    assert page.count("data:image/svg+xml;base64,") == 3
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!data:)", page)


def test_settings_are_searched_and_the_model_is_kept(tmp_path, capsys):
    file = tmp_path / "tuned.json"

    asked = ["--model", "ridge", "--seconds", "3", "--folds", "2", "--json", str(file)]
    assert main(["tune", "sample:diabetes", *asked]) == 0

    said, found = capsys.readouterr(), json.loads(file.read_text())
    assert (found["model"], found["metric"], found["trials"] >= 1) == ("ridge", "rmse", True)
    assert found["usual_score"] is None or found["score"] <= found["usual_score"]
    assert said.err == ""
    assert f"kept as {found['model_id']}" in said.out
    assert all(f"  {name} = {value}\n" in said.out for name, value in found["settings"].items())


def test_rows_of_a_group_are_kept_together(compared, tmp_path):
    file = tmp_path / "visits.csv"
    file.write_text("who,x,y\n" + "".join(f"p{n % 30},{n % 30 + n / 900},{(n % 30) ** 2}\n" for n in range(300)))

    apart, together = (
        compared(str(file), "--target", "y", "--models", "neighbors", *by) for by in ((), ("--group-by", "who"))
    )

    assert together["leaderboard"][0]["mean"] > 2 * apart["leaderboard"][0]["mean"]


def test_what_is_printed_is_plain_where_it_is_no_terminal(compared, capsys):
    compared("sample:diabetes", "--models", "constant,ridge", "--folds", "2")

    said = capsys.readouterr()
    assert said.err == ""
    assert "\x1b" not in said.out
    assert re.search(r"^1 +ridge +[\d.]+ ± [\d.]+ .* best *$", said.out, re.MULTILINE)


def test_the_built_in_topology_is_the_one_that_is_deployed():
    assert TOGETHER.read_text() == (TOPOLOGIES / "together.toml").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_topology_is_sound(name):
    topology = read(TOPOLOGIES / f"{name}.toml")

    assert sorted(topology.applications) == ["datasets", "main", "models", "utils"]


def test_processes_that_answer_are_used_and_left_alone(compared, up, tmp_path):
    text = (TOPOLOGIES / "split.toml").read_text()
    text = text.replace('["utils"]', f'["utils"]\naddress = "unix:{tmp_path}/u.sock"', 1)
    utils = up(text, "--process", "utils", "--run", str(tmp_path / "run"))
    utils.until("utils is ready")

    compared("sample:diabetes", "--models", "ridge", "--folds", "2", "--topology", str(tmp_path / "topology.toml"))

    assert utils.process.poll() is None  # a second one could not have listened there


@pytest.fixture
def bare_python(tmp_path: Path) -> Path:
    """An environment with main, the interfaces and what those need: no implementation, and no jax."""
    home = tmp_path / "interfaces-only"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    site = Path(next((home / "lib").glob("python*/site-packages")))
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not IMPLEMENTATIONS.match(entry.name) and entry.suffix != ".pth" and not (site / entry.name).exists():
            (site / entry.name).symlink_to(entry)
    sources = [PACKAGES / name / "src" for name in ("brolly", "main", *(f"{one}-interface" for one in SERVICES))]
    (site / "interfaces.pth").write_text("\n".join(map(str, sources)))
    return home / "bin" / "python"


def in_bare(python: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(python), "-m", "ml_tools.main", *arguments]
    return subprocess.run(command, env=clean, capture_output=True, text=True, check=False)


def test_the_process_of_main_needs_no_implementation_where_others_run_elsewhere(bare_python, compared, tmp_path):
    text = (TOPOLOGIES / "split.toml").read_text()
    for name in SERVICES:
        text = text.replace(f'applications = ["{name}"]', f'applications = ["{name}"]\npython = "{sys.executable}"')
    (tmp_path / "split.toml").write_text(text)
    asked = ("sample:diabetes", "--models", "constant,ridge", "--folds", "2")
    told = subprocess.run([bare_python, "-c", "import jax"], capture_output=True, text=True, check=False).stderr
    assert "No module named 'jax'" in told

    written = tmp_path / "bare.json"
    done = in_bare(bare_python, "compare", *asked, "--topology", str(tmp_path / "split.toml"), "--json", str(written))

    assert (done.returncode, done.stderr) == (0, "")
    assert without_times(json.loads(written.read_text())) == without_times(compared(*asked))


def test_main_alone_says_what_to_install(bare_python):
    done = in_bare(bare_python, "compare", "sample:diabetes")

    assert done.returncode == 2
    assert done.stderr == (
        "the services datasets, utils, models are not installed here; "
        "install ml-tools-main[together] or name a topology with --topology FILE\n"
    )

"""Models are kept whole or not at all, listed, and deleted."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pytest

from ml_tools.models.registry import Artefact, Registry, Wanted, new_model_id
from ml_tools.models_interface import (
    Evaluation,
    InputColumn,
    InputKind,
    Metric,
    Model,
    ModelNotFound,
)

Make = Callable[..., Artefact]
START = datetime(2024, 5, 1, tzinfo=UTC)


def ids(models: Sequence[Model]) -> list[str]:
    return [model.model_id for model in models]


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_model_comes_back_as_it_was_in_another_process(registry: Registry, tmp_path: Path, artefact: Make) -> None:
    kept = artefact()

    told = registry.keep(kept)

    other = Registry.open(tmp_path, max_cached_bytes=0)
    found = other.artefact(kept.model.model_id)
    assert other.model(kept.model.model_id) == told == found.model
    other.close()
    assert found.fitted == kept.fitted
    assert found.arrays.keys() == kept.arrays.keys()
    for name, array in kept.arrays.items():
        assert found.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(found.arrays[name], array)


def test_a_kept_model_tells_its_inputs_its_libraries_and_its_size(
    registry: Registry, tmp_path: Path, artefact: Make
) -> None:
    kept = artefact()

    told = registry.keep(kept)

    files = [tmp_path / "models" / told.model_id / name for name in ("model.json", "arrays.npz")]
    assert told.inputs == (
        InputColumn(name="a", kind=InputKind.NUMBER),
        InputColumn(name="b", kind=InputKind.TEXT, levels=("grün", "")),
    )
    assert set(told.made_with) == {"ml-tools-models", "jax", "numpy"}
    assert told.size_bytes == sum(file.stat().st_size for file in files)
    assert (told.settings, told.recipe) == (kept.model.settings, kept.model.recipe)
    assert msgspec.structs.replace(told, inputs=(), made_with={}, size_bytes=None) == kept.model


def test_models_are_listed_the_newest_first_page_by_page(registry: Registry, artefact: Make) -> None:
    for number in (1, 4, 0, 3, 2):
        registry.keep(artefact(number))

    pages, after = [], None
    while True:
        models, after = registry.page(2, after)
        pages.append([(model.created_at - START).microseconds for model in models])
        if after is None:
            break

    assert pages == [[4, 3], [2, 1], [0]]
    with pytest.raises(ModelNotFound):
        registry.page(2, "ridge-aaaaaaaa")


def test_a_deleted_model_is_gone_for_every_process(registry: Registry, tmp_path: Path, artefact: Make) -> None:
    kept = artefact()
    registry.keep(kept)
    other = Registry.open(tmp_path, max_cached_bytes=10_000)
    other.artefact(kept.model.model_id)

    registry.delete(kept.model.model_id)

    for each in (registry, other):
        with pytest.raises(ModelNotFound):
            each.artefact(kept.model.model_id)
        with pytest.raises(ModelNotFound):
            each.delete(kept.model.model_id)
        assert each.page(10, None) == ([], None)
    other.close()


@pytest.mark.parametrize("algorithm", ["ridge", "extra_trees", "linear_svm"])
def test_a_model_of_any_algorithm_is_found_by_its_id(registry: Registry, algorithm: str, artefact: Make) -> None:
    kept = artefact()
    model = msgspec.structs.replace(kept.model, model_id=new_model_id(algorithm), algorithm=algorithm)

    told = registry.keep(msgspec.structs.replace(kept, model=model))

    assert registry.model(told.model_id).algorithm == algorithm


@pytest.mark.parametrize(
    "model_id",
    [
        "",
        ".",
        "..",
        "_-aaaaaaaa",
        "../models",
        "ridge-../../x",
        "/etc",
        "ridge-7f3k2m9q/..",
        "ridge-7f3k2m9q\n",
        "x" * 9999,
    ],
)
def test_no_id_leads_out_of_the_folder(registry: Registry, model_id: str) -> None:
    for call in (registry.model, registry.artefact, registry.delete):
        with pytest.raises(ModelNotFound) as caught:
            call(model_id)
        assert len(str(caught.value)) < 300


def test_a_list_can_be_of_some_models_only(registry: Registry, artefact: Make) -> None:
    kept = [registry.keep(artefact(number)).model_id for number in range(5)]
    registry.tag(kept[1], "best")

    assert ids(registry.page(9, wanted=Wanted(tag="best"))[0]) == [kept[1]]
    assert ids(registry.page(9, wanted=Wanted(tag="none"))[0]) == []
    assert ids(registry.page(9, wanted=Wanted(algorithm="forest"))[0]) == []
    assert ids(registry.page(9, wanted=Wanted(target="rent"))[0]) == []
    page, after = registry.page(2, kept[4], Wanted(algorithm="ridge", target="price"))
    assert (ids(page), after) == ([kept[3], kept[2]], kept[2])
    page, after = registry.page(2, "tag:best", Wanted(algorithm="ridge"))
    assert (ids(page), after) == ([kept[0]], None)


def test_the_last_evaluation_that_was_recorded_is_kept_with_the_model(
    registry: Registry, tmp_path: Path, artefact: Make
) -> None:
    model_id = registry.keep(artefact()).model_id
    assert registry.model(model_id).evaluation is None

    for value in (1.5, 0.1 + 0.2):
        registry.record(model_id, Evaluation(metrics=(Metric(name="rmse", value=value),), row_count=7))

    other = Registry.open(tmp_path, max_cached_bytes=0)
    found = other.model(model_id).evaluation
    other.close()
    assert found is not None
    assert (found.metrics[0].value, found.row_count) == (0.1 + 0.2, 7)
    assert datetime.now(UTC) - found.evaluated_at < timedelta(minutes=1)
    (tmp_path / "models" / model_id / "evaluation.json").write_text("{")
    assert registry.model(model_id).evaluation is None
    with pytest.raises(ModelNotFound):
        registry.record("ridge-aaaaaaaa", Evaluation(row_count=0))


def test_the_models_used_last_stay_in_memory(registry: Registry, tmp_path: Path, artefact: Make) -> None:
    first, second = artefact(size=600), artefact(size=600)
    for each in (first, second):
        registry.keep(each)

    assert registry.artefact(second.model.model_id) is registry.artefact(second.model.model_id)
    assert registry.artefact(first.model.model_id) is not first


def test_what_a_killed_process_left_behind_is_removed_and_what_another_writes_is_not(
    tmp_path: Path, artefact: Make
) -> None:
    living = Registry.open(tmp_path, max_cached_bytes=0)
    dead = subprocess.Popen([sys.executable, "-c", LEAVE, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert dead.stdout is not None
    left = Path(dead.stdout.readline().strip())
    Registry.open(tmp_path, max_cached_bytes=0).close()
    assert left.is_dir()
    dead.kill()
    dead.wait()
    dead.stdout.close()

    Registry.open(tmp_path, max_cached_bytes=0).close()

    assert not left.exists()
    kept = artefact()
    living.keep(kept)
    living.close()
    assert names_in(tmp_path / "incoming") == ["lock"]
    assert names_in(tmp_path / "models") == [kept.model.model_id]


def test_a_kill_at_any_moment_loses_no_model_and_leaves_no_half_one(tmp_path: Path, artefact: Make) -> None:
    for attempt in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", KEEP, __file__, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        kept = [writer.stdout.readline().strip() for _ in range(1 + attempt * 7)]
        writer.send_signal(signal.SIGKILL)
        kept += writer.stdout.read().split()
        writer.wait()
        writer.stdout.close()

        registry = Registry.open(tmp_path, max_cached_bytes=0)
        listed, _ = registry.page(100_000, None)
        for model in listed:
            assert registry.artefact(model.model_id).arrays["weights"].size == 3
        assert {model_id for model_id in kept if len(model_id) == 14} <= {model.model_id for model in listed}
        assert len(names_in(tmp_path / "models")) == len(listed)
        assert len(names_in(tmp_path / "incoming")) == 3  # the lock, and what is this process's
        registry.close()


LEAVE = """
import sys, time
from pathlib import Path
from ml_tools.models.registry.incoming import Incoming
incoming = Incoming.open(Path(sys.argv[1]) / "incoming")
place = incoming.place("ridge-aaaaaaaa")
place.mkdir()
print(place, flush=True)
time.sleep(60)
"""

KEEP = """
import importlib.util, sys
from pathlib import Path
from ml_tools.models.registry import Registry
spec = importlib.util.spec_from_file_location("kept", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
registry = Registry.open(Path(sys.argv[2]), max_cached_bytes=0)
while True:
    artefact = module.artefact()
    registry.keep(artefact)
    print(artefact.model.model_id, flush=True)
"""

"""Models are kept whole or not at all, and one that is damaged hides no other."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import brolly
from ml_tools.models.registry import Artefact, Registry, new_model_id
from ml_tools.models_interface import Model, ModelNotFound
from ml_tools.utils_interface import EncodeTexts, FittedColumn, FittedRecipe, NumberStep, Task, TextStep

START = datetime(2024, 5, 1, tzinfo=UTC)


@pytest.fixture
def registry(tmp_path: Path) -> Generator[Registry]:
    registry = Registry.open(tmp_path, max_cached_bytes=10_000)
    yield registry
    registry.close()


def artefact(number: int = 0, *, size: int = 3) -> Artefact:
    text = TextStep(levels=("grün", ""), encode_texts=EncodeTexts.ONE_HOT, has_other=True, has_missing=False)
    columns = (
        FittedColumn(name="a", step=NumberStep(fill=0.1, center=1 / 3, scale=1e-300)),
        FittedColumn(name="b", step=text),
    )
    return Artefact(
        model=Model(
            model_id=new_model_id("ridge"),
            algorithm="ridge",
            task=Task.CLASSIFICATION,
            target="price",
            classes=("no", "yes"),
            columns=("a", "b"),
            row_count=12,
            created_at=START + timedelta(microseconds=number),
            fit_seconds=0.1,
            notes=("nothing",),
        ),
        fitted=FittedRecipe(format=1, columns=columns, feature_names=("a", "b=grün", "b=", "b=other"), notes=()),
        arrays={"weights": np.arange(size) / 7, "roots": np.arange(size, dtype=np.int32), "depth": np.asarray(number)},
    )


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_model_comes_back_as_it_was_in_another_process(registry: Registry, tmp_path: Path) -> None:
    kept = artefact()

    registry.keep(kept)

    other = Registry.open(tmp_path, max_cached_bytes=0)
    found = other.artefact(kept.model.model_id)
    other.close()
    assert (found.model, found.fitted) == (kept.model, kept.fitted)
    assert found.arrays.keys() == kept.arrays.keys()
    for name, array in kept.arrays.items():
        assert found.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(found.arrays[name], array)


def test_models_are_listed_the_newest_first_page_by_page(registry: Registry) -> None:
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


def test_a_deleted_model_is_gone_for_every_process(registry: Registry, tmp_path: Path) -> None:
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


@pytest.mark.parametrize(
    "model_id",
    ["", ".", "..", "../models", "ridge-../../x", "/etc", "ridge-7f3k2m9q/..", "ridge-7f3k2m9q\n", "x" * 9999],
)
def test_no_id_leads_out_of_the_folder(registry: Registry, model_id: str) -> None:
    for call in (registry.model, registry.artefact, registry.delete):
        with pytest.raises(ModelNotFound) as caught:
            call(model_id)
        assert len(str(caught.value)) < 300


def damage_description(folder: Path) -> None:
    (folder / "model.json").write_text('{"format": 1, "model": {}}')


def write_random_bytes(folder: Path) -> None:
    (folder / "model.json").write_bytes(bytes(range(256)))


def lose_description(folder: Path) -> None:
    (folder / "model.json").unlink()


def move_to_newer_format(folder: Path) -> None:
    stored = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**stored, "format": 2, "model": "of another form"}))


def flip_a_bit(folder: Path) -> None:
    content = bytearray((folder / "arrays.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "arrays.npz").write_bytes(content)


def lose_arrays(folder: Path) -> None:
    (folder / "arrays.npz").unlink()


@pytest.mark.parametrize(
    "damage",
    [damage_description, write_random_bytes, lose_description, move_to_newer_format, flip_a_bit, lose_arrays],
)
def test_a_model_that_cannot_be_read_is_named_and_hides_no_other(tmp_path: Path, damage: object) -> None:
    registry = Registry.open(tmp_path, max_cached_bytes=0)
    whole, broken = artefact(0), artefact(1)
    for each in (whole, broken):
        registry.keep(each)
    damage(tmp_path / "models" / broken.model.model_id)  # type: ignore[operator]
    registry.close()

    registry = Registry.open(tmp_path, max_cached_bytes=0)
    with pytest.raises(brolly.FailedPrecondition, match=broken.model.model_id):
        registry.artefact(broken.model.model_id)

    assert whole.model in registry.page(10, None)[0]
    registry.delete(broken.model.model_id)
    assert registry.page(10, None)[0] == [whole.model]
    registry.close()


def test_the_models_used_last_stay_in_memory(registry: Registry, tmp_path: Path) -> None:
    first, second = artefact(size=600), artefact(size=600)
    for each in (first, second):
        registry.keep(each)

    assert registry.artefact(second.model.model_id) is registry.artefact(second.model.model_id)
    assert registry.artefact(first.model.model_id) is not first


def test_what_a_killed_process_left_behind_is_removed_and_what_another_writes_is_not(tmp_path: Path) -> None:
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


def test_a_kill_at_any_moment_loses_no_model_and_leaves_no_half_one(tmp_path: Path) -> None:
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

"""Models are kept whole or not at all, and one that is damaged hides no other."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import brolly
from ml_tools.models.registry import Artefact, Registry, Wanted, check_tag, new_model_id
from ml_tools.models_interface import (
    Algorithm,
    Evaluation,
    InputColumn,
    InputKind,
    Metric,
    Model,
    ModelNotFound,
    Ridge,
    TagNotFound,
)
from ml_tools.utils_interface import (
    EncodeTexts,
    FittedColumn,
    FittedRecipe,
    ImputeNumbers,
    NumberStep,
    Recipe,
    ScaleNumbers,
    Task,
    TextStep,
)

RECIPE = Recipe(
    impute_numbers=ImputeNumbers.MEAN, encode_texts=EncodeTexts.ONE_HOT, scale_numbers=ScaleNumbers.NONE, max_levels=7
)
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
            settings=Algorithm(name="ridge", settings=Ridge(penalty=0.25)),
            recipe=RECIPE,
            training_metrics=(Metric(name="rmse", value=0.5),),
        ),
        fitted=FittedRecipe(format=1, columns=columns, feature_names=("a", "b=grün", "b=", "b=other"), notes=()),
        arrays={"weights": np.arange(size) / 7, "roots": np.arange(size, dtype=np.int32), "depth": np.asarray(number)},
    )


def ids(models: Sequence[Model]) -> list[str]:
    return [model.model_id for model in models]


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_model_comes_back_as_it_was_in_another_process(registry: Registry, tmp_path: Path) -> None:
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


def test_a_kept_model_tells_its_inputs_its_libraries_and_its_size(registry: Registry, tmp_path: Path) -> None:
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


@pytest.mark.parametrize("algorithm", ["ridge", "extra_trees", "linear_svm"])
def test_a_model_of_any_algorithm_is_found_by_its_id(registry: Registry, algorithm: str) -> None:
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


def change_description(folder: Path, **changes: Any) -> None:
    """Write other contents, with sums that fit."""
    stored = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**stored, **changes}))
    sums = [f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in ("model.json", "arrays.npz")]
    (folder / "SHA256SUMS").write_text("".join(sums))


def damage_description(folder: Path) -> None:
    change_description(folder, model={})


def write_random_bytes(folder: Path) -> None:
    (folder / "model.json").write_bytes(bytes(range(256)))


def change_a_number(folder: Path) -> None:
    file = folder / "model.json"
    file.write_text(file.read_text().replace('"row_count": "12"', '"row_count": "13"'))


def cut_description_short(folder: Path) -> None:
    (folder / "model.json").write_bytes((folder / "model.json").read_bytes()[:-20])


def lose_description(folder: Path) -> None:
    (folder / "model.json").unlink()


def move_to_newer_format(folder: Path) -> None:
    change_description(folder, format=3, readable_by="0.9.0", model="of another form")


def cut_arrays_short(folder: Path) -> None:
    (folder / "arrays.npz").write_bytes((folder / "arrays.npz").read_bytes()[:-1])


def lose_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


def damage_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").write_bytes(b"\xff\n")


def flip_a_bit(folder: Path) -> None:
    content = bytearray((folder / "arrays.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "arrays.npz").write_bytes(content)


def lose_arrays(folder: Path) -> None:
    (folder / "arrays.npz").unlink()


@pytest.mark.parametrize(
    "damage",
    [
        damage_description,
        write_random_bytes,
        change_a_number,
        cut_description_short,
        lose_description,
        move_to_newer_format,
        flip_a_bit,
        cut_arrays_short,
        lose_arrays,
        lose_sums,
        damage_sums,
    ],
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

    assert whole.model.model_id in ids(registry.page(10)[0])
    registry.delete(broken.model.model_id)
    assert ids(registry.page(10)[0]) == [whole.model.model_id]
    registry.close()


def test_a_model_of_a_newer_format_says_which_version_reads_it(registry: Registry, tmp_path: Path) -> None:
    kept = registry.keep(artefact())
    move_to_newer_format(tmp_path / "models" / kept.model_id)

    other = Registry.open(tmp_path, max_cached_bytes=0)
    with pytest.raises(
        brolly.FailedPrecondition, match=r"format from 1 to 2, got 3; version '0\.9\.0' or newer of ml-t"
    ):
        other.model(kept.model_id)
    other.close()


def test_what_a_newer_version_of_a_format_has_added_is_left_out(registry: Registry, tmp_path: Path) -> None:
    kept = registry.keep(artefact())
    folder = tmp_path / "models" / kept.model_id
    model = json.loads((folder / "model.json").read_text())["model"]
    change_description(folder, model={**model, "colour": "blue", "settings": {"name": "new", "newest": {}}})

    other = Registry.open(tmp_path, max_cached_bytes=0)
    found = other.model(kept.model_id)
    other.close()

    assert found.settings is None
    assert found.inputs == kept.inputs


def test_a_tag_names_one_model_at_a_time(registry: Registry) -> None:
    first, second = (registry.keep(artefact(number)).model_id for number in range(2))

    registry.tag(first, "production")
    assert registry.tag(first, "best").tags == ("best", "production")
    assert registry.model("tag:production").model_id == first
    assert registry.tag("tag:best", "spare").model_id == first
    registry.tag(second, "production")

    assert registry.model("tag:production").model_id == second
    assert registry.artefact("tag:production").model.model_id == second
    assert registry.model(first).tags == ("best", "spare")
    assert {model.model_id: model.tags for model in registry.page(9)[0]} == {
        first: ("best", "spare"),
        second: ("production",),
    }
    registry.untag("best")
    assert registry.model(first).tags == ("spare",)
    with pytest.raises(TagNotFound):
        registry.untag("best")


def test_a_deleted_model_takes_its_tags_with_it_and_no_others(registry: Registry, tmp_path: Path) -> None:
    first, second = (registry.keep(artefact(number)).model_id for number in range(2))
    for model_id, tag in ((first, "a"), (first, "b"), (second, "c")):
        registry.tag(model_id, tag)

    registry.delete("tag:a")

    assert sorted(names_in(tmp_path / "tags")) == [".lock", "c"]
    for missing in (first, "tag:a", "tag:b"):
        with pytest.raises(ModelNotFound) as caught:
            registry.model(missing)
        assert caught.value.model_id == missing


@pytest.mark.parametrize("tag", ["", ".", "..", "../x", ".lock", "A", "a/b", "x" * 65, "a b", "ä", "-a"])
def test_what_is_no_tag_is_refused(registry: Registry, tag: str) -> None:
    with pytest.raises(brolly.InvalidArgument, match="tag: expected 1 to 64 lower-case letters"):
        check_tag(tag)
    with pytest.raises(ModelNotFound):
        registry.model(f"tag:{tag}")
    with pytest.raises(TagNotFound):
        registry.untag(tag)


def test_there_are_at_most_a_thousand_tags(registry: Registry, tmp_path: Path) -> None:
    model_id = registry.keep(artefact()).model_id
    for number in range(1_000):
        (tmp_path / "tags" / f"t{number}").write_text(f"{model_id}\n")

    with pytest.raises(brolly.ResourceExhausted, match="1,000 tags"):
        registry.tag(model_id, "one-more")

    assert len(registry.tag(model_id, "t0").tags) == 1_000
    assert len(names_in(tmp_path / "incoming")) == 3
    assert names_in(next(path for path in (tmp_path / "incoming").iterdir() if path.is_dir())) == []


def test_a_tag_that_moves_names_a_model_at_any_moment(registry: Registry, tmp_path: Path) -> None:
    first, second = (registry.keep(artefact(number)).model_id for number in range(2))
    registry.tag(first, "production")
    mover = subprocess.Popen([sys.executable, "-c", MOVE, str(tmp_path), first, second], stdout=subprocess.PIPE)
    assert mover.stdout is not None
    mover.stdout.readline()

    seen = {registry.model("tag:production").model_id for _ in range(300)}

    mover.kill()
    mover.wait()
    mover.stdout.close()
    assert seen <= {first, second}
    registry.tag(first, "production")  # the lock of the killed process is gone
    assert registry.model("tag:production").model_id == first


def test_a_list_can_be_of_some_models_only(registry: Registry) -> None:
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


def test_the_last_evaluation_that_was_recorded_is_kept_with_the_model(registry: Registry, tmp_path: Path) -> None:
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


MOVE = """
import sys
from pathlib import Path
from ml_tools.models.registry import Registry
registry = Registry.open(Path(sys.argv[1]), max_cached_bytes=0)
while True:
    for model_id in sys.argv[2:]:
        registry.tag(model_id, "production")
    print(flush=True)
"""

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

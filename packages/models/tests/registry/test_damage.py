"""A model that is damaged, or of another format, is named and hides no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import brolly
from ml_tools.models.registry import Artefact, Registry
from ml_tools.models_interface import (
    Model,
)

Make = Callable[..., Artefact]


def ids(models: Sequence[Model]) -> list[str]:
    return [model.model_id for model in models]


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
def test_a_model_that_cannot_be_read_is_named_and_hides_no_other(
    tmp_path: Path, damage: object, artefact: Make
) -> None:
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


def test_a_model_of_a_newer_format_says_which_version_reads_it(
    registry: Registry, tmp_path: Path, artefact: Make
) -> None:
    kept = registry.keep(artefact())
    move_to_newer_format(tmp_path / "models" / kept.model_id)

    other = Registry.open(tmp_path, max_cached_bytes=0)
    with pytest.raises(
        brolly.FailedPrecondition, match=r"format from 1 to 2, got 3; version '0\.9\.0' or newer of ml-t"
    ):
        other.model(kept.model_id)
    other.close()


def test_what_a_newer_version_of_a_format_has_added_is_left_out(
    registry: Registry, tmp_path: Path, artefact: Make
) -> None:
    kept = registry.keep(artefact())
    folder = tmp_path / "models" / kept.model_id
    model = json.loads((folder / "model.json").read_text())["model"]
    change_description(folder, model={**model, "colour": "blue", "settings": {"name": "new", "newest": {}}})

    other = Registry.open(tmp_path, max_cached_bytes=0)
    found = other.model(kept.model_id)
    other.close()

    assert found.settings is None
    assert found.inputs == kept.inputs

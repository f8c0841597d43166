"""A tag names one model at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import brolly
from ml_tools.models.registry import Artefact, Registry, check_tag
from ml_tools.models_interface import (
    ModelNotFound,
    TagNotFound,
)

Make = Callable[..., Artefact]

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


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_tag_names_one_model_at_a_time(registry: Registry, artefact: Make) -> None:
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


def test_a_deleted_model_takes_its_tags_with_it_and_no_others(
    registry: Registry, tmp_path: Path, artefact: Make
) -> None:
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


def test_there_are_at_most_a_thousand_tags(registry: Registry, tmp_path: Path, artefact: Make) -> None:
    model_id = registry.keep(artefact()).model_id
    for number in range(1_000):
        (tmp_path / "tags" / f"t{number}").write_text(f"{model_id}\n")

    with pytest.raises(brolly.ResourceExhausted, match="1,000 tags"):
        registry.tag(model_id, "one-more")

    assert len(registry.tag(model_id, "t0").tags) == 1_000
    assert len(names_in(tmp_path / "incoming")) == 3
    assert names_in(next(path for path in (tmp_path / "incoming").iterdir() if path.is_dir())) == []


def test_a_tag_that_moves_names_a_model_at_any_moment(registry: Registry, tmp_path: Path, artefact: Make) -> None:
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

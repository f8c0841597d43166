"""The newest library that the processor can run is loaded, and what is missing is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ml_tools.kernels import levels, library, missing


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget what was loaded, before and after."""
    for forget in (library.levels, library.library):
        forget.cache_clear()
    yield
    for forget in (library.levels, library.library):
        forget.cache_clear()


def test_there_is_native_code_here() -> None:
    assert missing() is None
    assert levels() == tuple(sorted(levels(), reverse=True))


@pytest.mark.usefixtures("fresh")
def test_a_package_that_was_not_compiled_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(library, "_FOLDER", tmp_path)

    assert "compiler" in str(missing())


@pytest.mark.usefixtures("fresh")
def test_a_damaged_library_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    level = levels()[0]
    (tmp_path / "processor.so").write_bytes((library._FOLDER / "processor.so").read_bytes())
    (tmp_path / f"kernels_{level}.so").write_bytes(b"not a library")
    library.levels.cache_clear()
    monkeypatch.setattr(library, "_FOLDER", tmp_path)

    assert str(missing())

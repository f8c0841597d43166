"""What takes native code away, so that solvers compute in XLA."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import real_parts

from ml_tools.models import native


@pytest.fixture
def without_native(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Return what takes native code away until the test ends."""
    if native.missing_native():
        real_parts.missing("native code")

    def take_away() -> None:
        monkeypatch.setattr(native, "kernels", None)
        native.is_native.cache_clear()

    yield take_away
    native.is_native.cache_clear()

"""What the tests of collections share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pyarrow as pa
import pytest

from ml_tools.datasets.collections import StoredCollections, open_collections


@pytest.fixture
async def collections(tmp_path: Path) -> AsyncIterator[StoredCollections]:
    async with open_collections(tmp_path) as opened:
        yield opened


@pytest.fixture
def table() -> pa.Table:
    return pa.table({"a": [1.0, float("nan"), None], "b": ["x", None, "y"], "c": [True, False, True]})


@pytest.fixture
def contents(tmp_path: Path):
    """The files of all contents that are there now, by name."""
    return lambda: sorted(path.name for path in (tmp_path / "contents").rglob("*") if path.is_file())

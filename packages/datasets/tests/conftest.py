"""What the tests of this package share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

import brolly
from brolly.topology.reading import parse


@pytest.fixture
def started(tmp_path: Path) -> Callable[[str], AbstractAsyncContextManager[brolly.Clients]]:
    """Start the application, with further lines of `[applications.datasets.config]`."""

    @asynccontextmanager
    async def started(config: str = "") -> AsyncIterator[brolly.Clients]:
        folder = tmp_path / "datasets"
        text = (
            '[processes.main]\napplications = ["datasets"]\n'
            f"[applications.datasets.config]\nfolder = {str(folder)!r}\n{config}\n"
        )
        async with brolly.System(parse(text, tmp_path / "topology.toml", {}), process="main") as system:
            yield system.client

    return started

"""What the tests of fetchers share."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from ml_tools.datasets.fetchers import ArrowFetchers
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets_interface import StoredFile

LOOPBACK = ("127.0.0.0/8", "::1/128")


def _beside(name: str) -> Any:
    """Import a module of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"fetchers_tests_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
async def server() -> AsyncIterator[Any]:
    """A web server of this machine: `server.answers["/path"] = answer`, `server.asked`, `server.url`."""
    async with _beside("hostile").served() as found:
        yield found


@pytest.fixture
def fetchers(tmp_path: Path) -> Callable[..., ArrowFetchers]:
    """Make fetchers that may reach this machine, with further settings."""

    def fetchers(**settings: Any) -> ArrowFetchers:
        folder = tmp_path / "datasets"
        folder.mkdir(exist_ok=True)
        config = FetchingConfig(**{"allowed_networks": LOOPBACK, "stall_s": 0.3, "attempts": 3, **settings})
        return ArrowFetchers(folder, None, max_file_bytes=2**30, config=config)

    return fetchers


@pytest.fixture
def fetch() -> Callable[..., Any]:
    """Fetch a file to its end, and return it."""

    async def fetch(fetchers: ArrowFetchers, source: Any, **wanted: Any) -> StoredFile:
        progress = [each async for each in fetchers.fetch_file(source=source, **wanted)]
        assert [each.received_bytes for each in progress] == sorted(each.received_bytes for each in progress)
        assert all(each.file is None for each in progress[:-1])
        assert progress[-1].file is not None
        return progress[-1].file

    return fetch

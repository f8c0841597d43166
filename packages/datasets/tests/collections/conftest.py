"""What the tests of collections share: they run over every database and every store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest
import real_parts

import brolly
from ml_tools.datasets.collections import StoredCollections, open_collections
from ml_tools.datasets.config import DatasetsConfig

COMBINATIONS = ("sqlite-folder", "postgresql-folder", "sqlite-s3", "postgresql-s3")
Opens = Callable[..., AbstractAsyncContextManager[StoredCollections]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test of collections over all combinations, or over those that it is marked with."""
    if "combination" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("combinations")
        metafunc.parametrize("combination", marker.args if marker else COMBINATIONS, indirect=True)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "combinations(*names): the databases and stores of a test, if not all")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with real_parts.postgresql() as address:
        yield address


@pytest.fixture(scope="session")
def rclone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real_parts.rclone(tmp_path_factory.mktemp("s3")) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    with real_parts.moto() as endpoint:
        yield endpoint


@pytest.fixture
def combination(request: pytest.FixtureRequest) -> str:
    """Which database and which store, as `sqlite-folder`."""
    return str(request.param)


@pytest.fixture
def config(combination: str, request: pytest.FixtureRequest) -> DatasetsConfig:
    """A configuration for the combination, with a database and a store of its own."""
    database, _, store = combination.partition("-")
    settings: dict[str, Any] = {}
    if database == "postgresql":
        settings["database"] = real_parts.emptied(request.getfixturevalue("postgresql"))
    if store == "s3":
        settings |= s3_settings(request.getfixturevalue("rclone"))
    return DatasetsConfig(**settings)


def s3_settings(endpoint: str) -> dict[str, Any]:
    access, secret = map(brolly.Secret, real_parts.KEYS)
    bucket = f"s3://{real_parts.new_bucket(endpoint)}/below/here"
    return {"store": bucket, "s3_endpoint": endpoint, "s3_access_key": access, "s3_secret_key": secret}


@pytest.fixture
def opens(tmp_path: Path, config: DatasetsConfig) -> Opens:
    """Open collections of the combination, each time the same ones, with other settings when told."""

    def opens(**changed: Any) -> AbstractAsyncContextManager[StoredCollections]:
        return open_collections(tmp_path, msgspec.structs.replace(config, **changed))

    return opens


@pytest.fixture
async def collections(opens: Opens) -> AsyncIterator[StoredCollections]:
    async with opens() as opened:
        yield opened


@pytest.fixture
def table() -> pa.Table:
    return pa.table({"a": [1.0, float("nan"), None], "b": ["x", None, "y"], "c": [True, False, True]})


@pytest.fixture
def contents(tmp_path: Path, config: DatasetsConfig) -> Callable[[], list[str]]:
    """The names of all contents that are in the store now, and of what is being written."""

    def contents() -> list[str]:
        parts = (path for path in (tmp_path / "scratch").rglob("*") if path.is_file() and path.name != "lock")
        waiting = [path.name for path in parts if path.parent.name != "cache"]
        if not config.store:
            return sorted([path.name for path in (tmp_path / "contents").rglob("*.parquet")] + waiting)
        client = real_parts.client(config.s3_endpoint)
        bucket, _, prefix = config.store.removeprefix("s3://").partition("/")
        listed = client.list_objects_v2(Bucket=bucket, Prefix=prefix)
        keys = [item["Key"] for item in listed.get("Contents", [])]
        return sorted([key.rpartition("/")[2] for key in keys if key.endswith(".parquet")] + waiting)

    return contents

"""The application starts by its topology, alone."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import brolly
from brolly.application import discover
from ml_tools.datasets.collections.databases import postgresql
from ml_tools.datasets.collections.stores import location
from ml_tools.datasets.folder import prepared
from ml_tools.datasets_interface import Collections, Fetchers, Ingestions, Profiles


def test_it_is_installed() -> None:
    assert discover()["datasets"]().provides == (Collections, Fetchers, Ingestions, Profiles)


async def test_it_serves_both_contracts_from_its_folder(started, tmp_path: Path) -> None:
    async with started() as clients:
        await clients(Collections).create_collection(pa.table({"a": [1]}), name="one")
        assert (await clients(Fetchers).list_samples()).names

    assert (tmp_path / "datasets" / "collections.sqlite").is_file()


async def test_a_setting_that_it_does_not_know_is_named(started) -> None:
    with pytest.raises(brolly.ConfigurationError, match=r"max_file_byte.*max_file_bytes"):
        async with started("max_file_byte = 1"):
            pass


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(brolly.ConfigurationError, match=r"applications\.datasets\.config\.folder.*'.*file/below'"):
        prepared(str(tmp_path / "file" / "below"))


def test_without_a_folder_the_users_own_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    folder = prepared("")

    assert folder.is_relative_to(tmp_path)
    assert folder.parts[-2:] == ("ml_tools", "datasets")
    assert folder.is_dir()


def test_whoever_reads_a_topology_imports_nothing_heavy() -> None:
    program = "import sys, ml_tools.datasets.application; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert not {"pyarrow", "sqlalchemy", "sklearn", "numpy", "grpc"} & set(loaded)


def test_what_is_not_configured_is_not_imported(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys, pyarrow, pathlib\n"
        "from ml_tools.datasets.collections import open_collections\n"
        "async def main():\n"
        "    for _ in range(2):\n"
        f"        async with open_collections(pathlib.Path({str(tmp_path)!r})) as collections:\n"
        "            await collections.list_collections()\n"
        "asyncio.run(main())\n"
        "print(*sys.modules)\n"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert not {"alembic", "asyncpg", "boto3", "duckdb"} & set(loaded)


@pytest.mark.parametrize(
    ("module", "config", "extra"),
    [
        ("asyncpg", 'database = "postgresql://a@b/c"', "postgresql"),
        ("boto3", 'store = "s3://bucket/prefix"', "s3"),
    ],
)
async def test_a_driver_that_is_not_installed_is_named(started, monkeypatch, module, config, extra) -> None:
    found = importlib.util.find_spec
    for user in (postgresql, location):
        monkeypatch.setattr(user, "find_spec", lambda name: None if name == module else found(name))

    with pytest.raises(brolly.ConfigurationError, match=rf"install ml-tools-datasets\[{extra}\]"):
        async with started(config):
            pass


async def test_secrets_are_taken_from_where_the_topology_says_and_never_shown(started, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("never-shown")
    config = 'database = "postgresql://a@127.0.0.1:9/c"\ndatabase_password = { file = "word" }'

    with pytest.raises(brolly.ConfigurationError, match=r"config\.database: expected a database in") as caught:
        async with started(config):
            pass

    assert "never-shown" not in str(caught.value)

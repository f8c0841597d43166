"""The S3 store against real servers: parts, connections that break, wrong keys, and its cache."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import socketserver
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest
import real_parts

import brolly
from ml_tools.datasets.collections import open_collections
from ml_tools.datasets.collections.contents import name_of
from ml_tools.datasets.collections.stores import s3
from ml_tools.datasets.collections.stores.cache import Cache
from ml_tools.datasets.collections.stores.location import location
from ml_tools.datasets.config import DatasetsConfig

BIG = os.urandom(6 * 1024**2)


@pytest.fixture(params=["rclone", "moto"])
def config(request: pytest.FixtureRequest) -> DatasetsConfig:
    endpoint = request.getfixturevalue(request.param)
    access, secret = map(brolly.Secret, real_parts.KEYS)
    bucket = f"s3://{real_parts.new_bucket(endpoint)}/prefix/"
    return DatasetsConfig(store=bucket, s3_endpoint=endpoint, s3_access_key=access, s3_secret_key=secret)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "big"
    file.write_bytes(BIG)
    return file


@pytest.fixture
def store_at(tmp_path: Path, config: DatasetsConfig) -> Callable[..., s3.S3Store]:
    def store_at(**changed: Any) -> s3.S3Store:
        folder = tmp_path / f"cache{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return s3.S3Store(location(msgspec.structs.replace(config, **changed)), Cache(folder, 10**9))

    return store_at


def name_for(content: bytes) -> str:
    return name_of(hashlib.sha256(content).hexdigest(), "0" * 16)


def test_large_contents_go_in_parts_and_come_back(store_at, file, tmp_path, monkeypatch):
    monkeypatch.setattr(s3, "_PART_BYTES", 5 * 1024**2)
    name = name_for(BIG)

    store_at().put(name, file)
    store_at().get(name, tmp_path / "back")

    assert (tmp_path / "back").read_bytes() == BIG
    assert list(store_at().names()) == [[name]] or [[name], []]
    store_at().remove([name])
    with pytest.raises(FileNotFoundError):
        store_at().get(name, tmp_path / "gone")


def test_an_upload_that_was_left_half_done_is_listed_and_removed(store_at, config):
    client, name = real_parts.client(config.s3_endpoint), name_for(BIG)
    bucket = config.store.split("/")[2]
    client.create_multipart_upload(Bucket=bucket, Key=f"prefix/{name}")
    ((half,),) = store_at().halves()
    assert half.name == name

    store_at().drop(half)

    assert not [one for page in store_at().halves() for one in page]
    store_at().drop(half)  # which has ended


async def test_what_a_killed_writer_began_is_given_up_though_another_put_the_same_contents(
    config, tmp_path, monkeypatch
):
    def begun() -> list[s3.Half]:
        return [half for page in collections._writer._contents.halves() for half in page]

    client, bucket = real_parts.client(config.s3_endpoint), config.store.split("/")[2]
    async with open_collections(tmp_path, config) as collections:
        await collections.create_collection(pa.table({"a": [1]}), name="one")
        ((name,),) = [page for page in collections._writer._contents.names() if page]
        client.create_multipart_upload(Bucket=bucket, Key=f"prefix/{name}")
        kept = collections._writer._contents.put

        def put(*arguments: Any) -> None:
            asyncio.run_coroutine_threadsafe(collections.collect_garbage(), loop).result()
            assert len(begun()) == 1  # as this one may be the writer who began it
            kept(*arguments)

        loop = asyncio.get_running_loop()
        with monkeypatch.context() as patch:
            patch.setattr(collections._writer._contents, "put", put)
            await collections.create_collection(pa.table({"a": [1]}), name="two")
        assert len(begun()) == 1

        await collections.collect_garbage()

        assert begun() == []
        assert (await collections.read_collection("two")).table.to_pydict() == {"a": [1]}


def test_contents_that_were_changed_are_found_out(store_at, config, tmp_path):
    name, bucket = name_for(BIG), config.store.split("/")[2]
    real_parts.client(config.s3_endpoint).put_object(Bucket=bucket, Key=f"prefix/{name}", Body=BIG[:-1] + b"x")

    with pytest.raises(ValueError, match="not what was written"):
        store_at().get(name, tmp_path / "back")

    assert not (tmp_path / "back").exists()


class Cutting(socketserver.ThreadingTCPServer):
    """A way to the server on which each of the first connections breaks after so many bytes of answers."""

    daemon_threads = True

    def __init__(self, endpoint: str, cuts: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Broken)
        host, _, port = endpoint.removeprefix("http://").partition(":")
        self.target = (host, int(port))
        self.cuts = cuts
        self.address = f"http://127.0.0.1:{self.server_address[1]}"


class Broken(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        left = self.server.cuts.pop(0) if self.server.cuts else sys.maxsize
        with socket.create_connection(self.server.target) as server:
            threading.Thread(target=copy, args=(self.request, server, sys.maxsize), daemon=True).start()
            copy(server, self.request, left)


def copy(source: socket.socket, target: socket.socket, left: int) -> None:
    with suppress(OSError):
        while left > 0 and (block := source.recv(min(65536, left))):
            left -= len(block)
            target.sendall(block)


@pytest.fixture
def cutting(config: DatasetsConfig) -> Iterator[Callable[..., Cutting]]:
    with ExitStack() as stack:

        def cutting(*cuts: int) -> Cutting:
            proxy = stack.enter_context(Cutting(config.s3_endpoint, list(cuts)))
            threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(proxy.shutdown)
            return proxy

        yield cutting


def test_a_connection_that_breaks_is_taken_up_where_it_broke(store_at, file, tmp_path, cutting):
    name = name_for(BIG)
    store_at().put(name, file)
    proxy = cutting(2_000_000, 1_000_000)

    store_at(s3_endpoint=proxy.address).get(name, tmp_path / "back")

    assert (tmp_path / "back").read_bytes() == BIG
    assert proxy.cuts == []


def test_connections_that_always_break_are_unavailable(store_at, file, tmp_path, cutting):
    name = name_for(BIG)
    store_at().put(name, file)

    with pytest.raises(brolly.Unavailable, match="the store of contents cannot be used"):
        store_at(s3_endpoint=cutting(*[100_000] * 20).address).get(name, tmp_path / "back")

    assert not (tmp_path / "back").exists()


def test_the_cache_keeps_what_was_used_last_and_no_more_than_its_size(tmp_path):
    cache, fetched = Cache(tmp_path, 250), list[str]()

    def fetch(name: str, file: Path) -> None:
        fetched.append(name)
        file.write_bytes(name.encode() * 100)

    for at, name in enumerate(("a", "b", "a", "c", "a", "b")):
        cache.link(name, tmp_path / f"out{at}", fetch)
        assert (tmp_path / f"out{at}").read_bytes() == name.encode() * 100

    assert fetched == ["a", "b", "c", "b"]
    assert len([path for path in tmp_path.iterdir() if not path.name.startswith("out")]) == 2


@asynccontextmanager
async def opened(tmp_path: Path, config: DatasetsConfig, **changed: Any) -> AsyncIterator[Any]:
    async with open_collections(tmp_path, msgspec.structs.replace(config, **changed)) as collections:
        yield collections


@pytest.mark.parametrize("config", ["rclone"], indirect=True)
async def test_a_store_that_cannot_be_used_is_told_at_the_start(config, tmp_path):
    for said, changed in (
        (r"config\.store: .*check address, credentials", {"s3_secret_key": brolly.Secret("wrong")}),
        (r"config\.store: .*check address, credentials", {"s3_endpoint": "http://127.0.0.1:9"}),
        (r"config\.store: expected s3://BUCKET/PREFIX, got 'gs://x'", {"store": "gs://x"}),
        (r"config\.s3_endpoint: expected https://HOST:PORT, got 'host'", {"s3_endpoint": "user:word@host"}),
        (r"config\.s3_access_key: expected both", {"s3_secret_key": None}),
    ):
        with pytest.raises(brolly.ConfigurationError, match=said):
            async with opened(tmp_path, config, **changed):
                pass


@pytest.mark.parametrize("config", ["rclone"], indirect=True)
async def test_a_store_that_goes_away_is_unavailable_and_is_used_again_when_it_is_back(config, tmp_path):
    table = pa.table({"n": [1]})
    async with opened(tmp_path, config, cache_bytes=0) as collections:
        await collections.create_collection(table, name="one")
        store, collections._writer._contents._client = collections._writer._contents._client, _gone()
        for call in (collections.read_collection("one"), collections.create_collection(table, name="two")):
            with pytest.raises(brolly.Unavailable, match="the store of contents cannot be used"):
                await call

        collections._writer._contents._client = store
        await collections.create_collection(table, name="two")
        assert (await collections.read_collection("one")).table == table


def _gone() -> Any:
    import boto3
    from botocore.config import Config

    fast = Config(retries={"total_max_attempts": 1}, connect_timeout=1)
    session = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1")
    return session.client("s3", endpoint_url="http://127.0.0.1:9", config=fast)


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("mysql://a@b/c", "expected postgresql://USER@HOST:PORT/NAME; write it so"),
        ("postgresql://a:secret@b/c", "without a password; leave it out, and set database_password"),
        ("postgresql://a@127.0.0.1:9/c", "expected a database in 'postgresql://a@127.0.0.1:9/c': "),
    ],
)
async def test_a_database_that_cannot_be_used_is_told_at_the_start(tmp_path, database, said):
    with pytest.raises(brolly.ConfigurationError, match=rf"config\.database: .*{said}") as caught:
        async with opened(tmp_path, DatasetsConfig(database=database)):
            pass
    assert "secret" not in str(caught.value)

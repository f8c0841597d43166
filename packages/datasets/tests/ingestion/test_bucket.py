"""The objects of a bucket become records, each object once, found by listing; from real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import real_parts

import brolly
from ml_tools.datasets.fetchers import BucketObjects
from ml_tools.datasets.fetchers.stored_files import StoredFiles
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets_interface import BucketSource, IngestionSettings, ParseOptions

ALLOWED = ("127.0.0.0/8",)


def settings(endpoint: str) -> dict[str, Any]:
    keys = {"s3_access_key": real_parts.KEYS[0], "s3_secret_key": brolly.Secret(real_parts.KEYS[1])}
    return {"allowed_networks": ALLOWED, "s3_endpoint": endpoint, "attempts": 1, **keys}


@pytest.fixture(scope="module")
def rclone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real_parts.rclone(tmp_path_factory.mktemp("buckets")) as address:
        yield address


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    with real_parts.moto() as address:
        yield address


@pytest.fixture(params=["rclone", "moto"])
def endpoint(request: pytest.FixtureRequest) -> str:
    """A server that checks signatures and keeps real files, or one with conditional reads."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def bucket(endpoint: str) -> str:
    return real_parts.new_bucket(endpoint)


async def test_new_and_changed_objects_are_read_once(
    opens: Any, quick: Any, published: Any, endpoint: str, bucket: str
) -> None:
    def put(key: str, text: str) -> str:
        return client.put_object(Bucket=bucket, Key=key, Body=text.encode())["ETag"].strip('"')

    client = real_parts.client(endpoint)
    first = put("events/a b+ü&<.jsonl", '{"n": 1}\n{"n": 2}\n')
    csv = put("events/below/b.csv", "n,m\n3,4\n")
    put("events/c.txt", "no table")
    put("other/d.jsonl", '{"n": 9}\n')
    source = BucketSource(bucket=bucket, prefix="events/")
    async with opens(**settings(endpoint)) as (collections, ingestions):
        await ingestions.start_ingestion("events", source=source, collection="rooms", settings=quick)
        await published(ingestions, "events", 3)
        second = put("events/a b+ü&<.jsonl", '{"n": 5}\n')
        await published(ingestions, "events", 4)
        put("events/a b+ü&<.jsonl", '{"n": 1}\n{"n": 2}\n')
        told = await published(ingestions, "events", 4)
    async with opens(**settings(endpoint)) as (collections, ingestions):
        put("events/e.jsonl", '{"n": 6}\n')
        await published(ingestions, "events", 5)
        rows = (await collections.read_collection("rooms")).table.to_pylist()

    assert told.dead_letters == 0
    keys = {row["record_key"]: row["n"] for row in rows}
    assert {key: keys[key] for key in keys if "e.jsonl" not in key} == {
        f"events/a b+ü&<.jsonl@{first}:1": 1,
        f"events/a b+ü&<.jsonl@{first}:2": 2,
        f"events/a b+ü&<.jsonl@{second}:1": 5,
        f"events/below/b.csv@{csv}:1": 3,
    }


async def test_a_list_of_many_pages_is_read_to_its_end(
    opens: Any, published: Any, moto: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ml_tools.datasets.fetchers import buckets

    monkeypatch.setattr(buckets, "_PAGE_KEYS", 3)
    bucket, client = real_parts.new_bucket(moto), real_parts.client(moto)
    for number in range(10):
        client.put_object(Bucket=bucket, Key=f"{number}.json", Body=f'[{{"n": {number}}}]'.encode())
    one_by_one = IngestionSettings(batch_s=0.005, publish_s=0.05, poll_s=0.05, max_in_flight=1)
    async with opens(**settings(moto)) as (collections, ingestions):
        source = BucketSource(bucket=bucket)
        await ingestions.start_ingestion("many", source=source, collection="rooms", settings=one_by_one)
        await published(ingestions, "many", 10)
        assert sorted((await collections.read_collection("rooms")).table["n"].to_pylist()) == list(range(10))


async def test_every_version_of_an_object_is_read(
    opens: Any, quick: Any, published: Any, moto: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ml_tools.datasets.fetchers import buckets

    monkeypatch.setattr(buckets, "_PAGE_KEYS", 2)
    bucket, client = real_parts.new_bucket(moto), real_parts.client(moto)
    client.put_object(Bucket=bucket, Key="b.jsonl", Body=b'{"n": 0}')  # which has no version
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    versions = [
        client.put_object(Bucket=bucket, Key=key, Body=b'{"n": %d}' % number)["VersionId"]
        for number, key in enumerate(("a b.jsonl", "a b.jsonl", "c.jsonl", "c.jsonl", "c.jsonl"), 1)
    ]
    source = BucketSource(bucket=bucket, every_version=True)
    async with opens(**settings(moto)) as (collections, ingestions):
        await ingestions.start_ingestion("events", source=source, collection="rooms", settings=quick)
        await published(ingestions, "events", 6)
        client.put_object(Bucket=bucket, Key="c.jsonl", Body=b'{"n": 5}')
        told = await published(ingestions, "events", 7)
        rows = (await collections.read_collection("rooms")).table.to_pylist()

    assert told.repeated == 0
    assert sorted(row["n"] for row in rows) == [0, 1, 2, 3, 4, 5, 5]
    keys = {row["record_key"]: row["n"] for row in rows}
    assert [keys[f"a b.jsonl@{version}:1"] for version in versions[:2]] == [1, 2]


async def test_what_cannot_be_read_for_now_is_told_and_read_later(
    opens: Any, quick: Any, published: Any, until: Any, moto: str
) -> None:
    bucket, source = "comes-later", BucketSource(bucket="comes-later", options=ParseOptions(format="csv"))
    async with opens(**settings(moto)) as (_, ingestions):
        await ingestions.start_ingestion("events", source=source, collection="rooms", settings=quick)

        async def troubled() -> bool:
            return "s3://comes-later/" in ((await ingestions.get_ingestion("events")).trouble or "")

        await until(troubled)
        real_parts.client(moto).create_bucket(Bucket=bucket)
        real_parts.client(moto).put_object(Bucket=bucket, Key="a", Body=b"n,m\n1,2\n")
        told = await published(ingestions, "events", 1)

    assert told.retries > 0


async def test_an_object_is_read_as_it_was_listed_or_not_at_all(tmp_path: Path, endpoint: str, bucket: str) -> None:
    client = real_parts.client(endpoint)
    client.put_object(Bucket=bucket, Key="a.csv", Body=b"n\n1\n")
    objects = BucketObjects(tmp_path, FetchingConfig(**settings(endpoint)), bucket=bucket, prefix="", region=None)
    (listed,) = [one async for page in objects.pages() for one in page]
    async with objects.opened(listed) as file:
        assert file.read() == b"n\n1\n"
        with pytest.raises(brolly.Aborted, match="is being fetched already"):
            async with objects.opened(listed):
                pass
    client.put_object(Bucket=bucket, Key="a.csv", Body=b"n\n2\n")

    with pytest.raises(brolly.Aborted, match="has changed since it was listed"):
        async with objects.opened(listed):
            pass
    (listed,) = [one async for page in objects.pages() for one in page]
    async with objects.opened(listed) as file:
        assert file.read() == b"n\n2\n"
    assert not list((tmp_path / "fetched" / "parts").iterdir())


async def test_a_bucket_that_is_inside_is_refused_unless_it_is_allowed(
    opens: Any, quick: Any, until: Any, moto: str
) -> None:
    inside = settings(moto) | {"allowed_networks": ()}
    async with opens(**inside) as (_, ingestions):
        source = BucketSource(bucket=real_parts.new_bucket(moto))
        await ingestions.start_ingestion("events", source=source, collection="rooms", settings=quick)

        async def refused() -> bool:
            return "expected a public address" in ((await ingestions.get_ingestion("events")).trouble or "")

        await until(refused)


async def test_a_bucket_that_cannot_be_is_refused(opens: Any) -> None:
    async with opens() as (_, ingestions):
        for source, field in (
            (BucketSource(bucket="NO"), "bucket"),
            (BucketSource(bucket="good", prefix="x" * 1025), "prefix"),
            (BucketSource(bucket="good", region="not a region"), "region"),
        ):
            with pytest.raises(brolly.InvalidArgument, match=rf"source\.{field}: expected"):
                await ingestions.start_ingestion("one", source=source, collection="rooms")


async def test_what_a_killed_process_left_of_an_object_that_was_read_is_removed(
    opens: Any, quick: Any, published: Any, until: Any, endpoint: str, bucket: str, tmp_path: Path
) -> None:
    real_parts.client(endpoint).put_object(Bucket=bucket, Key="a.jsonl", Body=b'{"n": 1}\n')
    parts = tmp_path / "fetched" / "parts"
    async with opens(**settings(endpoint)) as (_, ingestions):
        await ingestions.start_ingestion(
            "events", source=BucketSource(bucket=bucket), collection="rooms", settings=quick
        )
        await published(ingestions, "events", 1)
    left = StoredFiles(tmp_path, max_bytes=2**20)
    with left.part(f"object s3://{bucket}/a.jsonl?versionId=") as part, left.part("object of another") as other:
        for each in (part, other):
            each.append([b"{"])
            each.note({"validator": "x"})

    async def forgotten() -> bool:
        return sorted(parts.glob("*")) == sorted([other.path, other.path.with_suffix(".json")])

    async with opens(**settings(endpoint)):
        await until(forgotten)

"""What is ingested under load: records that are pushed, and files that arrive in a folder or a bucket.

What a record holds follows from its key, so that it can be told later whether it was kept as it came. Each seventh row
of a file cannot be read.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Final, Protocol

import msgspec

from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets_interface import BucketSource, FolderSource, IngestionSettings, PushedRecord

__all__ = [
    "COLLECTION",
    "INGESTION",
    "KINDS",
    "SETTINGS",
    "Arrivals",
    "Arrived",
    "arrivals",
    "arrivals_of",
    "record_of",
    "value_of",
]

COLLECTION: Final = "ingested"
INGESTION: Final = "arrivals"
KINDS: Final = ("csv", "jsonl")
SETTINGS: Final = IngestionSettings(batch_size=20, batch_s=0.005, publish_s=0.3, publish_records=200, poll_s=0.2)
_PREFIX: Final = "arrivals/"


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is there."""

    name: str
    mark: str
    """What the ingestion tells it from a later one of its name by; empty where that is for the place to know."""
    origin: str
    rows: int

    @property
    def good(self) -> list[str]:
        """The keys of the rows that can be read."""
        return [f"{self.origin}:{row}" for row in range(1, self.rows + 1) if row % 7]

    @property
    def bad(self) -> list[str]:
        """The origins of the others."""
        return [f"{self.origin}:{row}" for row in range(1, self.rows + 1) if not row % 7]


class Arrivals(Protocol):
    """Where files arrive."""

    @property
    def source(self) -> FolderSource | BucketSource:
        """What is ingested."""
        ...

    def add(self, name: str, rows: int) -> None:
        """Let a file arrive, as a whole."""
        ...

    def all(self) -> list[Arrived]:
        """Return the files that arrived."""
        ...


def record_of(key: str) -> PushedRecord:
    """Return a record of a key."""
    return PushedRecord(payload=json.dumps({"id": key, "value": value_of(key)}), key=key)


def value_of(id_: str) -> int:
    """Return what a record holds whose id is that."""
    return zlib.crc32(id_.encode())


def arrivals_of(folder: Path) -> Path:
    """Return the folder that files arrive in."""
    return folder / "arrivals"


def arrivals(folder: Path, config: DatasetsConfig) -> Arrivals:
    """Return where files arrive: a bucket where contents are in one, else a folder."""
    if config.store:
        bucket = config.store.removeprefix("s3://").partition("/")[0]
        return _BucketArrivals(config.s3_endpoint, f"{bucket}-arrivals")
    return _FolderArrivals(arrivals_of(folder))


class _FolderArrivals:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self.source = FolderSource(path=str(folder))

    def add(self, name: str, rows: int) -> None:
        part = self._folder / f"{name}.part"
        part.write_text(_text(name, rows))
        part.rename(self._folder / name)

    def all(self) -> list[Arrived]:
        files = [path for path in self._folder.iterdir() if path.suffix != ".part"]
        texts = {path.name: path.read_text() for path in files}
        return [Arrived(name=name, mark="", origin=name, rows=_rows(name, text)) for name, text in texts.items()]


class _BucketArrivals:
    def __init__(self, endpoint: str, bucket: str) -> None:
        import real_parts

        self._client = real_parts.client(endpoint)
        self._bucket = bucket
        self.source = BucketSource(bucket=bucket, prefix=_PREFIX)

    def add(self, name: str, rows: int) -> None:
        self._client.put_object(Bucket=self._bucket, Key=_PREFIX + name, Body=_text(name, rows).encode())

    def all(self) -> list[Arrived]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=_PREFIX)
        return [self._arrived(item) for page in pages for item in page.get("Contents", [])]

    def _arrived(self, item: dict[str, str]) -> Arrived:
        key, etag = item["Key"], item["ETag"].strip('"')
        text = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read().decode()
        return Arrived(name=key, mark=etag, origin=f"{key}@{etag}", rows=_rows(key, text))


def _text(name: str, rows: int) -> str:
    ids = [f"{name}-{row}" for row in range(1, rows + 1)]
    if name.endswith(".csv"):
        lines = [f"{one},{value_of(one)}" if row % 7 else f"{one},1,2,3" for row, one in enumerate(ids, 1)]
        return "\n".join(["id,value", *lines]) + "\n"
    lines = [json.dumps({"id": one, "value": value_of(one)}) if row % 7 else "[1]" for row, one in enumerate(ids, 1)]
    return "\n".join(lines) + "\n"


def _rows(name: str, text: str) -> int:
    return text.count("\n") - name.endswith(".csv")

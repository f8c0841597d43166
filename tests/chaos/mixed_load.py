"""The mixed load of one process, and what is known of it: what it was told is done stands in its output.

Each load runs by itself, forever, on collections that no other process names. Before anything that may undo what was
acknowledged, it says so: a process may be killed between the deed and its telling. Another load is one more coroutine
in `LOADS`, with what it says checked in `checks.py`.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from arrivals import INGESTION, KINDS, Arrivals, arrivals, arrivals_of, record_of

import brolly
from ml_tools.datasets.collections import StoredCollections, open_collections
from ml_tools.datasets.collections.stores import s3
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets.ingestion import StoredIngestions, open_ingestions
from ml_tools.datasets.ingestion_config import IngestionConfig
from ml_tools.datasets_interface import Collection


class Services(msgspec.Struct, frozen=True, kw_only=True):
    """What is under load."""

    collections: StoredCollections
    ingestions: StoredIngestions
    arrivals: Arrivals


Say = Callable[..., None]
Load = Callable[[Services, str, random.Random, Say], Coroutine[Any, Any, None]]


def table_of(number: int) -> pa.Table:
    """Return contents that a number stands for; the same ones from time to time, in whatever process."""
    return pa.table({"n": [number % 40] * 2000 + list(range(number % 40, 3000))})


def config_of(folder: Path, settings: dict[str, Any]) -> DatasetsConfig:
    """Return a configuration from JSON, whose secrets are in clear: they are of a server of the test."""
    secrets = {key: brolly.Secret(settings[key]) for key in settings if key.endswith("_key")}
    config = DatasetsConfig(**settings | secrets)
    fetching = FetchingConfig(
        local_folders=(str(arrivals_of(folder)),),
        allowed_networks=("127.0.0.0/8",),
        s3_endpoint=config.s3_endpoint,
        s3_access_key=settings.get("s3_access_key", ""),
        s3_secret_key=config.s3_secret_key,
    )
    return msgspec.structs.replace(config, fetching=fetching, ingestion=IngestionConfig(settle_s=0.0))


@asynccontextmanager
async def opened(folder: Path, config: DatasetsConfig) -> AsyncGenerator[Services]:
    """Open everything as the application does; the ingestion runs in each process that opens it."""
    async with (
        open_collections(folder, config) as collections,
        open_ingestions(collections, collections.database, folder, config) as ingestions,
    ):
        yield Services(collections=collections, ingestions=ingestions, arrivals=arrivals(folder, config))


async def writes(services: Services, prefix: str, chance: random.Random, say: Say) -> None:
    """Create collections and add versions to them."""

    def told(made: Collection, number: int) -> None:
        say("kept", name=made.name, version=made.version, sha256=made.sha256, number=number)

    for at in range(sys.maxsize):
        number = chance.randrange(1000)
        name = f"{prefix}-w{at}"
        told(await services.collections.create_collection(table_of(number), name=name), number)
        for _ in range(chance.randrange(4)):
            number = chance.randrange(1000)
            told(await services.collections.update_collection(table_of(number), name=name), number)


async def deletes(services: Services, prefix: str, chance: random.Random, say: Say) -> None:
    """Create collections of contents that others have, and delete or restore them."""
    for at in range(sys.maxsize):
        number, name = chance.randrange(1000), f"{prefix}-d{at}"
        made = await services.collections.create_collection(table_of(number), name=name)
        say("kept", name=name, version=1, sha256=made.sha256, number=number)
        permanently = chance.random() < 0.7
        say("deleting", name=name)
        await services.collections.delete_collection(name, permanently=permanently)
        say("deleted", name=name)
        if not permanently and chance.random() < 0.5:
            say("restoring", name=name)
            await services.collections.restore_collection(name)
            say("kept", name=name, version=1, sha256=made.sha256, number=number)


async def garbage(services: Services, prefix: str, chance: random.Random, say: Say) -> None:
    """Collect garbage all the time."""
    while True:
        await services.collections.collect_garbage()
        await asyncio.sleep(chance.random() * 0.2)


async def reads(services: Services, prefix: str, chance: random.Random, say: Say) -> None:
    """Read whatever is there, as long as it is."""
    while True:
        for one in (await services.collections.list_collections(page_size=20)).collections:
            try:
                await services.collections.read_collection(one.name, version=one.version)
            except brolly.NotFound:
                continue


async def ingests(services: Services, prefix: str, chance: random.Random, say: Say) -> None:
    """Push records, one of which comes again, and let files arrive."""
    for at in range(sys.maxsize):
        await asyncio.sleep(chance.random() * 0.05)
        if chance.random() < 0.3:
            kind = chance.choice(KINDS)
            await asyncio.to_thread(services.arrivals.add, f"{prefix}-{at}.{kind}", chance.randrange(1, 40))
            continue
        keys = [f"{prefix}-{at}-{number}" for number in range(chance.randrange(1, 20))]
        say("pushing", keys=keys)
        await services.ingestions.push_records(INGESTION, records=tuple(record_of(key) for key in [*keys, keys[0]]))
        say("pushed", keys=keys)


LOADS: tuple[Load, ...] = (writes, deletes, garbage, reads, ingests)


async def repeated(load: Load, services: Services, prefix: str, say: Say) -> None:
    """Run a load; where this process was too slow for its lease, which on a busy machine is no error, begin it anew."""
    for attempt in range(sys.maxsize):
        with suppress(brolly.Aborted):
            own = f"{prefix}-{attempt}"
            await load(services, own, random.Random(f"{own}{load.__name__}"), say)


async def main(folder: str, settings: str, prefix: str) -> None:
    def say(what: str, **about: Any) -> None:
        sys.stdout.write(json.dumps({"what": what, **about}) + "\n")
        sys.stdout.flush()

    s3._PART_BYTES = 20_000  # so that small contents are put in parts
    config = msgspec.structs.replace(config_of(Path(folder), json.loads(settings)), lease_s=2.0)
    async with opened(Path(folder), config) as services:
        say("ready")
        await asyncio.gather(*(repeated(load, services, prefix, say) for load in LOADS))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

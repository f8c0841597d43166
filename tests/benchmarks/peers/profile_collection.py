"""Makes a collection of so many rows, or profiles it: `profile_collection.py create|profile FOLDER ROWS`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa

import brolly
from brolly.topology.reading import parse
from ml_tools.datasets_interface import Collections, Profiles

NAME = "houses"
BLOCK_ROWS = 500_000
TOWNS = pa.array(["Rome", "Oslo", "Paris", "New York", "Sao Paulo"])
TOPOLOGY = """
[processes.main]
applications = ["datasets"]
[applications.datasets.config]
folder = {folder!r}
"""


async def main(what: str, folder: str, rows: int) -> None:
    async with brolly.System(parse(TOPOLOGY.format(folder=folder), Path("profile.toml")), process="main") as system:
        if what == "create":
            await system.client(Collections).create_collection(houses(rows), name=NAME)
            return
        started = perf_counter()
        profile = await system.client(Profiles).profile_collection(NAME)
        seconds = perf_counter() - started
    if (profile.row_count, len(profile.columns)) != (rows, 10):
        raise RuntimeError(f"expected {rows} rows of 10 columns, got {profile.row_count} of {len(profile.columns)}")
    print(json.dumps({"seconds": seconds}))


def houses(rows: int) -> pa.Table:
    drawn = np.random.default_rng(0)
    return pa.concat_tables(block(drawn, begin, min(BLOCK_ROWS, rows - begin)) for begin in range(0, rows, BLOCK_ROWS))


def block(drawn: np.random.Generator, begin: int, size: int) -> pa.Table:
    return pa.table(
        {
            "id": np.arange(begin, begin + size),
            "latitude": drawn.normal(size=size),
            "longitude": drawn.normal(size=size),
            "rooms": drawn.integers(1, 12, size),
            "area": pa.array(drawn.exponential(100, size), mask=drawn.random(size) < 0.05),
            "income": drawn.normal(50_000, 20_000, size).round(2),
            "town": TOWNS.take(pa.array(drawn.integers(0, len(TOWNS), size))),
            "sold": pa.array(drawn.integers(10_000, 20_000, size).astype(np.int32)).cast(pa.date32()),
            "new": drawn.random(size) < 0.1,
            "price": drawn.normal(size=size) * 1e5,
        }
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))

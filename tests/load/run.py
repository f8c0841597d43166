"""Many clients read and write collections at once; it prints latencies and memory, and fails on unexpected errors.

run.py [--clients 64] [--seconds 120] [COMBINATION ...]        for `make load`
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pyarrow as pa

import brolly
from brolly import Topology
from brolly.launcher import launched
from brolly.topology.reading import parse
from ml_tools.datasets_interface import Collections, Comparison, Filter, Operator, SortKey

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "parts")]

import real_parts  # noqa: E402

COMBINATIONS = ("sqlite-folder", "postgresql-s3")
ABOVE = Filter(condition=Comparison(column="x", operator=Operator.GREATER, number=0.5))
TOPOLOGY = """
[processes.client]
[processes.server]
applications = ["datasets"]
[applications.datasets]
limits = {{ size = 16, queue = 40 }}
[applications.datasets.config]
folder = {folder!r}
collect_interval_s = 5.0
restore_s = 10.0
max_bytes = 200_000_000
"""


class Measured:
    """How long calls took, by what they were, and which errors they ended with."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.full = 0
        self.errors: Counter[str] = Counter()

    async def call(self, what: str, call: Any) -> None:
        start = time.perf_counter()
        try:
            await call
        except brolly.ResourceExhausted:
            self.full += 1
            await asyncio.sleep(0.02)
        except brolly.Error as error:
            self.errors[f"{what}: {type(error).__name__}: {error}"] += 1
        else:
            self.seconds.setdefault(what, []).append(time.perf_counter() - start)

    def lines(self) -> list[str]:
        return [
            f"  {what:<8}{len(took):>8} calls   p50 {np.percentile(took, 50) * 1000:7.1f} ms"
            f"   p99 {np.percentile(took, 99) * 1000:7.1f} ms   most {max(took) * 1000:7.1f} ms"
            for what, took in sorted(self.seconds.items())
        ]


async def client(collections: Collections, number: int, measured: Measured, end: float) -> None:
    """Read what all share, and write what is its own, until the time is out."""
    chance = random.Random(number)
    at = 0
    while time.monotonic() < end:
        table = pa.table({"x": np.random.default_rng(chance.randrange(2**32)).random(5_000)})
        name = f"own-{number}-{at % 3}"
        sort = (SortKey(column="x"),)
        shared = f"shared-{chance.randrange(4)}"
        what = chance.choices(("read", "select", "query", "write"), (6, 3, 1, 3))[0]
        match what:
            case "read":
                await measured.call(what, collections.read_collection(shared))
            case "select":
                call = collections.read_collection(shared, filter=ABOVE, sort=sort, limit=100)
                await measured.call(what, call)
            case "query":
                sql = f'SELECT avg(x) FROM "{shared}" WHERE x > {number / 64}'
                await measured.call(what, drained(collections, sql))
            case _:
                at += 1
                await measured.call(what, written(collections, table, name))


async def drained(collections: Collections, sql: str) -> None:
    async for _ in collections.query_collections(sql):
        pass


async def written(collections: Collections, table: pa.Table, name: str) -> None:
    try:
        await collections.update_collection(table, name=name)
    except brolly.NotFound:
        await collections.create_collection(table, name=name)
        return
    if (await collections.get_collection(name)).version > 5:
        await collections.delete_collection(name, permanently=hash(name) % 2 == 0)


async def sampled(memory: list[float], end: float) -> None:
    """Keep how much memory the server has, in MB."""
    (server,) = [one for one in psutil.Process().children(recursive=True) if "server" in one.cmdline()]
    while time.monotonic() < end:
        memory.append(server.memory_info().rss / 1e6)
        await asyncio.sleep(0.25)


def run(combination: str, clients: int, seconds: float) -> None:
    """Put one kind of store under load."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="load-")))
        file = folder / "topology.toml"
        file.write_text(TOPOLOGY.format(folder=str(folder / "datasets")) + settings_of(combination, stack))
        measured, memory = asyncio.run(loaded(parse(file.read_text(), file), folder, clients, seconds))
    half, last = memory[len(memory) // 4 : len(memory) // 2], memory[-len(memory) // 4 :]
    print(f"{combination}: {clients} clients, {seconds:.0f} s, {measured.full} calls refused by a full limit")
    print(*measured.lines(), sep="\n")
    print(f"  memory of the server: {max(half):.0f} MB by half of the time, {max(last):.0f} MB at the end", flush=True)
    assert not measured.errors, measured.errors.most_common(5)
    assert measured.seconds, "no call came through"
    if seconds >= 60:
        assert max(last) < 1.25 * max(half) + 50, "memory grows"


async def loaded(topology: Topology, folder: Path, clients: int, seconds: float) -> tuple[Measured, list[float]]:
    """Run the server and the clients; return what was measured, and the memory of the server over time."""
    measured, memory = Measured(), list[float]()
    async with launched(topology, run=folder), brolly.System(topology, process="client", run=folder) as system:
        collections = system.client(Collections)
        for number in range(4):
            table = pa.table({"x": np.random.default_rng(number).random(100_000)})
            await collections.create_collection(table, name=f"shared-{number}")
        end = time.monotonic() + seconds
        works = (client(collections, number, measured, end) for number in range(clients))
        await asyncio.gather(sampled(memory, end), *works)
    return measured, memory


def settings_of(combination: str, stack: ExitStack) -> str:
    """Start the real parts of a combination, and return the lines that configure them."""
    lines = ""
    if combination.startswith("postgresql"):
        lines += f'database = "{stack.enter_context(real_parts.postgresql())}"\n'
    if combination.endswith("s3"):
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="s3-"))
        endpoint = stack.enter_context(real_parts.rclone(Path(folder)))
        lines += f'store = "s3://{real_parts.new_bucket(endpoint)}"\ns3_endpoint = "{endpoint}"\n'
        for key, value in zip(("access", "secret"), real_parts.KEYS, strict=True):
            (Path(folder) / key).write_text(value)
            lines += f's3_{key}_key = {{ file = "{folder}/{key}" }}\n'
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description="Let many clients read and write collections at once.")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("combinations", nargs="*", default=COMBINATIONS)
    asked = parser.parse_args()
    for combination in asked.combinations:
        run(combination, asked.clients, asked.seconds)


if __name__ == "__main__":
    main()

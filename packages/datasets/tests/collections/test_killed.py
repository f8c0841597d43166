"""A writer that is killed at any moment loses no version that it was told of, and leaves none that cannot be read."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from ml_tools.datasets.collections import open_collections

KILLS = 8
WRITER = """
import asyncio, sys
from pathlib import Path
import pyarrow as pa
from ml_tools.datasets.collections import open_collections

async def main(folder, name):
    async with open_collections(Path(folder)) as collections:
        version = (await collections.create_collection(pa.table({"n": [0]}), name=name)).version
        print(name, version, flush=True)
        while True:
            table = pa.table({"n": [version + 1] * 20_000 + list(range(1000))})
            await collections.create_collection(table, name=name + "-same")
            version = (await collections.update_collection(table, name=name)).version
            print(name, version, flush=True)
            await collections.delete_collection(name + "-same")

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path, contents):
    chance = random.Random(0)
    acknowledged = [line for kill in range(KILLS) for line in _killed(tmp_path, f"c{kill}", chance.uniform(0.02, 0.4))]

    async with open_collections(tmp_path) as collections:
        for line in acknowledged:
            name, version = line.split()
            found = await collections.get_collection(name, version=int(version))
            assert found.version == int(version)
        for newest in (await collections.list_collections(page_size=1000)).collections:
            for version in range(1, newest.version + 1):
                table = (await collections.read_collection(newest.name, version=version)).table
                is_first = version == 1 and not newest.name.endswith("-same")
                assert table.num_rows == (1 if is_first else 21_000)
                assert newest.name.endswith("-same") or table["n"][0].as_py() == (0 if is_first else version)
        assert not [name for name in contents() if name.endswith(".part")]
    assert len(acknowledged) > KILLS


def _killed(folder: Path, name: str, after_s: float) -> list[str]:
    """Run a writer, kill it some time after its first version, and return the lines that it had printed."""
    command = [sys.executable, "-c", WRITER, str(folder), name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(after_s)
        writer.kill()
        return [line for line in (first, *writer.stdout) if line.endswith("\n")]

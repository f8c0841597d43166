"""A process that ingests is killed at random moments, and each record is in the collection exactly once."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from ml_tools.datasets.ingestion.ledger import Ledger

ROUNDS = 4
LINES = 150
PROGRAM = Path(__file__).with_name("ingesting.py")


def killed(folder: Path, first: int, after_s: float) -> list[str]:
    """Let a process ingest, kill it, and return the keys that it was told are written."""
    command = [sys.executable, str(PROGRAM), str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after_s)
        process.kill()
        return [line.strip() for line in process.stdout if line.endswith("\n")]


async def test_each_record_is_there_once_however_often_the_process_is_killed(tmp_path: Path, opens: Any) -> None:
    chance, acknowledged = random.Random(7), list[str]()
    for number in range(ROUNDS):
        lines = "".join(f'{{"n": {line}}}\n' for line in range(LINES))
        (tmp_path / "in" / f"{number}.jsonl").write_text(lines)
        acknowledged += killed(tmp_path, max(0, len(acknowledged) - 3), chance.uniform(0.01, 0.6))

    names = [f"{number}.jsonl" for number in range(ROUNDS)]
    async with opens() as (collections, ingestions):
        while len(await Ledger(collections.database, 1).marks(names)) < ROUNDS:  # noqa: ASYNC110 - it is the database's
            await asyncio.sleep(0.05)
        told = await ingestions.stop_ingestion("one")
        keys = Counter((await collections.read_collection("rows")).table["record_key"].to_pylist())

    assert max(keys.values()) == 1
    assert set(acknowledged) <= set(keys)
    assert {key for key in keys if ":" in key} == {
        f"{n}.jsonl:{line + 1}" for n in range(ROUNDS) for line in range(LINES)
    }
    assert (told.written, told.published, told.dead_letters) == (len(keys), len(keys), 0)

"""Kills processes at random moments under mixed load, then checks that nothing is lost and nothing left over.

run.py [--kills 200] [--seed 0] [COMBINATION ...]        for `make chaos`
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import IO, Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "parts")]

import real_parts  # noqa: E402
from arrivals import COLLECTION, INGESTION, SETTINGS  # noqa: E402
from checks import check  # noqa: E402
from mixed_load import config_of, opened  # noqa: E402

COMBINATIONS = ("sqlite-folder", "postgresql-s3")
AT_ONCE = 3
MOST_LINES = 40
MOST_S = 4.0


class Killable:
    """A process under load; what it said so far."""

    def __init__(self, folder: Path, settings: dict[str, Any], prefix: str) -> None:
        command = [sys.executable, str(HERE / "mixed_load.py"), str(folder), json.dumps(settings), prefix]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path[:2], os.environ.get("PYTHONPATH", "")])}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment)
        self._said: tuple[list[str], list[str]] = ([], [])
        self._ready = Event()
        streams = zip((self._process.stdout, self._process.stderr), self._said, strict=True)
        self._readers = [Thread(target=self._read, args=stream, daemon=True) for stream in streams]
        for reader in self._readers:
            reader.start()

    def wait(self, lines: int) -> None:
        """Wait until it is under load and has said so many lines, which on a busy machine may take too long."""
        self._ready.wait(60)
        until = time.monotonic() + MOST_S
        while len(self._said[0]) < lines and self._process.poll() is None and time.monotonic() < until:
            time.sleep(0.005)

    def kill(self) -> list[str]:
        """Kill it, and return the lines that it said in full."""
        died = self._process.poll()
        self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()
        lines, errors = self._said
        assert died is None, f"it died by itself, with {died}: {''.join(errors)[-4000:]}"
        return [line for line in lines if line.endswith("\n")]

    def _read(self, stream: IO[str], said: list[str]) -> None:
        for line in stream:
            said.append(line)
            self._ready.set()
        self._ready.set()


@contextmanager
def settings_of(combination: str) -> Generator[dict[str, Any]]:
    """Start the real parts of a combination, and yield the configuration for them."""
    with ExitStack() as stack:
        settings: dict[str, Any] = {}
        if combination.startswith("postgresql"):
            settings["database"] = stack.enter_context(real_parts.postgresql())
        if combination.endswith("s3"):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="s3-"))
            endpoint = stack.enter_context(real_parts.rclone(Path(folder)))
            bucket = real_parts.new_bucket(endpoint)
            real_parts.client(endpoint).create_bucket(Bucket=f"{bucket}-arrivals")
            settings |= {
                "store": f"s3://{bucket}/chaos",
                "s3_endpoint": endpoint,
                "s3_access_key": real_parts.KEYS[0],
                "s3_secret_key": real_parts.KEYS[1],
            }
        yield settings


async def begin(folder: Path, settings: dict[str, Any]) -> None:
    """Start the ingestion, which then runs in every process."""
    async with opened(folder, config_of(folder, settings)) as services:
        source = services.arrivals.source
        await services.ingestions.start_ingestion(INGESTION, source=source, collection=COLLECTION, settings=SETTINGS)


def run(combination: str, kills: int, seed: int) -> None:
    """Kill so many processes, and check."""
    chance, start = random.Random(seed), time.monotonic()
    lines: list[str] = []
    with settings_of(combination) as settings, tempfile.TemporaryDirectory(prefix="chaos-") as name:
        folder = Path(name)
        asyncio.run(begin(folder, settings))
        running: list[Killable] = []
        for kill in range(kills + AT_ONCE - 1):
            if kill < kills:
                running.append(Killable(folder, settings, f"p{kill}"))
            if running and (len(running) == AT_ONCE or kill >= kills):
                victim = running.pop(chance.randrange(len(running)))
                if chance.random() < 0.9:  # else it may be starting still
                    victim.wait(chance.randrange(MOST_LINES))
                time.sleep(chance.uniform(0.0, 0.3))
                lines += victim.kill()
            if kill % 20 == 19:
                print(f"{combination}: {kill + 1} processes, {len(lines)} events", flush=True)
        said = asyncio.run(check(folder, settings, lines))
    print(f"{combination}: {kills} kills in {time.monotonic() - start:.0f} s, seed {seed}: {said}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill processes under load, and check what is left.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("combinations", nargs="*", default=COMBINATIONS)
    asked = parser.parse_args()
    for combination in asked.combinations:
        run(combination, asked.kills, asked.seed)


if __name__ == "__main__":
    main()

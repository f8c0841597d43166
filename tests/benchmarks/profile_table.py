"""Profiles of tables against ydata-profiling's, and of a collection whose rows are streamed, each in its own process.

ydata-profiling wants an older numpy, pandas and scipy than the workspace has, so it is installed by uv into an
environment of its own, in the folder of the run. `as shipped` is what `ProfileReport(frame).get_description()` does;
`no plots` leaves out what a profile of ours has no part in: pairs of columns drawn, missing values drawn, samples.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from functools import partial
from pathlib import Path

import files
import memory
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import rounds
import servers
from result import Result, compared

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 3
LIMIT_S = 3600.0
_PEER = "ydata-profiling"
_REQUIREMENTS = ("ydata-profiling==4.18.4", "setuptools<81", f"pyarrow=={pa.__version__}")
_CASES = ("as shipped", "no plots")
_GOAL = {"as shipped": 0.1}
_MOST_S = 0.3
"""For California's 20,640 rows of 10 columns."""
_STREAMED_ROWS = 10_000_000
_STREAMED_MOST_MB = 500.0
_MB_A_MIB = 1.048576


async def measure(count: int, folder: Path) -> list[Result]:
    python = await _environment(folder / "environment")
    california = pyarrow.csv.read_csv(files.california())
    drawn = np.random.default_rng(0).integers(0, california.num_rows, 200_000)
    results: list[Result] = []
    for table in (california, california.take(pa.array(drawn))):
        results += await _compared(table, folder / "table.arrow", python, count)
    return [*results, *await _streamed(count, folder / "collections")]


async def _environment(folder: Path) -> Path:
    """Install ydata-profiling, and return the Python that has it."""
    uv = shutil.which(os.environ.get("UV", "uv"))
    if uv is None:
        raise files.MissingFile("uv, which installs ydata-profiling, is not there; run `make bench-data`")
    await _ended(uv, "venv", "--quiet", "--python", sys.executable, str(folder))
    python = folder / "bin/python"
    await _ended(uv, "pip", "install", "--quiet", "--python", str(python), *_REQUIREMENTS)
    return python


async def _compared(table: pa.Table, file: Path, python: Path, count: int) -> list[Result]:
    with pa.OSFile(str(file), "wb") as sink, pyarrow.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    found: dict[str, list[dict[str, float]]] = {}

    async def run(case: str) -> float:
        ours = case == "ours"
        command = servers.peer("profile_table", case, str(file))
        found.setdefault(case, []).append(await _ended(*(command if ours else [str(python), *command[1:]])))
        return found[case][-1]["seconds"]

    seconds = await rounds.medians({each: partial(run, each) for each in ("ours", *_CASES)}, count, warm_ups=0)
    peaks = {case: float(np.median([each["peak_mib"] for each in runs])) for case, runs in found.items()}
    name = f"profile {table.num_rows:,} x {table.num_columns}"
    results: list[Result] = []
    for case in _CASES:
        peer, goal = f"{_PEER}, {case}", _GOAL.get(case)
        results.append(compared(f"{name}: time", seconds["ours"], seconds[case], peer_name=peer, unit="s", goal=goal))
        results.append(compared(f"{name}: peak", peaks["ours"], peaks[case], peer_name=peer, unit="MiB"))
    if table.num_rows < 100_000:
        results.append(
            compared(f"{name}: time", seconds["ours"], _MOST_S, peer_name=f"{_MOST_S} s", unit="s", goal=1.0)
        )
    return results


async def _streamed(count: int, folder: Path) -> list[Result]:
    """Return the peak memory of a process that profiles a collection, which another one made."""
    rows = str(_STREAMED_ROWS)
    await _ended(*servers.peer("profile_collection", "create", str(folder), rows))
    found = [await _ended(*servers.peer("profile_collection", "profile", str(folder), rows)) for _ in range(count)]
    peak = float(np.median([each["peak_mib"] for each in found])) * _MB_A_MIB
    name = f"profile {_STREAMED_ROWS:,} x 10, streamed: peak"
    return [compared(name, peak, _STREAMED_MOST_MB, peer_name=f"{_STREAMED_MOST_MB:.0f} MB", unit="MB", goal=1.0)]


async def _ended(*command: str) -> dict[str, float]:
    """Run a process to its end, and return what it printed and its peak memory."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    async with memory.watched(process.pid) as watched:
        printed, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command} ended with status {process.returncode}:\n{said.decode()[-2000:]}")
    return json.loads(printed or b"{}") | {"peak_mib": watched.peak_mib}

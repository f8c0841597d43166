"""`ml-tools compare` on California housing, together and split, against the same models and folds in scikit-learn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from statistics import median
from time import perf_counter

import files
import memory
import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.csv
import rounds
import servers
from result import Result, compared

import brolly
from brolly.topology.reading import parse
from ml_tools.utils_interface import HoldOut, KFold, PreProcessing

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 3
LIMIT_S = 900.0
_TARGET = "median_house_value"
_FOLDS = 5
_SEED = 0
_ROOT = Path(__file__).parents[2]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison, from the start of its process to its end."""

    seconds: float
    peak_mib: float
    """The resident memory of the process and its children."""
    forest_rmse: float
    """Cross-validated."""


async def measure(count: int, folder: Path) -> list[Result]:
    california = files.california()
    splits = folder / "splits.npz"
    np.savez(splits, **await _splits(california))
    found: dict[str, list[Outcome]] = {"together": [], "split": [], "peer": []}

    def turn(name: str, run: Callable[[], Awaitable[Outcome]]) -> rounds.Contender:
        async def timed() -> float:
            found[name].append(await run())
            return found[name][-1].seconds

        return timed

    contenders = {
        "together": turn("together", lambda: _ours("together", california, folder)),
        "split": turn("split", lambda: _ours("split", california, folder)),
        "peer": turn("peer", lambda: _peer(california, splits)),
    }
    await rounds.medians(contenders, count, warm_ups=0)
    return [result for name in ("together", "split") for result in _results(name, found[name], found["peer"])]


def _results(name: str, ours: list[Outcome], peer: list[Outcome]) -> list[Result]:
    def middle(outcomes: list[Outcome], field: str) -> float:
        return median(getattr(outcome, field) for outcome in outcomes)

    measured = (("time", "seconds", "s"), ("peak memory", "peak_mib", "MiB"), ("forest rmse", "forest_rmse", "USD"))
    return [
        compared(
            f"compare, {name}: {what}", middle(ours, field), middle(peer, field), peer_name="scikit-learn", unit=unit
        )
        for what, field, unit in measured
    ]


async def _ours(topology: str, california: Path, folder: Path) -> Outcome:
    output = folder / f"{topology}.json"
    file = _ROOT / "deploy" / "topologies" / f"{topology}.toml"
    command = servers.ml_tools("compare", str(california), "--target", _TARGET, "--seed", str(_SEED))
    seconds, peak_mib, _ = await _run([*command, "--topology", str(file), "--json", str(output)])
    board = json.loads(output.read_bytes())["leaderboard"]
    return Outcome(
        seconds=seconds,
        peak_mib=peak_mib,
        forest_rmse=next(row["mean"] for row in board if row["model"] == "forest"),
    )


async def _peer(california: Path, splits: Path) -> Outcome:
    seconds, peak_mib, printed = await _run(servers.peer("scikit_learn_compare", str(california), _TARGET, str(splits)))
    return Outcome(seconds=seconds, peak_mib=peak_mib, forest_rmse=json.loads(printed)["scores"]["forest"])


async def _run(command: list[str]) -> tuple[float, float, bytes]:
    """Run a program to its end; gives seconds, peak MiB and what it printed."""
    started = perf_counter()
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    async with memory.watched(process.pid) as watched:
        printed, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with status {process.returncode}:\n{said.decode()}")
    return perf_counter() - started, watched.peak_mib, printed


async def _splits(california: Path) -> dict[str, np.ndarray]:
    """Return the rows of the file that a comparison learns from, keeps aside, and validates in each fold on."""
    table = pa.csv.read_csv(california)
    table = table.append_column("row", pa.array(np.arange(table.num_rows)))
    topology = parse('[processes.main]\napplications = ["utils"]', california)
    async with brolly.System(topology, process="main") as system:
        utils = system.client(PreProcessing)
        outer = utils.split_table(table, target=_TARGET, split=HoldOut(fraction=0.2), seed=_SEED)
        async with aclosing(outer):
            kept = await anext(outer)
        folds = utils.split_table(kept.train, target=_TARGET, split=KFold(folds=_FOLDS), seed=_SEED)
        validations = {f"fold_{fold.number}": _rows(fold.validation) async for fold in folds}
    return {"training": _rows(kept.train), "holdout": _rows(kept.validation), **validations}


def _rows(part: pa.Table) -> np.ndarray:
    return part["row"].to_numpy()

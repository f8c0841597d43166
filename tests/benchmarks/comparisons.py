"""Whole comparisons on California housing, ours and scikit-learn's with the same models and folds, a process each."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from statistics import median
from time import perf_counter

import memory
import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.csv
import servers
from result import Result, compared

import brolly
from brolly.topology.reading import parse
from ml_tools.utils_interface import HoldOut, KFold, PreProcessing

__all__ = ["Outcome", "by_peer", "by_us", "results", "splits"]

_TARGET = "median_house_value"
_FOLDS = 5
_SEED = 0
_ROOT = Path(__file__).parents[2]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison, from the start of its process to its end."""

    seconds: float
    peak_mib: float
    """The resident memory of the process and its children."""
    rmse: dict[str, float]
    """Cross-validated, by model."""


def results(
    name: str, ours: Sequence[Outcome], peer: Sequence[Outcome], peer_name: str, goal: float | None
) -> list[Result]:
    """Return the medians of time and memory, and the error of each model, which is the same in every round."""

    def middle(outcomes: Sequence[Outcome], field: str) -> float:
        return median(getattr(outcome, field) for outcome in outcomes)

    measured = (("time", "seconds", "s", goal), ("peak memory", "peak_mib", "MiB", None))
    found = [
        compared(f"{name}: {what}", middle(ours, field), middle(peer, field), peer_name=peer_name, unit=unit, goal=most)
        for what, field, unit, most in measured
    ]
    errors = ours[0].rmse, peer[0].rmse
    return found + [
        compared(f"{name}: {model}", errors[0][model], errors[1][model], peer_name=peer_name, unit="RMSE")
        for model in errors[0]
    ]


async def by_us(
    topology: str, models: Sequence[str], california: Path, folder: Path, *, state: Path | None = None
) -> Outcome:
    """Run `ml-tools compare`.

    Args:
        topology: One of `deploy/topologies`.
        models: By their names.
        california: The file.
        folder: For what it writes.
        state: An empty folder in place of the user's, where compiled programs are kept; then caches are cold.
    """
    output = folder / f"{topology}.json"
    file = _ROOT / "deploy" / "topologies" / f"{topology}.toml"
    command = servers.ml_tools("compare", str(california), "--target", _TARGET, "--seed", str(_SEED))
    where = ["--topology", str(file), "--json", str(output)]
    places = {} if state is None else {"XDG_DATA_HOME": str(state)}
    seconds, peak_mib, _ = await _run([*command, "--models", ",".join(models), *where], places)
    board = json.loads(output.read_bytes())["leaderboard"]
    return Outcome(seconds=seconds, peak_mib=peak_mib, rmse={row["model"]: row["mean"] for row in board})


async def by_peer(models: Sequence[str], california: Path, splits_file: Path) -> Outcome:
    """Run the same comparison in scikit-learn."""
    command = servers.peer("scikit_learn_compare", str(california), _TARGET, str(splits_file), *models)
    seconds, peak_mib, printed = await _run(command, {})
    return Outcome(seconds=seconds, peak_mib=peak_mib, rmse=json.loads(printed)["scores"])


async def splits(california: Path, folder: Path) -> Path:
    """Write which rows of the file a comparison learns from, keeps aside, and validates in each fold on."""
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
    file = folder / "splits.npz"
    np.savez(file, training=_rows(kept.train), holdout=_rows(kept.validation), **validations)
    return file


async def _run(command: list[str], environment: Mapping[str, str]) -> tuple[float, float, bytes]:
    """Run a program to its end; gives seconds, peak MiB and what it printed."""
    started = perf_counter()
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdout=pipe, stderr=pipe, env={**os.environ, **environment}
    )
    async with memory.watched(process.pid) as watched:
        printed, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with status {process.returncode}:\n{said.decode()}")
    return perf_counter() - started, watched.peak_mib, printed


def _rows(part: pa.Table) -> np.ndarray:
    return part["row"].to_numpy()

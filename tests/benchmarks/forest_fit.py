"""Fits of forests for numbers and classes against scikit-learn, and LightGBM and XGBoost in their modes for forests.

Each fit has a process of its own. Beside the time stands the error on rows held out: the root of the mean squared one,
or the share of wrong classes; processor time tells what a busy machine hides. Memory is the most above what imports
take, the rows themselves included.

The columns of what is generated are shuffled. XGBoost takes the first of features that split equally well, of which
small nodes have many, so that with the columns that matter in front it erred 5 % less than with them behind.
"""

from __future__ import annotations

import asyncio
import json
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import files
import msgspec
import numpy as np
import pyarrow.csv
import rounds
import servers
from result import Result, compared

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 5
LIMIT_S = 7200.0
_MODULES = {"scikit-learn": "sklearn", "LightGBM rf": "lightgbm", "XGBoost rf": "xgboost"}
_GOALS = {"scikit-learn": 0.10, "LightGBM rf": 0.2, "XGBoost rf": 0.2}
_MOST_ERROR = 1.01
_MOST_MEMORY = 4.0
_LARGE_MIB = 100.0


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Rows to fit, and how many trees and rounds are spent on them."""

    rows: int
    features: int
    trees: int
    most_rounds: int = ROUNDS
    classes: int = 0
    """0 for numbers."""


_CASES = (
    Case(rows=20_000, features=8, trees=100),
    Case(rows=20_000, features=8, trees=100, classes=5),
    Case(rows=100_000, features=20, trees=20, most_rounds=3),
    Case(rows=1_000_000, features=30, trees=5, most_rounds=3),  # 100 trees take scikit-learn most of an hour
)


async def measure(count: int, folder: Path) -> list[Result]:
    results: list[Result] = []
    for case in _CASES:
        file = folder / "data.npz"
        np.savez(file, **_generated(case))
        of = f", {case.classes} classes" if case.classes else ""
        name = f"{case.rows:,} x {case.features}{of}, {case.trees} trees"
        results += await _compared(name, file, case.trees, min(count, case.most_rounds))
    try:
        np.savez(file, **_california())
    except files.MissingFile:
        return results
    return results + await _compared("California, 100 trees", file, 100, count)


async def _compared(name: str, file: Path, trees: int, count: int) -> list[Result]:
    found: dict[str, list[dict[str, float]]] = {}

    async def fit(library: str) -> float:
        found.setdefault(library, []).append(await _fit(library, file, trees))
        return found[library][-1]["seconds"]

    peers = [peer for peer, module in _MODULES.items() if find_spec(module)]
    seconds = await rounds.medians({each: partial(fit, each) for each in ("ours", *peers)}, count, warm_ups=0)
    processor_s = {each: float(np.median([fit["processor_s"] for fit in fits])) for each, fits in found.items()}
    error = {each: fits[0]["error"] for each, fits in found.items()}
    peak = {each: max(fit["peak_mib"] for fit in fits) for each, fits in found.items()}
    measured = (("time", seconds, "s"), ("processor", processor_s, "s"), ("error", error, ""), ("memory", peak, "MiB"))
    data = found["ours"][0]["data_mib"]
    memory = compared(
        f"forest {name}: memory", peak["ours"], data, peer_name="the data", unit="MiB", goal=_memory_goal(data)
    )
    return [memory] + [
        compared(f"forest {name}: {what}", of["ours"], of[peer], peer_name=peer, unit=unit, goal=_goal(what, peer))
        for peer in peers
        for what, of, unit in measured
    ]


def _goal(what: str, peer: str) -> float | None:
    return {"time": _GOALS[peer], "error": _MOST_ERROR}.get(what)


def _memory_goal(data_mib: float) -> float | None:
    """Return how often the data's size may be needed: of little data trees take more."""
    return _MOST_MEMORY if data_mib >= _LARGE_MIB else None


async def _fit(library: str, file: Path, trees: int) -> dict[str, float]:
    pipe = asyncio.subprocess.PIPE
    command = servers.peer("forest_fit", library, str(file), str(trees))
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    printed, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{library} ended with status {process.returncode}:\n{said.decode()}")
    return json.loads(printed)


def _generated(case: Case) -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    x = random.normal(size=(case.rows * 5 // 4, case.features)).astype(np.float32)
    y = x[:, 0] * x[:, 1] + np.sin(3 * x[:, 2]) + 2 * (x[:, 3] > 0.5) + x[:, 4] + random.normal(size=len(x)) / 2
    if case.classes:
        y = np.searchsorted(np.quantile(y, np.arange(1, case.classes) / case.classes), y)
    return _halves(x[:, random.permutation(case.features)], y, case.rows, case.classes)


def _california() -> dict[str, np.ndarray]:
    table = pyarrow.csv.read_csv(files.california())
    y = table["median_house_value"].to_numpy().astype(np.float64)
    features = table.drop_columns("median_house_value")
    columns = [_numbers(column.to_pylist()) for column in features.columns]
    order = np.random.default_rng(0).permutation(len(y))
    return _halves(np.column_stack(columns)[order], y[order], len(y) * 4 // 5)


def _numbers(values: list[object]) -> np.ndarray:
    """Return a column of numbers with medians for what is missing, or one column for each text."""
    if any(isinstance(value, str) for value in values):
        return np.stack([np.float32([value == text for value in values]) for text in sorted(set(map(str, values)))], 1)
    numbers = np.array(values, np.float32)
    return np.where(np.isnan(numbers), np.nanmedian(numbers), numbers)[:, None]


def _halves(x: np.ndarray, y: np.ndarray, rows: int, classes: int = 0) -> dict[str, np.ndarray]:
    parts = {"train_x": x[:rows], "train_y": y[:rows], "test_x": x[rows:], "test_y": y[rows:]}
    return {**parts, "classes": np.asarray(classes)}

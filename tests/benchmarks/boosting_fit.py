"""Fits and predictions of boosted trees against LightGBM and XGBoost.

Each fit has a process of its own. Beside the time stands the error on rows held out: the root of the mean squared
error, or the log loss; processor time tells what a busy machine hides.
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
LIMIT_S = 3600.0
_TREES = 100
_MODULES = {"LightGBM": "lightgbm", "XGBoost": "xgboost"}
_MOST_ERROR = 1.01
_UNITS = {"seconds": "s", "processor_s": "s", "batch_s": "s", "one_row_us": "us"}
_NAMES = {"seconds": "fit", "processor_s": "processor", "batch_s": "batch", "one_row_us": "one row", "error": "error"}


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Rows to fit, what for, and the most of LightGBM's time that it may take."""

    rows: int
    features: int
    goal: float
    is_binary: bool = False
    most_rounds: int = ROUNDS


_CASES = (
    Case(rows=20_000, features=8, goal=0.6),
    Case(rows=100_000, features=20, goal=0.6),
    Case(rows=100_000, features=20, goal=0.6, is_binary=True),
    Case(rows=1_000_000, features=30, goal=1.0, most_rounds=3),
)


async def measure(count: int, folder: Path) -> list[Result]:
    results: list[Result] = []
    file = folder / "data.npz"
    for case in _CASES:
        np.savez(file, **_generated(case))
        name = f"{case.rows:,} x {case.features}{', two classes' if case.is_binary else ''}"
        results += await _compared(name, file, case.goal, min(count, case.most_rounds))
    try:
        np.savez(file, **_california())
    except files.MissingFile:
        return results
    return results + await _compared("California", file, 0.6, count)


async def _compared(name: str, file: Path, goal: float, count: int) -> list[Result]:
    found: dict[str, list[dict[str, float]]] = {}

    async def fit(library: str) -> float:
        found.setdefault(library, []).append(await _fit(library, file))
        return found[library][-1]["seconds"]

    peers = [peer for peer, module in _MODULES.items() if find_spec(module)]
    await rounds.medians({each: partial(fit, each) for each in ("ours", *peers)}, count, warm_ups=0)
    median = {
        each: {what: float(np.median([fit[what] for fit in fits])) for what in _NAMES} for each, fits in found.items()
    }
    unit = "log loss" if "classes" in name else "RMSE"
    return [
        compared(
            f"boosting {name}: {called}",
            median["ours"][what],
            median[peer][what],
            peer_name=peer,
            unit=_UNITS.get(what, unit),
            goal=_goal(what, peer, goal),
        )
        for peer in peers
        for what, called in _NAMES.items()
    ]


def _goal(what: str, peer: str, fit: float) -> float | None:
    goals = {
        ("seconds", "LightGBM"): fit,
        ("error", "LightGBM"): _MOST_ERROR,
        ("one_row_us", "LightGBM"): 1.0,
        ("batch_s", "XGBoost"): 1.0,
    }
    return goals.get((what, peer))


async def _fit(library: str, file: Path) -> dict[str, float]:
    pipe = asyncio.subprocess.PIPE
    command = servers.peer("boosting_fit", library, str(file), str(_TREES))
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    printed, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{library} ended with status {process.returncode}:\n{said.decode()}")
    return json.loads(printed)


def _generated(case: Case) -> dict[str, np.ndarray]:
    """Make data as Friedman's ("Multivariate adaptive regression splines", 1991), with more features that mean nothing.

    A pure interaction, x * y, would not do: which of the peers finds it first is chance, and the error turns on it.
    """
    random = np.random.default_rng(0)
    x = random.uniform(size=(case.rows * 5 // 4, case.features)).astype(np.float32)
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    y = y + random.normal(size=len(y))
    return _halves(x, (y > 14).astype(float) if case.is_binary else y.astype(float), case.rows)


def _california() -> dict[str, np.ndarray]:
    table = pyarrow.csv.read_csv(files.california())
    y = table["median_house_value"].to_numpy().astype(np.float64)
    columns = [_numbers(column.to_pylist()) for column in table.drop_columns("median_house_value").columns]
    order = np.random.default_rng(0).permutation(len(y))
    return _halves(np.column_stack(columns)[order], y[order], len(y) * 4 // 5)


def _numbers(values: list[object]) -> np.ndarray:
    """Return a column of numbers, NaN where one is missing, or one column for each text."""
    if any(isinstance(value, str) for value in values):
        return np.stack([np.float32([value == text for value in values]) for text in sorted(set(map(str, values)))], 1)
    return np.array(values, np.float32)[:, None]


def _halves(x: np.ndarray, y: np.ndarray, rows: int) -> dict[str, np.ndarray]:
    return {"train_x": x[:rows], "train_y": y[:rows], "test_x": x[rows:], "test_y": y[rows:]}

"""Recipes fitted and applied to 1,000,000 rows of 20 columns, against scikit-learn's ColumnTransformer.

Each has a process of its own, whose peak memory stands beside the time; the table itself is part of it. With
California's block groups in `BENCH_DATA`, the largest differences from scikit-learn follow, against 1e-6.
"""

from __future__ import annotations

import asyncio
import json
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

from ml_tools.utils.pre_processing import ColumnwisePreProcessing
from ml_tools.utils_interface import (
    EncodeTexts,
    Impute,
    ImputeBy,
    ImputeNumbers,
    Recipe,
    Scale,
    ScaleBy,
    ScaleNumbers,
    Step,
)

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 5
LIMIT_S = 3600.0
_PEER = "scikit-learn"
_ROWS, _NUMBERS, _TEXTS = 1_000_000, 15, 5
_DIFFERENCE = 1e-6


async def measure(count: int, folder: Path) -> list[Result]:
    file = folder / "table.arrow"
    table = _table()
    with pa.OSFile(str(file), "wb") as sink, pyarrow.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    del table
    results: list[Result] = []
    for case in ("plain", "steps"):
        results += await _compared(case, file, count)
    try:
        return results + await _agreement()
    except files.MissingFile:
        return results


async def _compared(case: str, file: Path, count: int) -> list[Result]:
    found: dict[str, list[dict[str, float]]] = {}

    async def run(library: str) -> float:
        found.setdefault(library, []).append(await _run(library, case, file))
        return found[library][-1]["fit_s"]

    await rounds.medians({each: partial(run, each) for each in ("ours", _PEER)}, count, warm_ups=0)
    name = f"recipe {case}, {_ROWS:,} x {_NUMBERS + _TEXTS}"
    measured = (("fit and apply", "fit_s", "s", 0.5), ("apply", "apply_s", "s", 0.5), ("peak", "peak_mib", "MiB", None))
    median = {
        each: {key: float(np.median([run[key] for run in runs])) for key in runs[0]} for each, runs in found.items()
    }
    return [
        compared(f"{name}: {what}", median["ours"][key], median[_PEER][key], peer_name=_PEER, unit=unit, goal=goal)
        for what, key, unit, goal in measured
    ]


async def _run(library: str, case: str, file: Path) -> dict[str, float]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *servers.peer("recipe_fit", library, case, str(file)), stdout=pipe, stderr=pipe
    )
    async with memory.watched(process.pid) as watched:
        printed, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{library} ended with status {process.returncode}:\n{said.decode()}")
    return json.loads(printed) | {"peak_mib": watched.peak_mib}


def _table() -> pa.Table:
    random = np.random.default_rng(0)
    columns: dict[str, pa.Array] = {}
    for number in range(_NUMBERS):
        values = random.normal(size=_ROWS) if number % 2 else random.exponential(size=_ROWS)
        columns[f"n{number}"] = pa.array(values, mask=random.random(_ROWS) < 0.05)
    for number in range(_TEXTS):
        levels = pa.array([f"level {level}" for level in range(8 + 4 * number)])
        columns[f"t{number}"] = levels.take(pa.array(random.integers(0, len(levels), _ROWS)))
    return pa.table(columns | {"y": random.normal(size=_ROWS)})


async def _agreement() -> list[Result]:
    """Return how far features of California's block groups are from scikit-learn's, at most."""
    from sklearn import impute, preprocessing

    table = pyarrow.csv.read_csv(files.california())
    table = table.select([each.name for each in table.schema if not pa.types.is_string(each.type)])
    x = np.column_stack([column.cast(pa.float64()).to_numpy() for column in table.columns])
    quantiles = preprocessing.QuantileTransformer(subsample=None)
    cases = {
        "mean": (impute.SimpleImputer(), Impute(by=ImputeBy.MEAN)),
        "median": (impute.SimpleImputer(strategy="median"), Impute(by=ImputeBy.MEDIAN)),
        "mode": (impute.SimpleImputer(strategy="most_frequent"), Impute(by=ImputeBy.MODE)),
        "standard": (preprocessing.StandardScaler(), Scale(by=ScaleBy.STANDARD)),
        "min-max": (preprocessing.MinMaxScaler(), Scale(by=ScaleBy.MIN_MAX)),
        "robust": (preprocessing.RobustScaler(), Scale(by=ScaleBy.ROBUST)),
        "quantile": (quantiles, Scale(by=ScaleBy.QUANTILE)),
        "Yeo-Johnson": (preprocessing.PowerTransformer(), Scale(by=ScaleBy.YEO_JOHNSON)),
    }
    return [
        compared(
            f"recipe California, {name}: largest difference",
            await _difference(table, name, Step(action=action), transformer.fit_transform(x)),
            _DIFFERENCE,
            peer_name="1e-6",
            unit="",
            goal=1.0,
        )
        for name, (transformer, action) in cases.items()
    ]


async def _difference(table: pa.Table, name: str, step: Step, theirs: np.ndarray) -> float:
    """Return the largest difference, of numbers above 1 as a part of them."""
    service = ColumnwisePreProcessing(max_features_bytes=2**30)
    nothing = {"impute_numbers": ImputeNumbers.NONE, "encode_texts": EncodeTexts.CODES}
    recipe = Recipe(scale_numbers=ScaleNumbers.NONE, steps=(step,), **nothing)
    fitted = await service.fit_recipe(table, recipe=recipe)
    features = (await service.apply_recipe(table, fitted=fitted)).features
    ours = np.column_stack([column.to_numpy() for column in features.columns])
    if name == "Yeo-Johnson":  # powers of degrees, far from 0, leave scikit-learn five digits, and none
        degrees = [table.column_names.index(each) for each in ("longitude", "latitude")]
        ours, theirs = np.delete(ours, degrees, axis=1), np.delete(theirs, degrees, axis=1)
    return float(np.nanmax(np.abs(ours - theirs) / np.maximum(1.0, np.abs(theirs))))

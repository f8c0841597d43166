"""`ml-tools compare` of all families on California housing, caches cold, against scikit-learn with LightGBM."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import comparisons
import files
import rounds
from comparisons import Outcome
from result import Result

from ml_tools.main.comparison.algorithms import algorithms_for
from ml_tools.utils_interface import Task

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 3
LIMIT_S = 3600.0
_GOAL = 0.5


async def measure(count: int, folder: Path) -> list[Result]:
    california = files.california()
    splits = await comparisons.splits(california, folder)
    models = [algorithm.name for algorithm in algorithms_for(Task.REGRESSION, None)]
    ours: list[Outcome] = []
    peer: list[Outcome] = []

    async def run_ours() -> float:
        with TemporaryDirectory(dir=folder) as state:
            ours.append(await comparisons.by_us("together", models, california, folder, state=Path(state)))
        return ours[-1].seconds

    async def run_peer() -> float:
        peer.append(await comparisons.by_peer(models, california, splits))
        return peer[-1].seconds

    await rounds.medians({"ours": run_ours, "peer": run_peer}, count, warm_ups=0)
    return comparisons.results(
        "compare all families, cold", ours, peer, peer_name="scikit-learn and LightGBM", goal=_GOAL
    )

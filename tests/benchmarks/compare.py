"""`ml-tools compare` on California housing, together and split, against the same models and folds in scikit-learn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import comparisons
import files
import rounds
from comparisons import Outcome
from result import Result

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 3
LIMIT_S = 900.0
_MODELS = ("constant", "linear", "ridge", "forest")


async def measure(count: int, folder: Path) -> list[Result]:
    california = files.california()
    splits = await comparisons.splits(california, folder)
    found: dict[str, list[Outcome]] = {"together": [], "split": [], "peer": []}

    def turn(name: str, run: Callable[[], Awaitable[Outcome]]) -> rounds.Contender:
        async def timed() -> float:
            found[name].append(await run())
            return found[name][-1].seconds

        return timed

    contenders = {
        "together": turn("together", lambda: comparisons.by_us("together", _MODELS, california, folder)),
        "split": turn("split", lambda: comparisons.by_us("split", _MODELS, california, folder)),
        "peer": turn("peer", lambda: comparisons.by_peer(_MODELS, california, splits)),
    }
    await rounds.medians(contenders, count, warm_ups=0)
    return [
        result
        for name in ("together", "split")
        for result in comparisons.results(f"compare, {name}", found[name], found["peer"], peer_name="scikit-learn")
    ]

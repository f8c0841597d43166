"""The first fit of a process, with compiled programs on the disk, beyond what the next fit takes."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import numpy as np
import rounds
import servers
from result import Result, compared

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 5
LIMIT_S = 900.0
_LIMITS_MS = {
    "linear": 1000.0,
    "ridge": 1000.0,
    "logistic": 1000.0,
    "forest": 100.0,
    "boosting": 100.0,
}
_ROWS, _FEATURES = 20_000, 8


async def measure(count: int, folder: Path) -> list[Result]:
    data = folder / "data.npz"
    random = np.random.default_rng(0)
    features = random.normal(size=(_ROWS, _FEATURES)).astype(np.float32)
    np.savez(data, features=features, target=features[:, 0] * features[:, 1] + features[:, 2])

    def contender(name: str) -> rounds.Contender:
        async def beyond_ms() -> float:
            return await _beyond_ms(name, data, folder / "compiled")

        return beyond_ms

    # the warm-up compiles
    found = await rounds.medians({name: contender(name) for name in _LIMITS_MS}, count, warm_ups=1)
    return [
        compared(f"first fit beyond the next: {name}", found[name], most, peer_name="the limit", unit="ms", goal=1.0)
        for name, most in _LIMITS_MS.items()
    ]


async def _beyond_ms(name: str, data: Path, compiled: Path) -> float:
    pipe = asyncio.subprocess.PIPE
    command = servers.peer("first_fit", name, str(data), str(compiled))
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    printed, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{name} ended with status {process.returncode}:\n{said.decode()}")
    first, following = json.loads(printed)
    return (first - following) * 1e3

"""Fits twice in a new process: `first_fit.py ALGORITHM DATA.npz COMPILED`, prints the seconds of both fits as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from ml_tools.models.algorithms import families
from ml_tools.models.compilation import keep_compiled
from ml_tools.models.examples import Examples
from ml_tools.utils_interface import Task


def main(name: str, file: str, compiled: str) -> None:
    data = np.load(file)
    keep_compiled(Path(compiled))
    family = next(family for family in families() if family.name == name)
    regression = Task.REGRESSION in family.predict
    target = data["target"] if regression else (data["target"] > 0).astype(np.float64)
    examples = Examples(features=data["features"], target=target, class_count=0 if regression else 2)
    learn = family.learner(family.settings(), name, 2**40)

    async def fits() -> list[float]:
        found: list[float] = []
        for _ in range(2):
            started = perf_counter()
            await learn(examples, seed=0)
            found.append(perf_counter() - started)
        return found

    print(json.dumps(asyncio.run(fits())))


if __name__ == "__main__":
    main(*sys.argv[1:])

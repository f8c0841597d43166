"""Fits one model and prints the most memory that it took: `fit_memory.py FAMILY DATA.npz`, as JSON.

It is what was resident above what imports take, the rows themselves included. The data is loaded before.
"""

from __future__ import annotations

import asyncio
import json
import sys
from time import perf_counter

import numpy as np
import psutil
from peak import peak_bytes

from ml_tools.models.algorithms import families
from ml_tools.models.examples import Examples

MOST_BYTES = 2**40
FOREST_TREES = 5
"""What 100 take is the model, not the fit."""


def main(name: str, file: str) -> None:
    family = next(family for family in families() if family.name == name)
    settings = family.settings(trees=FOREST_TREES) if name == "forest" else family.settings()
    learn = family.learner(settings, "algorithm", MOST_BYTES)
    loaded = psutil.Process().memory_info().rss
    data = np.load(file)
    examples = Examples(features=data["x"], target=data["y"], class_count=int(data["classes"]))
    started = perf_counter()
    asyncio.run(learn(examples, seed=0))
    seconds = perf_counter() - started
    peak = peak_bytes()
    printed = {"peak_mib": (peak - loaded) / 2**20, "data_mib": examples.features.nbytes / 2**20}
    print(json.dumps({**printed, "seconds": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])

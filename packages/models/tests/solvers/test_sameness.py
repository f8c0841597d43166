"""One processor and two make the same bits, and sizes near each other share their programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
import real_parts

from ml_tools.models.examples import Examples
from ml_tools.models.linear import learn_elastic_net, learn_least_squares, learn_logistic
from ml_tools.models.svm import learn_linear_svm, learn_rbf_svm

FITS: dict[str, Callable[[Examples], Coroutine[Any, Any, Any]]] = {
    "ridge": lambda known: learn_least_squares(known, seed=0, penalty=1.0),
    "lasso": lambda known: learn_elastic_net(known, seed=0, penalty=0.1, l1_share=1.0),
    "logistic": lambda known: learn_logistic(classes(known, 3), seed=0, penalty=1.0),
    "linear_svm": lambda known: learn_linear_svm(classes(known, 2), seed=0, cost=1.0, epsilon=0.1),
    "rbf_svm": lambda known: learn_rbf_svm(
        classes(known, 2), seed=0, cost=1.0, gamma=None, epsilon=0.1, components=20, max_bytes=2**30
    ),
}

FITTING = """
import asyncio, hashlib, os, sys
os.sched_setaffinity(0, eval(sys.argv[1]))
import numpy as np
from ml_tools.models.examples import Examples
from ml_tools.models.linear import learn_elastic_net, learn_least_squares, learn_logistic
from ml_tools.models.svm import learn_linear_svm, learn_rbf_svm
random = np.random.default_rng(0)
x = random.normal(size=(1500, 140)).astype(np.float32)
y = x[:, :9].sum(axis=1) + random.normal(size=1500)
numbers, classes = Examples(features=x, target=y), Examples(features=x, target=(y > 0) + 0.0, class_count=2)
settings = dict(seed=0, cost=1.0, epsilon=0.1)
async def main():
    for fit in (
        learn_least_squares(numbers, seed=0, penalty=0.0),
        learn_elastic_net(numbers, seed=0, penalty=0.1, l1_share=0.5),
        learn_logistic(classes, seed=0, penalty=1.0),
        learn_linear_svm(classes, **settings),
        learn_rbf_svm(classes, gamma=None, components=600, max_bytes=2**30, **settings),
    ):
        arrays = await fit
        print(hashlib.sha256(arrays["weights"].tobytes() + arrays["intercept"].tobytes()).hexdigest())
asyncio.run(main())
"""


def numbers(rows: int, columns: int) -> Examples:
    random = np.random.default_rng(0)
    features = random.normal(size=(rows, columns)).astype(np.float32)
    return Examples(features=features, target=features[:, 0] + random.normal(size=rows))


def classes(known: Examples, count: int) -> Examples:
    target = np.digitize(known.target, [0.0, 1.0][: count - 1]).astype(float)
    return Examples(features=known.features, target=target, class_count=count)


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="processes are pinned to processors on Linux only")
def test_one_processor_and_two_learn_the_same_to_the_last_bit(tmp_path: Path) -> None:
    available = sorted(os.sched_getaffinity(0))
    if len(available) < 2:
        real_parts.missing("a second processor")
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(tmp_path)}

    printed = [
        subprocess.run(
            [sys.executable, "-c", FITTING, str(set(pinned))],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for pinned in (available[:1], available[:2])
    ]

    assert len(printed[0]) == 5
    assert printed[0] == printed[1]


@pytest.mark.parametrize("name", FITS)
async def test_sizes_near_each_other_share_their_programs(name: str, without_native: Callable[[], None]) -> None:
    compiled: list[str] = []

    def listen(event: str, _seconds: float, **_: object) -> None:
        if event == "/jax/core/compile/backend_compile_duration":
            compiled.append(event)

    without_native()
    jax.clear_caches()  # of the tests before
    jax.monitoring.register_event_duration_secs_listener(listen)
    await FITS[name](numbers(700, 30))
    first = len(compiled)
    await FITS[name](numbers(900, 28))

    assert first > 0
    assert len(compiled) == first

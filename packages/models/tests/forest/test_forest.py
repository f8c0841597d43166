"""Forests are the same wherever they grow, and can be ended at any time."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.forest import Plan, learn_forest, predict_numbers
from ml_tools.models.learner import Arrays


async def learned(examples: Examples, *, seed: int = 0, **settings: Any) -> Arrays:
    return await learn_forest(examples, seed=seed, plan=Plan(**{"max_bytes": 10**8, **settings}))


def divided(features: Any, target: Any, class_count: int = 0) -> tuple[Examples, Examples]:
    order = np.random.default_rng(0).permutation(len(target))
    parts = np.split(order, [len(order) * 2 // 3])
    train, unseen = (
        Examples(features=features[part].astype(np.float32), target=target[part].astype(float), class_count=class_count)
        for part in parts
    )
    return train, unseen


async def test_a_forest_does_not_depend_on_the_number_of_threads() -> None:
    train, _ = divided(*load_diabetes(return_X_y=True))
    digests: set[str] = set()

    for threads in (1, 2, 5):
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads))
        digests.add(digest(await learned(train, trees=20, seed=3, out_of_bag=True)))

    assert len(digests) == 1
    assert digest(await learned(train, trees=20, seed=4, out_of_bag=True)) not in digests


async def test_a_forest_is_the_same_in_another_process_with_one_processor() -> None:
    script = (
        "import asyncio, os\n"
        "if hasattr(os, 'sched_setaffinity'): os.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1])\n"
        "import importlib.util as u\n"
        f"spec = u.spec_from_file_location('t', {__file__!r}); t = u.module_from_spec(spec)\n"
        "spec.loader.exec_module(t)\n"
        "train, _ = t.divided(*t.load_diabetes(return_X_y=True))\n"
        "print(t.digest(asyncio.run(t.learned(train, trees=5, feature_share=0.5))))"
    )
    train, _ = divided(*load_diabetes(return_X_y=True))

    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=subprocess.PIPE)
    said, _ = await process.communicate()

    assert said.decode().strip() == digest(await learned(train, trees=5, feature_share=0.5))


async def test_a_cancelled_forest_gives_its_threads_back() -> None:
    random = np.random.default_rng(0)
    train = Examples(features=random.normal(size=(20_000, 10)).astype(np.float32), target=random.normal(size=20_000))
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    learning = asyncio.create_task(learned(train, trees=10_000, max_bytes=10**12))
    await asyncio.sleep(1.0)

    learning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await learning

    assert await brolly.offload(lambda: "free")  # within the time that a test may take, not that of 10,000 trees


async def test_a_forest_that_becomes_too_large_is_refused() -> None:
    train, _ = divided(*load_diabetes(return_X_y=True))

    with pytest.raises(brolly.ResourceExhausted, match=r"max_model_bytes"):
        await learned(train, max_bytes=10_000)


async def test_a_single_row_is_predicted_like_one_of_many() -> None:
    train, unseen = divided(*load_diabetes(return_X_y=True))
    arrays = await learned(train, trees=10)

    many = predict_numbers(arrays, unseen.features)

    np.testing.assert_array_equal(predict_numbers(arrays, unseen.features[3:4]), many[3:4])


def digest(arrays: Arrays) -> str:
    return hashlib.sha256(b"".join(arrays[name].tobytes() for name in sorted(arrays))).hexdigest()

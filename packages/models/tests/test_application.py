"""What reads a topology need not wait for what computes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import brolly
from brolly.limits import Limit
from brolly.threads import Workplace, workplace
from ml_tools.models.processors import processors
from ml_tools.models_interface import Boosting, Forest, Models


def test_reading_a_topology_loads_no_jax() -> None:
    script = (
        "import sys, ml_tools.models.application; heavy = {'jax', 'numpy', 'pyarrow', 'scipy'} & sys.modules.keys(); "
        "print(heavy or 'light')"
    )

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "light"


@pytest.mark.parametrize("threads", [1, 10_000])
def test_native_code_has_the_threads_of_the_application_or_the_processors_if_fewer(threads: int) -> None:
    there = processors()
    token = workplace.set(Workplace("models", threads=threads, limit=Limit("models")))
    try:
        assert processors() == min(threads, there)
    finally:
        workplace.reset(token)


async def test_models_are_the_same_with_one_thread_and_with_two(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(3_000, 3))
    table = pa.table({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "y": x[:, 0] * x[:, 1]})
    found: list[list[bytes]] = []
    for threads in (1, 2):
        folder, file = tmp_path / f"{threads}", tmp_path / f"{threads}.toml"
        file.write_text(
            '[processes.main]\napplications = ["models", "utils"]\n'
            f'[applications.models]\nthreads = {threads}\n[applications.models.config]\nfolder = "{folder}"\n'
        )
        async with brolly.System(file, process="main") as system:
            models = system.client(Models)
            fitted = [
                await models.fit_model(table, target="y", algorithm=algorithm, seed=7)
                for algorithm in (Boosting(trees=20), Forest(trees=5))
            ]
        found.append([(folder / "models" / model.model_id / "arrays.npz").read_bytes() for model in fitted])

    assert found[0] == found[1]

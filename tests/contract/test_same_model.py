"""A model is the same, bit for bit, wherever it is fitted: in this process, or behind gRPC in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from brolly.topology.reading import parse
from ml_tools.models.algorithms import families
from ml_tools.models.family import Family
from ml_tools.models_interface import ConvNet, Models
from ml_tools.utils_interface import Task

pytestmark = [pytest.mark.transports("process"), pytest.mark.timeout(300)]

NEEDED = {ConvNet: {"height": 2, "width": 3}}
"""What settings cannot do without."""


def rows(task: Task) -> pa.Table:
    random = np.random.default_rng(0)
    features = random.normal(size=(160, 6))
    score = features[:, 0] * features[:, 1] + features[:, 2]
    target = score if task is Task.REGRESSION else np.array(["a", "b", "c"])[np.digitize(score, [-0.5, 0.5])]
    return pa.table({**{f"x{number}": column for number, column in enumerate(features.T)}, "y": target})


def learned(folder: Path, model_id: str) -> dict[str, np.ndarray]:
    with np.load(folder / "models" / model_id / "arrays.npz") as arrays:
        return dict(arrays)


async def fitted(models: Models, folder: Path, family: Family) -> list[dict[str, np.ndarray]]:
    found: list[dict[str, np.ndarray]] = []
    for task in family.predict:
        settings = family.settings(**NEEDED.get(family.settings, {}))
        model = await models.fit_model(rows(task), target="y", algorithm=settings, seed=7, task=task)
        found.append(learned(folder, model.model_id))
    return found


async def test_a_model_is_the_same_bit_for_bit(connect: Any, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    text = f'[processes.main]\napplications = ["models", "utils"]\n[applications.models.config]\nfolder = "{here}"\n'
    async with (
        brolly.System(parse(text, tmp_path / "here.toml", {}), process="main") as system,
        connect("utils", models=f'config = {{ folder = "{there}" }}') as clients,
    ):
        for family in families():
            expected = await fitted(system.client(Models), here, family)
            found = await fitted(clients(Models), there, family)

            for one, other in zip(expected, found, strict=True):
                assert sorted(one) == sorted(other), family.name
                assert all(one[name].tobytes() == other[name].tobytes() for name in one), family.name

"""Models as a release wrote them, with what they predicted then: `stored/NAME` holds those of one.

Each release adds a set, which no later one changes:

    .venv/bin/python packages/models/tests/registry/releases.py NAME
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import brolly
from ml_tools.models_interface import Algorithm, Constant, Forest, Linear, Logistic, Models, Ridge

STORED = Path(__file__).parent / "stored"

ALGORITHMS = (
    Algorithm(name="price", settings=Constant()),
    Algorithm(name="price", settings=Linear()),
    Algorithm(name="price", settings=Ridge(penalty=0.5)),
    Algorithm(name="price", settings=Forest(trees=3, max_depth=4)),
    Algorithm(name="kind", settings=Constant()),
    Algorithm(name="kind", settings=Logistic(penalty=0.1)),
    Algorithm(name="kind", settings=Forest(trees=3, max_depth=4)),
)
"""What is fitted, each named by its target."""


def houses() -> Mapping[str, list[Any]]:
    """Columns of numbers with gaps, truths, texts with gaps, and targets of numbers and of three classes."""
    random = np.random.default_rng(5)
    rows = 48
    size, age = random.normal(100.0, 30.0, rows), random.integers(0, 90, rows)
    heating = random.choice(["gas", "wood", "heat pump", "öl"], rows)
    price = 2000.0 * size - 500.0 * age + 30_000.0 * (heating == "heat pump") + random.normal(0.0, 5_000.0, rows)
    return {
        "size": [None if n % 11 == 3 else float(value) for n, value in enumerate(size)],
        "age": age.tolist(),
        "heating": [None if n % 13 == 5 else str(value) for n, value in enumerate(heating)],
        "garden": (random.random(rows) < 0.5).tolist(),
        "price": price.tolist(),
        "kind": np.array(["flat", "house", "villa"])[np.digitize(price, [120_000.0, 200_000.0])].tolist(),
    }


@asynccontextmanager
async def serving(folder: Path) -> AsyncGenerator[Models]:
    """Run the service on the models of a folder."""
    with tempfile.TemporaryDirectory() as place:
        topology = Path(place) / "topology.toml"
        topology.write_text(
            f'[processes.main]\napplications = ["models", "utils"]\n[applications.models.config]\nfolder = "{folder}"\n'
        )
        async with brolly.System(topology, process="main") as system:
            yield system.client(Models)


async def write(folder: Path) -> None:
    """Write the models of this version, and what they predict."""
    columns = houses()
    table, known = pa.table(dict(columns)), {name: columns[name][:12] for name in columns}
    predictions: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as state:
        async with serving(Path(state)) as models:
            for each in ALGORITHMS:
                without = table.drop_columns({"price": "kind", "kind": "price"}[each.name])
                model = await models.fit_model(without, target=each.name, algorithm=each.settings, seed=1)
                found = await models.predict(pa.table(dict(known)), model_id=model.model_id)
                predictions[model.model_id] = found.predictions.to_pydict()
        shutil.copytree(Path(state) / "models", folder / "models")
    (folder / "expected.json").write_text(json.dumps({"rows": known, "predictions": predictions}, indent=1))


if __name__ == "__main__":
    asyncio.run(write(STORED / sys.argv[1]))

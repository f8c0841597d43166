"""From the start of `ml-tools serve` to the first prediction over HTTP, against scikit-learn in a bare web server."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from time import perf_counter

import joblib
import pyarrow as pa
import rounds
import servers
from result import Result, compared
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import brolly
from ml_tools.models_interface import Models
from ml_tools.models_interface import Ridge as OurRidge

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 5
LIMIT_S = 180.0
_PAUSE_S = 0.005
_PATIENCE_S = 60.0


async def measure(count: int, folder: Path) -> list[Result]:
    features, target = load_diabetes(return_X_y=True)
    names = [f"feature_{number}" for number in range(features.shape[1])]
    row = dict(zip(names, features[0].tolist(), strict=True))
    topology = folder / "serve.toml"
    topology.write_text(
        '[processes.main]\napplications = ["main", "datasets", "utils", "models"]\n'
        f'[applications.models.config]\nfolder = "{folder / "models"}"\n'
        f'[applications.datasets.config]\nfolder = "{folder / "datasets"}"\n'
    )
    model_id = await _fitted(folder, pa.table(dict(zip(names, features.T, strict=True)) | {"target": target}))
    pipeline = folder / "pipeline.joblib"
    joblib.dump(make_pipeline(StandardScaler(), Ridge()).fit(features, target), pipeline)

    async def ours() -> float:
        port = servers.free_port()
        command = servers.ml_tools("serve", "--topology", str(topology), "--port", str(port))
        url = f"http://127.0.0.1:{port}/models/{model_id}/predictions"
        return await _first_answer_ms(command, url, {"rows": [row]})

    async def peer() -> float:
        port = servers.free_port()
        command = servers.peer("scikit_learn_server", str(pipeline), str(port))
        url = f"http://127.0.0.1:{port}/predictions"
        return await _first_answer_ms(command, url, {"rows": [features[0].tolist()]})

    found = await rounds.medians({"ours": ours, "peer": peer}, count)
    return [compared("start to first prediction", **found, peer_name="scikit-learn, granian", unit="ms")]


async def _fitted(folder: Path, table: pa.Table) -> str:
    """Fit a model and return its id."""
    topology = folder / "fit.toml"
    topology.write_text(
        '[processes.main]\napplications = ["utils", "models"]\n'
        f'[applications.models.config]\nfolder = "{folder / "models"}"\n'
    )
    async with brolly.System(topology, process="main") as system:
        model = await system.client(Models).fit_model(table, target="target", algorithm=OurRidge())
    return model.model_id


async def _first_answer_ms(command: list[str], url: str, body: object) -> float:
    started = perf_counter()
    with servers.spawned(command):
        await asyncio.to_thread(_answered, url, json.dumps(body).encode())
        return (perf_counter() - started) * 1e3


def _answered(url: str, body: bytes) -> None:
    """Ask until somebody listens, and return when there is an answer."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    end = perf_counter() + _PATIENCE_S
    while perf_counter() < end:
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:
                assert json.load(answer)["predictions"]
                return
        except urllib.error.HTTPError:
            raise
        except OSError:
            pass
        time.sleep(_PAUSE_S)
    raise TimeoutError(f"nobody answered at {url}")

"""Models that earlier releases have kept are loaded, and predict what they did then."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import real_parts

from ml_tools.models.registry import Registry

HERE = Path(__file__).parent
RELEASES = sorted(folder.name for folder in (HERE / "stored").iterdir())


def helper() -> Any:
    spec = importlib.util.spec_from_file_location("releases", HERE / "releases.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("release", RELEASES)
async def test_models_of_an_earlier_release_predict_the_same(release: str, tmp_path: Path) -> None:
    stored = HERE / "stored" / release
    expected = json.loads((stored / "expected.json").read_text())
    shutil.copytree(stored / "models", tmp_path / "models")

    async with helper().serving(tmp_path) as models:
        listed = await models.list_models()
        assert {model.model_id for model in listed.models} == set(expected["predictions"])
        for model_id, columns in expected["predictions"].items():
            found = await models.predict(pa.table(expected["rows"]), model_id=model_id)
            assert found.predictions.column_names == list(columns)
            for name, values in columns.items():
                if isinstance(values[0], str):
                    assert found.predictions[name].to_pylist() == values
                else:
                    np.testing.assert_allclose(found.predictions[name], values, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("release", RELEASES)
def test_trees_of_an_earlier_release_give_the_same_in_xla(release: str, tmp_path: Path) -> None:
    from ml_tools.models.forest.predicting import native_means, xla_means
    from ml_tools.models.native import missing_native

    if missing_native():
        real_parts.missing("native code")
    shutil.copytree(HERE / "stored" / release / "models", tmp_path / "models")
    registry = Registry.open(tmp_path, max_cached_bytes=0)
    features = np.random.default_rng(0).normal(100.0, 50.0, (50, 9)).astype(np.float32)

    for model in registry.page(100, None)[0]:
        if model.algorithm == "forest":
            arrays = registry.artefact(model.model_id).arrays
            np.testing.assert_allclose(native_means(arrays, features), xla_means(arrays, features), rtol=1e-5)

    registry.close()

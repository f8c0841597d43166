"""The application: light to import, and configured."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

import brolly
from ml_tools.utils.config import UtilsConfig
from ml_tools.utils_interface import PreProcessing, Recipe, Score, Visualization

HEAVY = ["altair", "numpy", "pyarrow", "vl_convert"]
TOPOLOGY = """
[processes.main]
applications = ["utils"]
[applications.utils.config]
max_features_bytes = 8
"""


def test_importing_the_application_loads_nothing_heavy() -> None:
    code = f"import sys, ml_tools.utils.application; print(*[name for name in {HEAVY} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="max_feature"):
        msgspec.convert({"max_feature": 1}, UtilsConfig)


@pytest.mark.parametrize("setting", [{"max_features_bytes": 0}, {"picture_timeout_s": 0.0}])
def test_a_setting_out_of_bounds_is_refused(setting: dict[str, float]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(setting, UtilsConfig)


async def test_a_system_serves_both_contracts_as_configured(tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    file = tmp_path / "utils.toml"
    file.write_text(TOPOLOGY)
    table = pa.table({"a": [1, 2, 3]})

    async with brolly.System(file, process="main", listen=False) as system:
        fitted = await system.client(PreProcessing).fit_recipe(table, recipe=recipe())
        with pytest.raises(brolly.ResourceExhausted, match="expected at most 8 bytes of features, got 12"):
            await system.client(PreProcessing).apply_recipe(table, fitted=fitted)
        scores = (Score(model="ridge", mean=1.0, std=0.1),)
        chart = await system.client(Visualization).plot_leaderboard("rmse", scores=scores)

    assert chart.alt_text == "ridge is best: rmse 1.00 ± 0.10."

"""The most memory that fits of a million rows take, beside the size of the data, which is counted in.

Each fit has a process of its own. It is resident memory above what imports take.
"""

from __future__ import annotations

from pathlib import Path

import fits
import numpy as np
from result import Result, compared

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 1
LIMIT_S = 1800.0
_ROWS, _FEATURES = 1_000_000, 30
_MOST = 4.0
_FAMILIES = {
    0: ("linear", "ridge", "lasso", "elastic_net", "linear_svm", "rbf_svm", "forest", "boosting", "mlp"),
    2: ("logistic", "linear_svm", "boosting"),
    5: ("logistic", "forest", "boosting"),
}


async def measure(count: int, folder: Path) -> list[Result]:
    results: list[Result] = []
    for classes, families in _FAMILIES.items():
        file = _generated(folder / "data.npz", classes)
        for family in families:
            found = [await fits.run("fit_memory", [family, file]) for _ in range(count)]
            name = f"{family} {f'{classes} classes, ' if classes else ''}{_ROWS:,} x {_FEATURES}: memory"
            ours = max(each["peak_mib"] for each in found)
            data = found[0]["data_mib"]
            results.append(compared(name, ours, data, peer_name="the data", unit="MiB", goal=_MOST))
    return results


def _generated(file: Path, classes: int) -> str:
    random = np.random.default_rng(0)
    x = random.normal(size=(_ROWS, _FEATURES)).astype(np.float32)
    y = x[:, 0] * x[:, 1] + x[:, 2] + random.normal(size=_ROWS)
    if classes:
        y = np.searchsorted(np.quantile(y, np.arange(1, classes) / classes), y).astype(np.float64)
    np.savez(file, x=x, y=y, classes=classes)
    return str(file)

"""Samples that trees grow on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ml_tools.kernels import Sample

MakeSample = Callable[..., Sample]


@pytest.fixture
def make_sample() -> MakeSample:
    """Make a sample of random bins; of classes where their number is given."""

    def make(rows: int, features: int, *, class_count: int = 0, seed: int = 0, bins: int = 255) -> Sample:
        random = np.random.default_rng(seed)
        codes = random.integers(0, bins, (rows, features), dtype=np.uint8)
        signal: Any = codes[:, 0].astype(np.int64) * 3 + random.integers(0, 300, rows)
        target = signal * class_count // 1063 if class_count else signal
        return Sample(codes, np.full(features, bins, np.int32), target, class_count, 0)

    return make

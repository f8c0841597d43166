"""JAX refuses what it would guess otherwise, and the service runs in the process of the tests."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import jax
import pytest

import brolly

jax.config.update("jax_numpy_rank_promotion", "raise")
jax.config.update("jax_numpy_dtype_promotion", "strict")


@pytest.fixture
def topology(tmp_path: Path) -> Path:
    """A topology of this service and the one that it needs."""
    file = tmp_path / "topology.toml"
    file.write_text(
        '[processes.main]\napplications = ["models", "utils"]\n'
        f'[applications.models.config]\nfolder = "{tmp_path / "state"}"\nmax_model_bytes = 50_000_000\n'
    )
    return file


@pytest.fixture
async def system(topology: Path) -> AsyncGenerator[brolly.System]:
    """Both services, running."""
    async with brolly.System(topology, process="main") as system:
        yield system

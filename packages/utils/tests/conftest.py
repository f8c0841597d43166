"""Tables, recipes, and the services without anything around them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import pytest_asyncio

from ml_tools.utils.pictures import PictureProcess
from ml_tools.utils.pre_processing import ColumnwisePreProcessing
from ml_tools.utils.visualization import AltairVisualization
from ml_tools.utils_interface import EncodeTexts, ImputeNumbers, KFold, PreparedSplit, Recipe, ScaleNumbers


@pytest.fixture
def pre_processing() -> ColumnwisePreProcessing:
    """The service itself."""
    return ColumnwisePreProcessing(max_features_bytes=2**30)


@pytest.fixture
def recipe() -> Callable[..., Recipe]:
    """Makes a recipe: mean, one-hot, standard, unless told otherwise."""

    def make(**changes: Any) -> Recipe:
        fields: dict[str, Any] = {
            "impute_numbers": ImputeNumbers.MEAN,
            "encode_texts": EncodeTexts.ONE_HOT,
            "scale_numbers": ScaleNumbers.STANDARD,
        }
        return Recipe(**(fields | changes))

    return make


@pytest.fixture
def prepare(pre_processing: ColumnwisePreProcessing, recipe: Callable[..., Recipe]) -> Callable[..., Any]:
    """Prepares all splits of a table whose target is `y`, five folds unless told otherwise."""

    async def prepare(table: pa.Table, **changes: Any) -> list[PreparedSplit]:
        arguments: dict[str, Any] = {"target": "y", "recipe": recipe(), "split": KFold(folds=5), "seed": 0}
        async with aclosing(pre_processing.prepare(table, **(arguments | changes))) as splits:
            return [split async for split in splits]

    return prepare


@pytest.fixture
def rng() -> np.random.Generator:
    """The same random numbers in every run."""
    return np.random.default_rng(7)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pictures() -> AsyncGenerator[PictureProcess, None]:
    """A process that draws, for all tests that run on the session's loop."""
    async with PictureProcess(timeout_s=30.0) as process:
        yield process


@pytest.fixture
def visualization(pictures: PictureProcess) -> AltairVisualization:
    """The service itself; tests that draw are marked with `asyncio(loop_scope="session")`."""
    return AltairVisualization(pictures.draw)

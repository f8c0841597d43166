"""What the tests of the registry share."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from ml_tools.models.registry import Artefact, Registry, new_model_id
from ml_tools.models_interface import (
    Algorithm,
    Metric,
    Model,
    Ridge,
)
from ml_tools.utils_interface import (
    EncodeTexts,
    FittedColumn,
    FittedRecipe,
    ImputeNumbers,
    NumberStep,
    Recipe,
    ScaleNumbers,
    Task,
    TextStep,
)

RECIPE = Recipe(
    impute_numbers=ImputeNumbers.MEAN, encode_texts=EncodeTexts.ONE_HOT, scale_numbers=ScaleNumbers.NONE, max_levels=7
)
START = datetime(2024, 5, 1, tzinfo=UTC)


@pytest.fixture
def registry(tmp_path: Path) -> Generator[Registry]:
    registry = Registry.open(tmp_path, max_cached_bytes=10_000)
    yield registry
    registry.close()


def _artefact(number: int = 0, *, size: int = 3) -> Artefact:
    text = TextStep(levels=("grün", ""), encode_texts=EncodeTexts.ONE_HOT, has_other=True, has_missing=False)
    columns = (
        FittedColumn(name="a", step=NumberStep(fill=0.1, center=1 / 3, scale=1e-300)),
        FittedColumn(name="b", step=text),
    )
    return Artefact(
        model=Model(
            model_id=new_model_id("ridge"),
            algorithm="ridge",
            task=Task.CLASSIFICATION,
            target="price",
            classes=("no", "yes"),
            columns=("a", "b"),
            row_count=12,
            created_at=START + timedelta(microseconds=number),
            fit_seconds=0.1,
            notes=("nothing",),
            settings=Algorithm(name="ridge", settings=Ridge(penalty=0.25)),
            recipe=RECIPE,
            training_metrics=(Metric(name="rmse", value=0.5),),
        ),
        fitted=FittedRecipe(format=1, columns=columns, feature_names=("a", "b=grün", "b=", "b=other"), notes=()),
        arrays={"weights": np.arange(size) / 7, "roots": np.arange(size, dtype=np.int32), "depth": np.asarray(number)},
    )


@pytest.fixture
def artefact() -> Callable[..., Artefact]:
    """Make an artefact with an id of its own, the later the higher its number."""
    return _artefact

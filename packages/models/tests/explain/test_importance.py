"""A column matters as much as the error grows without what it tells."""

from __future__ import annotations

import numpy as np
import pytest

from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models.explain import importances
from ml_tools.utils_interface import EncodeTexts, FittedColumn, FittedRecipe, NumberStep, TextStep

NUMBER = NumberStep(fill=0.0, center=0.0, scale=1.0)
TEXT = TextStep(levels=("p", "q"), encode_texts=EncodeTexts.ONE_HOT, has_other=True, has_missing=True)
RANK = TextStep(levels=("p", "q"), encode_texts=EncodeTexts.ORDINAL, has_other=False)
FITTED = FittedRecipe(
    format=1,
    columns=(
        FittedColumn(name="ignored", step=NUMBER),
        FittedColumn(name="text", step=TEXT),
        FittedColumn(name="rank", step=RANK),
        FittedColumn(name="weak", step=NUMBER),
    ),
    feature_names=tuple("abcdefg"),
)


def predict(features: Features) -> Outputs:
    assert (features[:, 1:5].sum(axis=1) == 1).all(), "the features of a column are shuffled together"
    return (features[:, 1:5] @ [0.0, 10.0, 20.0, 30.0] + 4.0 * features[:, 5] + 0.5 * features[:, 6])[:, None]


def examples() -> Examples:
    random = np.random.default_rng(0)
    features = random.normal(size=(400, 7)).astype(np.float32)
    features[:, 1:5] = np.eye(4)[random.integers(0, 4, 400)]
    return Examples(features=features, target=predict(features)[:, 0])


def test_columns_come_in_the_order_of_what_they_matter() -> None:
    found = importances(predict, examples(), FITTED, shuffles=5, seed=0)

    assert [each.column for each in found] == ["text", "rank", "weak", "ignored"]
    assert found[-1].mean == found[-1].std == 0.0
    assert found[1].mean == pytest.approx(4.0 * np.sqrt(2), rel=0.1)
    assert found[1].std > 0


def test_the_same_seed_gives_the_same() -> None:
    once, again, other = (importances(predict, examples(), FITTED, shuffles=2, seed=seed) for seed in (1, 1, 2))

    assert once == again != other

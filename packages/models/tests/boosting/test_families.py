"""Settings of the contract are checked before anything is computed, and a boosted model is served like any other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.models.algorithms import default_recipe, learner
from ml_tools.models_interface import Boosting, BoostingLoss, ClassWeight, Models, Monotone
from ml_tools.utils_interface import EncodeTexts, ImputeNumbers


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"trees": 0}, r"a.trees: expected 1 to 10,000, got 0"),
        ({"learning_rate": 1.5}, r"a.learning_rate: .* up to 1, got 1.5"),
        ({"leaves": 1}, r"a.leaves: expected 2 to 1,024"),
        ({"max_depth": 33}, r"a.max_depth: expected 1 to 32"),
        ({"min_leaf_rows": 0}, r"a.min_leaf_rows: expected 1 to"),
        ({"l2": -1.0}, r"a.l2: expected a number from 0 up"),
        ({"feature_share": 0.0}, r"a.feature_share"),
        ({"row_share": float("nan")}, r"a.row_share"),
        ({"quantile": 1.0}, r"a.quantile: .* below 1"),
        ({"loss": BoostingLoss(9)}, r"a.loss: expected SQUARED, ABSOLUTE or QUANTILE"),
        ({"early_stopping_trees": 0}, r"a.early_stopping_trees"),
        ({"validation_share": 1.0}, r"a.validation_share"),
        ({"monotone": (Monotone(column="x", rising=True),) * 2}, r"a.monotone: expected each column once"),
        (
            {"class_weights": (ClassWeight(class_name="x", weight=0.0),)},
            r"a.class_weights: 'x': expected",
        ),
    ],
)
def test_settings_out_of_their_range_are_refused(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(brolly.InvalidArgument, match=says):
        learner(Boosting(**settings), where="a", max_model_bytes=10**9)


def test_missing_values_and_levels_are_left_to_it() -> None:
    recipe = default_recipe(Boosting())

    assert recipe.impute_numbers == ImputeNumbers.NONE
    assert recipe.encode_texts == EncodeTexts.CODES


async def test_a_boosted_model_is_fitted_kept_and_predicts(system: brolly.System) -> None:
    random = np.random.default_rng(0)
    color = random.choice(["red", "green", "blue"], 300)
    size = np.where(random.random(300) < 0.1, np.nan, random.normal(size=300))
    price = np.nan_to_num(size, nan=2.0) + (color == "red") * 3
    table = pa.table({"color": color, "size": pa.array(size, from_pandas=True), "price": price})
    models = system.client(Models)
    settings = Boosting(trees=60, min_leaf_rows=5, monotone=(Monotone(column="size", rising=True),))

    model = await models.fit_model(table, target="price", algorithm=settings)
    response = await models.predict(table.drop_columns("price"), model_id=model.model_id)

    assert model.algorithm == "boosting"
    error = np.asarray(response.predictions["predicted"]) - price
    assert np.sqrt(np.mean(error**2)) < 0.3

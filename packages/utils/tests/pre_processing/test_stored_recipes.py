"""Recipes that were stored before are applied as then: models keep them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from google.protobuf import json_format

from ml_tools.utils_interface.v1.pre_processing_codec import decode_fitted_recipe
from ml_tools.utils_interface.v1.pre_processing_pb2 import FittedRecipe

FORMAT_1 = """
{
  "format": 1,
  "columns": [
    {"name": "rooms", "number": {"fill": 3.0, "center": 3.1666666666666665, "scale": 1.5723301886761005}},
    {"name": "town", "text": {"levels": ["K\\u00f6ln", "Ulm"], "encodeTexts": "ENCODE_TEXTS_ONE_HOT",
                              "hasOther": true, "hasMissing": true}},
    {"name": "street", "text": {"levels": ["a", "b"], "encodeTexts": "ENCODE_TEXTS_ORDINAL"}}
  ],
  "featureNames": ["rooms", "town=K\\u00f6ln", "town=Ulm", "town=other", "town=missing", "street"],
  "notes": ["column 'built' is left out: no feature is made of date32[day]"]
}
"""


async def test_a_recipe_of_format_1_is_applied_described_and_inverted(pre_processing: Any) -> None:
    fitted = decode_fitted_recipe(json_format.Parse(FORMAT_1, FittedRecipe()))
    table = pa.table(
        {"rooms": [6, None, 1], "town": ["Ulm", "Bonn", None], "street": ["b", "new", "a"], "more": [1, 2, 3]}
    )

    features = (await pre_processing.apply_recipe(table, fitted=fitted)).features

    scaled = (np.array([6, 3, 1]) - 3.1666666666666665) / 1.5723301886761005
    np.testing.assert_allclose(features["rooms"].to_numpy(), scaled, rtol=1e-6)
    assert features.drop(["rooms"]).to_pydict() == {
        "town=Köln": [0, 0, 0],
        "town=Ulm": [1, 0, 0],
        "town=other": [0, 1, 0],
        "town=missing": [0, 0, 1],
        "street": [1, -1, 0],
    }
    back = (await pre_processing.invert_recipe(features, fitted=fitted)).table
    np.testing.assert_allclose(back["rooms"].to_numpy(), [6, 3, 1], rtol=1e-6)
    assert back["town"].to_pylist() == ["Ulm", None, None]
    assert back["street"].to_pylist() == ["b", None, "a"]
    assert (await pre_processing.describe_recipe(fitted)).sentences == (
        "Numbers are filled where they are missing, and scaled to a mean of 0 and a standard deviation of 1: 'rooms'.",
        "Texts become a feature of 0 and 1 for each level: 'town'.",
        "Texts become the rank of their level: 'street'.",
    )

"""Examples tell what each feature is of."""

from __future__ import annotations

import pyarrow as pa

import brolly
from ml_tools.models.algorithms import default_recipe
from ml_tools.models.examples import Origin, read_examples
from ml_tools.models_interface import Ridge
from ml_tools.utils_interface import AllRows, EncodeTexts, ImputeNumbers, PreProcessing, Recipe, ScaleNumbers

TABLE = pa.table({"size": [1.0, 2.0, None], "town": ["a", "b", "a"], "price": [1.0, 2.0, 3.0]})


async def origins(system: brolly.System, recipe: Recipe) -> list[Origin]:
    preparing = system.client(PreProcessing).prepare(TABLE, target="price", recipe=recipe, split=AllRows(), seed=0)
    split = await anext(preparing)
    await preparing.aclose()
    return list(read_examples(split.train, split, max_cells=100).origins)


async def test_a_code_of_levels_is_told_from_numbers(system: brolly.System) -> None:
    recipe = Recipe(impute_numbers=ImputeNumbers.NONE, encode_texts=EncodeTexts.CODES, scale_numbers=ScaleNumbers.NONE)

    assert await origins(system, recipe) == [Origin(column="size"), Origin(column="town", is_code=True)]


async def test_each_feature_of_a_level_is_of_its_column(system: brolly.System) -> None:
    assert await origins(system, default_recipe(Ridge())) == [Origin(column="size"), *[Origin(column="town")] * 2]

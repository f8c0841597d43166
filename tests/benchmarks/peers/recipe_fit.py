"""Fits a recipe to a table and applies it: `recipe_fit.py LIBRARY CASE TABLE.arrow`, prints seconds as JSON.

The table has numbers `n0`, `n1`, ... with missing values, texts `t0`, `t1`, ..., and the target `y`. Both make
dense features, and hold the table in the form of their own that is read before the clock starts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.ipc

WARM_ROWS = 1000
Fit = Callable[[Any], Callable[[Any], Any]]
"""Fits to rows, makes features of them, and returns what makes features of others."""


def main(library: str, case: str, file: str) -> None:
    with pa.memory_map(file) as source:
        table = pyarrow.ipc.open_file(source).read_all()
    own, fit = {"ours": ours, "scikit-learn": scikit_learn}[library](case)
    rows = own(table)
    fit(own(table.slice(0, WARM_ROWS)))
    started = perf_counter()
    apply = fit(rows)
    fitted = perf_counter()
    apply(rows)
    print(json.dumps({"fit_s": fitted - started, "apply_s": perf_counter() - fitted}))


def ours(case: str) -> tuple[Callable[[pa.Table], Any], Fit]:
    import asyncio

    from ml_tools.utils.pre_processing import ColumnwisePreProcessing
    from ml_tools.utils_interface import AllRows

    service = ColumnwisePreProcessing(max_features_bytes=2**40)
    recipe = _recipe(case)

    async def prepared(table: pa.Table) -> Any:
        return await anext(service.prepare(table, target="y", recipe=recipe, split=AllRows(), seed=0))

    async def features(table: pa.Table, fitted: Any) -> Any:
        return (await service.apply_recipe(table, fitted=fitted)).features

    def fit(table: pa.Table) -> Callable[[pa.Table], Any]:
        fitted = asyncio.run(prepared(table)).fitted
        return lambda rows: asyncio.run(features(rows, fitted))

    return lambda table: table, fit


def _recipe(case: str) -> Any:
    from ml_tools.utils_interface import (
        Columns,
        Encode,
        EncodeBy,
        EncodeTexts,
        Impute,
        ImputeBy,
        ImputeNumbers,
        Recipe,
        Scale,
        ScaleBy,
        ScaleNumbers,
        Step,
    )

    if case == "plain":
        return Recipe(
            impute_numbers=ImputeNumbers.MEDIAN,
            encode_texts=EncodeTexts.ONE_HOT,
            scale_numbers=ScaleNumbers.STANDARD,
            max_levels=1000,
        )
    quantile = Scale(by=ScaleBy.QUANTILE)
    return Recipe(
        impute_numbers=ImputeNumbers.NONE,
        encode_texts=EncodeTexts.CODES,
        scale_numbers=ScaleNumbers.NONE,
        steps=(
            Step(action=Impute(by=ImputeBy.MEAN)),
            Step(action=quantile, columns=Columns(names=("n0", "n1", "n2"))),
            Step(action=Scale(by=ScaleBy.ROBUST), columns=Columns(excepted=("n0", "n1", "n2"))),
            Step(action=Encode(by=EncodeBy.TARGET), columns=Columns(names=("t0", "t1"))),
            Step(action=Encode(by=EncodeBy.ORDINAL)),
        ),
    )


def scikit_learn(case: str) -> tuple[Callable[[pa.Table], Any], Fit]:
    def fit(frame: Any) -> Callable[[Any], Any]:
        transformer = _transformer(case, [name for name in frame if name != "y"])
        transformer.fit_transform(frame, frame["y"])
        return transformer.transform

    return lambda table: table.to_pandas(), fit


def _transformer(case: str, names: list[str]) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import (
        OneHotEncoder,
        OrdinalEncoder,
        QuantileTransformer,
        RobustScaler,
        StandardScaler,
        TargetEncoder,
    )

    numbers, texts = [name for name in names if name[0] == "n"], [name for name in names if name[0] == "t"]
    if case == "plain":
        filled = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        return ColumnTransformer([("numbers", filled, numbers), ("texts", encoder, texts)])
    unknown = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    return ColumnTransformer(
        [
            ("quantile", make_pipeline(SimpleImputer(), QuantileTransformer(subsample=None)), numbers[:3]),
            ("robust", make_pipeline(SimpleImputer(), RobustScaler()), numbers[3:]),
            ("target", TargetEncoder(), texts[:2]),
            ("ordinal", unknown, texts[2:]),
        ]
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What `compare` does, by scikit-learn, and by LightGBM for boosting; prints the scores as JSON.

`scikit_learn_compare.py CSV TARGET SPLITS.npz MODEL ...` with models by the names that `ml-tools` has for them.

The splits are those of the comparison that it stands beside: `training` and `holdout` are rows of the file, and
`fold_0`, `fold_1` and so on are the validation rows of each fold.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from os import cpu_count
from statistics import mean
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, Ridge
from sklearn.metrics import root_mean_squared_error
from sklearn.neighbors import KNeighborsRegressor
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVR, LinearSVR

Make = Callable[[], Any]


def boosting() -> Any:
    from lightgbm import LGBMRegressor

    return LGBMRegressor(n_jobs=cpu_count(), verbose=-1)


def scaled(model: Callable[..., Any], **settings: Any) -> Make:
    """Return what makes a model that learns from a target of mean 0 and standard deviation 1, as ours do."""
    return lambda: TransformedTargetRegressor(model(**settings), transformer=StandardScaler())


MODELS: dict[str, Make] = {
    "constant": DummyRegressor,
    "linear": LinearRegression,
    "ridge": Ridge,
    "lasso": Lasso,
    "elastic_net": ElasticNet,
    "forest": partial(RandomForestRegressor, n_jobs=-1, random_state=0),
    "extra_trees": partial(ExtraTreesRegressor, n_jobs=-1, random_state=0),
    "boosting": boosting,
    "linear_svm": scaled(LinearSVR, loss="squared_epsilon_insensitive", epsilon=0.1, random_state=0),
    "rbf_svm": scaled(SVR, epsilon=0.1),
    "neighbors": partial(KNeighborsRegressor, n_jobs=-1),
    "mlp": scaled(MLPRegressor, hidden_layer_sizes=(128, 64), batch_size=256, early_stopping=True, random_state=0),
}


def main(csv: str, target: str, splits_file: str, *models: str) -> None:
    table = pa.csv.read_csv(csv)
    rows, numbers, texts = features(table.drop_columns(target))
    actual = table[target].to_numpy()
    splits = np.load(splits_file)
    training, holdout = splits["training"], splits["holdout"]
    folds = [splits[name] for name in splits.files if name.startswith("fold_")]
    scores: dict[str, list[float]] = {name: [] for name in models}
    for validation in folds:
        fitted_on = np.setdiff1d(training, validation)
        recipe = recipe_of(numbers, texts)
        prepared, checked = recipe.fit_transform(rows[fitted_on]), recipe.transform(rows[validation])
        for name in models:
            predicted = MODELS[name]().fit(prepared, actual[fitted_on]).predict(checked)
            scores[name].append(root_mean_squared_error(actual[validation], predicted))
    best = min(scores, key=lambda name: mean(scores[name]))
    model = make_pipeline(recipe_of(numbers, texts), MODELS[best]()).fit(rows[training], actual[training])
    error = root_mean_squared_error(actual[holdout], model.predict(rows[holdout]))
    print(json.dumps({"scores": {name: mean(values) for name, values in scores.items()}, "holdout": error}))


def recipe_of(numbers: list[int], texts: list[int]) -> ColumnTransformer:
    numeric = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    return ColumnTransformer([("numbers", numeric, numbers), ("texts", OneHotEncoder(handle_unknown="ignore"), texts)])


def features(table: pa.Table) -> tuple[np.ndarray, list[int], list[int]]:
    """Return the rows as objects, and which columns are numbers and which are texts."""
    rows = np.empty((table.num_rows, table.num_columns), dtype=object)
    texts = [index for index, field in enumerate(table.schema) if pa.types.is_string(field.type)]
    for index, column in enumerate(table.columns):
        rows[:, index] = column.to_pylist() if index in texts else column.to_numpy()
    return rows, [index for index in range(table.num_columns) if index not in texts], texts


if __name__ == "__main__":
    main(*sys.argv[1:])

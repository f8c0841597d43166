"""What `compare` does, by scikit-learn: `scikit_learn_compare.py CSV TARGET SPLITS.npz`, prints the scores as JSON.

The splits are those of the comparison that it stands beside: `training` and `holdout` are rows of the file, and
`fold_0`, `fold_1` and so on are the validation rows of each fold.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from statistics import mean

import numpy as np
import pyarrow as pa
import pyarrow.csv
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import root_mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

MODELS = {
    "constant": DummyRegressor,
    "linear": LinearRegression,
    "ridge": Ridge,
    "forest": partial(RandomForestRegressor, n_jobs=-1, random_state=0),
}


def main(csv: str, target: str, splits_file: str) -> None:
    table = pa.csv.read_csv(csv)
    rows, numbers, texts = features(table.drop_columns(target))
    actual = table[target].to_numpy()
    splits = np.load(splits_file)
    training, holdout = splits["training"], splits["holdout"]
    folds = [splits[name] for name in splits.files if name.startswith("fold_")]
    scores: dict[str, list[float]] = {name: [] for name in MODELS}
    for validation in folds:
        fitted_on = np.setdiff1d(training, validation)
        recipe = recipe_of(numbers, texts)
        prepared, checked = recipe.fit_transform(rows[fitted_on]), recipe.transform(rows[validation])
        for name, make in MODELS.items():
            predicted = make().fit(prepared, actual[fitted_on]).predict(checked)
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

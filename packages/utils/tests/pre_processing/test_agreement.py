"""Steps agree with scikit-learn's transformers to 1e-6, on the sets that it ships with and where values are missing."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from sklearn import datasets, feature_extraction, impute, preprocessing

from ml_tools.utils.pre_processing import ColumnwisePreProcessing
from ml_tools.utils_interface import (
    AllRows,
    Columns,
    Encode,
    EncodeBy,
    EncodeTexts,
    Impute,
    ImputeBy,
    ImputeNumbers,
    KFold,
    Recipe,
    Scale,
    ScaleBy,
    ScaleNumbers,
    Step,
    TfIdf,
    UnknownLevels,
)

SERVICE = ColumnwisePreProcessing(max_features_bytes=2**30)
SETS = ["diabetes", "wine", "breast_cancer", "digits"]


def recipe(*steps: Step) -> Recipe:
    """Nothing but the steps."""
    return Recipe(
        impute_numbers=ImputeNumbers.NONE,
        encode_texts=EncodeTexts.ORDINAL,
        scale_numbers=ScaleNumbers.NONE,
        steps=steps,
    )


def sample(name: str) -> np.ndarray:
    """Return the columns of a set that vary in any two thirds of their rows."""
    x = getattr(datasets, f"load_{name}")().data
    x = x[:600]
    return np.ascontiguousarray(x[:, (x != np.median(x, axis=0)).mean(axis=0) > 0.5])


def table_of(x: np.ndarray) -> pa.Table:
    return pa.table({f"x{number:03}": pa.array(column, from_pandas=True) for number, column in enumerate(x.T)})


def holed(x: np.ndarray) -> np.ndarray:
    return np.where(np.random.default_rng(3).random(x.shape) < 0.1, np.nan, x)


async def both(transformer: Any, step: Step, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit on two thirds of the rows, apply to all; return theirs and ours."""
    train = x[: len(x) * 2 // 3]
    fitted = await SERVICE.fit_recipe(table_of(train), recipe=recipe(step))
    applied = (await SERVICE.apply_recipe(table_of(x), fitted=fitted)).features
    ours = np.stack([column.to_numpy() for column in applied.columns], axis=1)
    return transformer.fit(train).transform(x), ours


def agrees(theirs: np.ndarray, ours: np.ndarray) -> None:
    """Features are 32-bit: what they lose by that is allowed beside 1e-6."""
    assert theirs.shape == ours.shape
    scale = np.maximum(1.0, np.abs(theirs))
    np.testing.assert_array_equal(np.isnan(theirs), np.isnan(ours))
    assert np.nanmax(np.abs(theirs - ours) / scale) <= 1e-6


SCALERS: dict[str, tuple[Callable[[Any], Any], Scale]] = {
    "standard": (lambda p: p.StandardScaler(), Scale(by=ScaleBy.STANDARD)),
    "min-max": (lambda p: p.MinMaxScaler(), Scale(by=ScaleBy.MIN_MAX)),
    "min-max -2 to 3": (lambda p: p.MinMaxScaler((-2, 3)), Scale(by=ScaleBy.MIN_MAX, low=-2.0, high=3.0)),
    "robust": (lambda p: p.RobustScaler(), Scale(by=ScaleBy.ROBUST)),
    "quantile": (
        lambda p: p.QuantileTransformer(n_quantiles=100, subsample=None),
        Scale(by=ScaleBy.QUANTILE, quantiles=100),
    ),
    "quantile to normal": (
        lambda p: p.QuantileTransformer(n_quantiles=50, subsample=None, output_distribution="normal"),
        Scale(by=ScaleBy.QUANTILE, quantiles=50, normal=True),
    ),
    "Yeo-Johnson": (lambda p: p.PowerTransformer(), Scale(by=ScaleBy.YEO_JOHNSON)),
}


@pytest.mark.parametrize("missing", [False, True], ids=["full", "holed"])
@pytest.mark.parametrize("scaler", SCALERS)
@pytest.mark.parametrize("name", SETS)
async def test_scales(name: str, scaler: str, missing: bool) -> None:
    make, action = SCALERS[scaler]
    x = holed(sample(name)) if missing else sample(name)

    agrees(*await both(make(preprocessing), Step(action=action), x))


async def test_box_cox_of_numbers_above_zero() -> None:
    x = np.exp(np.random.default_rng(5).normal(size=(400, 3)) * [0.1, 1, 2])

    agrees(*await both(preprocessing.PowerTransformer("box-cox"), Step(action=Scale(by=ScaleBy.BOX_COX)), holed(x)))


@pytest.mark.parametrize("offset", [-119.0, 35.0, 2000.0])
async def test_powers_of_numbers_far_from_zero_keep_their_digits(rng: np.random.Generator, offset: float) -> None:
    x = offset + rng.normal(size=60)

    _, ours = await both(_Nothing(), Step(action=Scale(by=ScaleBy.YEO_JOHNSON)), x[:, None])

    with decimal.localcontext(prec=120):
        step = Step(action=Scale(by=ScaleBy.YEO_JOHNSON))
        fitted = await SERVICE.fit_recipe(table_of(x[:40, None]), recipe=recipe(step))
        power = decimal.Decimal(fitted.steps[0].action.columns[0].power)
        raised = [_yeo_johnson(decimal.Decimal(value), power) for value in x.tolist()]
        mean = sum(raised[:40]) / 40
        deviation = (sum((each - mean) ** 2 for each in raised[:40]) / 40).sqrt()
        theirs = np.array([[float((each - mean) / deviation)] for each in raised])
    agrees(theirs, ours)


def _yeo_johnson(value: decimal.Decimal, power: decimal.Decimal) -> decimal.Decimal:
    if value < 0:
        return -((1 - value) ** (2 - power) - 1) / (2 - power)
    return ((1 + value) ** power - 1) / power


class _Nothing:
    def fit(self, x: np.ndarray) -> _Nothing:
        return self

    def transform(self, x: np.ndarray) -> np.ndarray:
        return x


IMPUTERS: dict[str, tuple[Callable[[Any], Any], Impute]] = {
    "mean": (lambda i: i.SimpleImputer(strategy="mean"), Impute(by=ImputeBy.MEAN)),
    "median": (lambda i: i.SimpleImputer(strategy="median"), Impute(by=ImputeBy.MEDIAN)),
    "mode": (lambda i: i.SimpleImputer(strategy="most_frequent"), Impute(by=ImputeBy.MODE)),
    "constant": (
        lambda i: i.SimpleImputer(strategy="constant", fill_value=-7),
        Impute(by=ImputeBy.CONSTANT, number=-7.0),
    ),
    "neighbors": (lambda i: i.KNNImputer(n_neighbors=4), Impute(by=ImputeBy.NEIGHBORS, neighbors=4)),
}


@pytest.mark.parametrize("imputer", IMPUTERS)
@pytest.mark.parametrize("name", SETS)
async def test_imputes(name: str, imputer: str) -> None:
    make, action = IMPUTERS[imputer]
    x = holed(sample(name))
    if imputer == "neighbors":  # where distances are equal, which rows are nearest is anybody's choice
        x = x + np.random.default_rng(4).normal(size=x.shape) * 1e-3 * np.nanstd(x, axis=0)

    agrees(*await both(make(impute), Step(action=action), x))


@pytest.mark.parametrize("name", SETS)
async def test_indicators(name: str) -> None:
    x = holed(sample(name))

    theirs, ours = await both(
        impute.SimpleImputer(add_indicator=True), Step(action=Impute(by=ImputeBy.MEAN, indicator=True)), x
    )

    columns = x.shape[1]  # theirs are last, ours beside their columns
    agrees(theirs, np.concatenate([ours[:, 0::2], ours[:, 1::2]], axis=1) if theirs.shape[1] == 2 * columns else ours)


# Texts


def texts(rng: np.random.Generator, rows: int, levels: int, *, missing: float = 0.0) -> list[str | None]:
    codes = rng.zipf(1.4, rows) % levels
    return [None if rng.random() < missing else f"level {code:02}" for code in codes]


async def encoded(step: Step, train: Any, new: Any, y: Any = None) -> np.ndarray:
    table = pa.table({"c": train} if y is None else {"c": train, "y": y})
    fitted = await SERVICE.fit_recipe(table, recipe=recipe(step), target=None if y is None else "y")
    applied = (await SERVICE.apply_recipe(pa.table({"c": new}), fitted=fitted)).features
    return np.stack([column.to_numpy() for column in applied.columns], axis=1)


@pytest.mark.parametrize("options", [{}, {"min_frequency": 12}, {"max_categories": 6}], ids=str)
async def test_one_hot_with_rare_levels(rng: np.random.Generator, options: dict[str, int]) -> None:
    train, new = texts(rng, 900, 30), [*texts(rng, 100, 30), "level new"]
    most = options.get("max_categories", 1001) - 1
    action = Encode(by=EncodeBy.ONE_HOT, max_levels=most, min_rows=options.get("min_frequency"))

    ours = await encoded(Step(action=action), train, new)

    theirs = preprocessing.OneHotEncoder(handle_unknown="ignore", sparse_output=False, **options)
    theirs.fit(np.array(train, object)[:, None])
    agrees(theirs.transform(np.array(new, object)[:, None]), ours)


async def test_unknown_levels_as_rare(rng: np.random.Generator) -> None:
    train, new = texts(rng, 900, 30), [*texts(rng, 100, 30), "level new"]
    action = Encode(by=EncodeBy.ONE_HOT, max_levels=1000, min_rows=12, unknown=UnknownLevels.RARE)

    ours = await encoded(Step(action=action), train, new)

    theirs = preprocessing.OneHotEncoder(handle_unknown="infrequent_if_exist", sparse_output=False, min_frequency=12)
    agrees(theirs.fit(np.array(train, object)[:, None]).transform(np.array(new, object)[:, None]), ours)


async def test_ordinal(rng: np.random.Generator) -> None:
    train, new = texts(rng, 500, 20), [*texts(rng, 100, 20), "level new"]

    ours = await encoded(Step(action=Encode(by=EncodeBy.ORDINAL)), train, new)

    theirs = preprocessing.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    agrees(theirs.fit(np.array(train, object)[:, None]).transform(np.array(new, object)[:, None]), ours)


@pytest.mark.parametrize("smoothing", [None, 0.0, 30.0])
@pytest.mark.parametrize("kind", ["numbers", "two classes", "three classes"])
async def test_target(rng: np.random.Generator, kind: str, smoothing: float | None) -> None:
    train, new = texts(rng, 600, 15, missing=0.1), [*texts(rng, 100, 15, missing=0.1), "level new"]
    y = (
        rng.normal(size=600)
        if kind == "numbers"
        else rng.choice(["a", "b", "c"][: 2 if kind == "two classes" else 3], 600)
    )

    ours = await encoded(Step(action=Encode(by=EncodeBy.TARGET, smoothing=smoothing)), train, new, y)

    theirs = preprocessing.TargetEncoder(smooth="auto" if smoothing is None else smoothing)
    theirs.fit(np.array(train, object)[:, None], y)
    agrees(theirs.transform(np.array(new, object)[:, None]), ours)


@pytest.mark.parametrize("smoothing", [None, 0.0, 30.0])
@pytest.mark.parametrize("classes", [0, 2, 3])
async def test_a_row_has_the_mean_of_its_level_in_the_other_parts(
    rng: np.random.Generator, classes: int, smoothing: float | None
) -> None:
    column = texts(rng, 300, 12, missing=0.1)
    y = rng.choice(["a", "b", "c"][:classes], 300) if classes else rng.normal(5, 2, 300)
    table = pa.table({"c": column, "y": y})
    step = Step(action=Encode(by=EncodeBy.TARGET, smoothing=smoothing, folds=4))

    prepared = SERVICE.prepare(table, target="y", recipe=recipe(step), split=AllRows(), seed=9)
    ours = (await anext(prepared)).train.drop(["y"])

    numbered = table.append_column("row", pa.array(range(300)))
    cut = SERVICE.split_table(numbered, target="y", split=KFold(folds=4), seed=9)
    found = np.stack([each.to_numpy() for each in ours.columns], axis=1)
    x = np.array(column, object)[:, None]
    async for part in cut:  # the parts are dealt alike
        rows = part.validation["row"].to_numpy()
        others = np.setdiff1d(np.arange(300), rows)
        theirs = preprocessing.TargetEncoder(smooth="auto" if smoothing is None else smoothing)
        agrees(theirs.fit(x[others], y[others]).transform(x[rows]), found[rows])


async def test_hashes(rng: np.random.Generator) -> None:
    letters = np.array(list("abcäöß€\N{BRAIN}0_ "))
    train = ["".join(rng.choice(letters, rng.integers(0, 14))) for _ in range(400)]

    ours = await encoded(Step(action=Encode(by=EncodeBy.HASH, features=7)), train, train)

    theirs = feature_extraction.FeatureHasher(7, input_type="string").transform([[text] for text in train])
    agrees(theirs.toarray(), ours)


@pytest.mark.parametrize("options", [{"max_features": 30}, {"min_df": 4}, {"max_features": 8, "min_df": 3}], ids=str)
async def test_tf_idf(rng: np.random.Generator, options: dict[str, int]) -> None:
    words = np.array([f"w{number}" for number in range(60)] + ["Über", "der", "x", "año_2", "it's"])
    chance = 1 / np.arange(1, len(words) + 1)
    train, new = (
        [" ".join(rng.choice(words, rng.integers(0, 25), p=chance / chance.sum())) + "." for _ in range(rows)]
        for rows in (301, 80)
    )
    action = TfIdf(max_words=options.get("max_features", 10_000), min_rows=options.get("min_df"))

    ours = await encoded(Step(action=action), train, new)

    theirs = feature_extraction.text.TfidfVectorizer(**options).fit(train)
    agrees(theirs.transform(new).toarray(), ours)


async def test_a_step_takes_the_columns_that_it_is_told_to() -> None:
    x = sample("wine")[:, :4]
    step = Step(action=Scale(by=ScaleBy.ROBUST), columns=Columns(excepted=("x001", "x003")))

    fitted = await SERVICE.fit_recipe(table_of(x), recipe=recipe(step))
    applied = (await SERVICE.apply_recipe(table_of(x), fitted=fitted)).features

    for number in range(4):
        same = np.allclose(applied.column(number).to_numpy(), x[:, number], rtol=1e-6)
        assert same == (number in (1, 3))

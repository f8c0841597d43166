"""A search tries settings until its budget is out, and measures more of those that promise more."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.models_interface import (
    Algorithm,
    Candidates,
    Constant,
    DefaultSpace,
    Forest,
    Linear,
    Logistic,
    Models,
    Neighbors,
    Ridge,
    SearchStrategy,
    Trial,
)
from ml_tools.utils_interface import ColumnNotFound, EncodeTexts, ImputeNumbers, Recipe, ScaleNumbers

LONG = 600.0
RANDOM, HALVING = SearchStrategy.RANDOM, SearchStrategy.SUCCESSIVE_HALVING


@pytest.fixture
def models(system: brolly.System) -> Models:
    return system.client(Models)


def curve(rows: int = 1200) -> pa.Table:
    random = np.random.default_rng(0)
    x = random.uniform(-3, 3, (rows, 3))
    return pa.table({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "y": np.sin(x[:, 0]) + random.normal(size=rows) / 10})


def penalties(*values: float) -> Candidates:
    return Candidates(algorithms=tuple(Algorithm(name=f"{one:g}", settings=Ridge(penalty=one)) for one in values))


def default(settings: Any) -> DefaultSpace:
    return DefaultSpace(algorithm=Algorithm(name="it", settings=settings))


async def tried(models: Models, table: pa.Table, space: Any, strategy: SearchStrategy, **settings: Any) -> list[Trial]:
    settings = {"budget_seconds": LONG, "folds": 3, **settings}
    return [one async for one in models.search(table, target="y", space=space, strategy=strategy, **settings)]


def settled(trials: list[Trial]) -> list[Any]:
    return [(one.number, one.algorithm, one.metrics, one.share, one.best, one.done) for one in trials]


async def test_given_candidates_are_all_measured_on_all_folds_and_the_best_comes_last(models: Models) -> None:
    trials = await tried(models, curve(), penalties(1e6, 0.1, 1e4), RANDOM)

    *fits, last = trials
    assert [(one.number, one.share) for one in fits] == [
        (number, pytest.approx(share)) for share in (1 / 3, 2 / 3, 1.0) for number in range(3)
    ]
    assert [one.done for one in fits] == list(range(1, 10))
    assert {one.total for one in trials} == {9}
    assert ([one.is_last for one in fits], last.is_last) == ([False] * 9, True)
    assert (last.number, last.algorithm.name, last.share, last.best) == (1, "0.1", 1.0, 1)
    assert [one.best for one in fits] == [0, 1, 1] * 3  # ridges learn together, fold by fold


async def test_the_metrics_are_those_of_cross_validation(models: Models) -> None:
    last = (await tried(models, curve(), penalties(0.1), RANDOM, seed=4))[-1]

    ridge = Algorithm(name="r", settings=Ridge(penalty=0.1))
    scores = [one async for one in models.cross_validate(curve(), target="y", algorithms=(ridge,), folds=3, seed=4)]
    assert last.metrics[0].value == pytest.approx(np.mean([score.metrics[0].value for score in scores]))


async def test_halving_measures_the_best_third_on_three_times_as_much(models: Models) -> None:
    found = penalties(*(10.0**power for power in range(5, -4, -1)))

    *fits, last = await tried(models, curve(), found, HALVING)

    by_share: dict[float, set[int]] = {}
    for one in fits:
        by_share.setdefault(round(one.share, 3), set()).add(one.number)
    assert {share: len(numbers) for share, numbers in by_share.items()} == {0.111: 9, 0.333: 3, 0.667: 1, 1.0: 1}
    assert by_share[1.0] <= by_share[0.333]
    assert (last.share, last.done, last.total) == (1.0, 14, 14)
    assert float(last.algorithm.name) <= 100.0


async def test_halving_first_measures_the_algorithm_as_it_was_given(models: Models) -> None:
    trials = await tried(models, curve(), default(Neighbors()), HALVING, most_trials=10)

    assert [(one.number, round(one.share, 2)) for one in trials[:3]] == [(0, 0.33), (0, 0.67), (0, 1.0)]
    assert trials[0].algorithm.settings == Neighbors()
    assert {one.number for one in trials} == set(range(10))
    assert trials[-1].metrics[0].value <= trials[2].metrics[0].value
    assert trials[-1].done == trials[-1].total == 3 + 9 + 3 + 2


async def test_what_is_set_stays_and_what_is_not_is_drawn(models: Models) -> None:
    trials = await tried(models, curve(200), default(Neighbors(neighbors=3)), RANDOM, most_trials=2, folds=2)

    drawn = trials[-2].algorithm.settings
    assert (trials[-2].number, drawn.neighbors, drawn.weights is None) == (1, 3, False)


async def test_settings_that_were_tried_are_not_tried_again(models: Models) -> None:
    trials = await tried(models, curve(60), default(Neighbors(neighbors=3)), RANDOM, folds=2)

    assert len({repr(one.algorithm.settings) for one in trials}) == len({one.number for one in trials}) == 3


@pytest.mark.parametrize("strategy", [RANDOM, HALVING], ids=["random", "halving"])
async def test_the_same_seed_tries_the_same_settings_and_gets_the_same_metrics(
    models: Models, strategy: SearchStrategy
) -> None:
    space = default(Forest(trees=3))

    once, again = [await tried(models, curve(300), space, strategy, most_trials=5, seed=7) for _ in range(2)]
    other = await tried(models, curve(300), space, strategy, most_trials=5, seed=8)

    assert settled(once) == settled(again)
    assert settled(once) != settled(other)


async def test_the_budget_ends_it_but_not_before_a_fit_is_done(models: Models) -> None:
    trials = await tried(models, curve(), default(Forest(trees=2000)), HALVING, budget_seconds=1e-9, folds=2)

    assert [(one.number, one.share, one.is_last) for one in trials] == [(0, 0.5, False), (0, 0.5, True)]


async def test_the_budget_cuts_a_fit_that_is_under_way(models: Models) -> None:
    quick, slow = (Algorithm(name=f"{trees}", settings=Forest(trees=trees, min_leaf_rows=500)) for trees in (1, 10_000))

    async with asyncio.timeout(60):
        trials = await tried(
            models, curve(50_000), Candidates(algorithms=(quick, slow)), RANDOM, budget_seconds=3.0, folds=2
        )

    assert {one.number for one in trials} == {0}
    assert trials[-1].is_last


async def test_a_hold_out_is_one_fit_a_trial(models: Models) -> None:
    trials = await tried(models, curve(), penalties(0.1, 1e5), RANDOM, folds=None, holdout_share=0.3)

    assert [(one.number, one.share, one.is_last) for one in trials] == [
        (0, 1.0, False),
        (1, 1.0, False),
        (0, 1.0, True),
    ]


async def test_candidates_of_several_kinds_keep_their_own_recipes(models: Models) -> None:
    kinds = Candidates(
        algorithms=tuple(
            Algorithm(name=type(one).__name__, settings=one)
            for one in (Constant(), Linear(), Forest(trees=5), Neighbors())
        )
    )

    trials = await tried(models, curve(), kinds, HALVING)

    assert trials[-1].algorithm.name in {"Forest", "Neighbors"}


async def test_a_model_that_is_too_large_is_left_out(models: Models) -> None:
    large = Algorithm(name="large", settings=Forest(trees=10_000))
    given = Candidates(algorithms=(Algorithm(name="small", settings=Forest(trees=2)), large))

    trials = await tried(models, curve(5000), given, RANDOM, folds=2)

    assert {one.number for one in trials} == {0}
    with pytest.raises(brolly.ResourceExhausted, match="max_model_bytes"):
        await tried(models, curve(5000), Candidates(algorithms=(large,)), RANDOM, folds=2)


async def test_a_search_that_is_dropped_ends(models: Models) -> None:
    space = default(Forest(trees=5))

    async with aclosing(
        models.search(curve(), target="y", space=space, strategy=RANDOM, budget_seconds=LONG)
    ) as trials:
        assert (await anext(trials)).done == 1

    assert (await models.fit_model(curve(), target="y", algorithm=Ridge())).row_count == 1200


@pytest.mark.parametrize("budget", [0.0, -1.0, float("nan"), float("inf"), 86_401.0])
@pytest.mark.parametrize("space", [default(Ridge()), penalties(1.0)], ids=["drawn", "given"])
async def test_a_budget_of_nothing_or_without_end_is_refused(models: Models, space: Any, budget: float) -> None:
    with pytest.raises(brolly.InvalidArgument, match="budget_seconds: expected a number above 0 and up to 86,400"):
        await tried(models, curve(), space, RANDOM, budget_seconds=budget)


@pytest.mark.parametrize(
    ("space", "settings", "message"),
    [
        (default(Constant()), {}, "settings of constant to draw that are not set, got none; give candidates"),
        (default(Ridge(penalty=2.0)), {}, "settings of ridge to draw that are not set, got none"),
        (default(Ridge(penalty=-2.0)), {}, r"default_space\.algorithm\.penalty: expected a number from 0 up"),
        (default(Logistic()), {}, "expected an algorithm for regression, got logistic"),
        (DefaultSpace(algorithm=Algorithm(name="", settings=Ridge())), {}, "length of its name"),
        (penalties(), {}, "candidates: how many: expected 1 to 1,000, got 0"),
        (penalties(-1.0), {}, r"candidates: '-1'\.penalty: expected a number from 0 up"),
        (penalties(1.0), {"most_trials": 0}, "most_trials: expected 1 to 10,000, got 0"),
        (penalties(1.0), {"folds": 1}, "folds: expected 2 to 1,000, got 1"),
        (penalties(1.0), {"holdout_share": 0.5}, "expected folds or holdout_share, got both"),
        (penalties(1.0), {"folds": None, "holdout_share": 1.0}, "holdout_share: expected a number above 0 and below 1"),
        (
            penalties(1.0),
            {"group_column": "a", "time_column": "b"},
            "at most one of .* group_column and time_column",
        ),
    ],
)
async def test_what_cannot_be_searched_is_refused(models: Models, space: Any, settings: Any, message: str) -> None:
    with pytest.raises(brolly.InvalidArgument, match=message):
        await tried(models, curve(), space, RANDOM, **settings)


async def test_a_column_that_is_not_there_is_named(models: Models) -> None:
    with pytest.raises(ColumnNotFound, match="groupp"):
        await tried(models, curve(), penalties(1.0), RANDOM, group_column="groupp")


async def test_folds_by_groups_and_by_time_are_those_of_pre_processing(models: Models) -> None:
    rows = 200
    random = np.random.default_rng(0)
    group = np.arange(rows) % 10
    table = pa.table({"x": group + random.normal(size=rows) / 9, "when": np.arange(rows), "g": group, "y": group**2.0})
    near = (Algorithm(name="near", settings=Neighbors(neighbors=1)),)

    async def error(**columns: str) -> float:
        scores = models.cross_validate(table, target="y", algorithms=near, folds=4, seed=0, **columns)
        return float(np.mean([score.metrics[0].value async for score in scores]))

    assert await error(group_column="g") > 5 * await error()
    assert await error(time_column="when") != await error()
    last = (await tried(models, table, Candidates(algorithms=near), RANDOM, folds=4, group_column="g"))[-1]
    assert last.metrics[0].value == pytest.approx(await error(group_column="g"))


async def test_splits_that_are_too_many_to_keep_are_made_again(topology: Any) -> None:
    topology.write_text(topology.read_text().replace("50_000_000", "50_000_000\nmax_cells = 700"))
    table = curve(200)
    recipe = Recipe(
        impute_numbers=ImputeNumbers.MEAN, encode_texts=EncodeTexts.ONE_HOT, scale_numbers=ScaleNumbers.NONE
    )

    async with brolly.System(topology, process="main") as system:
        models = system.client(Models)
        tight = await tried(models, table, penalties(0.1, 10.0), RANDOM, recipe=recipe)
    topology.write_text(topology.read_text().replace("\nmax_cells = 700", ""))
    async with brolly.System(topology, process="main") as system:
        ample = await tried(system.client(Models), table, penalties(0.1, 10.0), RANDOM, recipe=recipe)

    assert settled(tight) == settled(ample)


async def test_a_table_that_is_too_large_is_refused_before_anything_is_done(topology: Any) -> None:
    topology.write_text(topology.read_text().replace("50_000_000", "50_000_000\nmax_cells = 599"))
    message = r"table: expected at most 599 .* got 600: 200 rows of 3 columns .*applications\.models\.config\.max_cells"
    table = curve(200)
    ridge = Algorithm(name="r", settings=Ridge())

    async with brolly.System(topology, process="main") as system:
        models = system.client(Models)
        with pytest.raises(brolly.ResourceExhausted, match=message):
            await models.fit_model(table, target="y", algorithm=Ridge())
        with pytest.raises(brolly.ResourceExhausted, match=message):
            await anext(models.cross_validate(table, target="y", algorithms=(ridge,), folds=2, seed=0))
        with pytest.raises(brolly.ResourceExhausted, match=message):
            await tried(models, table, penalties(1.0), RANDOM)

"""Contributions are exactly the Shapley values of what trees predict."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.explain.attribution import attributions, attributions_in_numpy, native_attributions
from ml_tools.models.explain.contributions import contributions_table
from ml_tools.models.explain.ways import Ways, prepare_ways
from ml_tools.models.forest import learn_forest, predict_classes, predict_numbers
from ml_tools.models.forest.settings import Plan
from ml_tools.models.native import missing_native
from ml_tools.models.structure import Link, Trees
from ml_tools.models.structures import structure_of
from ml_tools.utils_interface import FittedColumn, FittedRecipe, NumberStep, Task

needs_native = pytest.mark.skipif(missing_native() is not None, reason=str(missing_native()))
ENGINES = [
    pytest.param(native_attributions, id="native", marks=needs_native),
    pytest.param(attributions_in_numpy, id="numpy"),
]
Engine = Callable[[Ways, NDArray[np.float32]], NDArray[np.float64]]


def random_trees(seed: int, *, trees: int = 3, features: int = 4, depth: int = 5, columns: int = 1) -> Trees:
    """Grow trees of random splits, which split a feature again and again and send missing values anywhere."""
    random = np.random.default_rng(seed)
    nodes: dict[str, list[Any]] = {"feature": [], "threshold": [], "missing_left": [], "child": [], "cover": []}
    values, roots = [], []

    def leaf(place: int) -> None:
        nodes["child"][place] = len(values)
        values.append(random.normal(size=columns))
        nodes["cover"][place] = int(random.integers(1, 30))

    def add(count: int) -> int:
        first = len(nodes["feature"])
        for name, empty in (("feature", -1), ("threshold", 0.0), ("missing_left", False), ("child", 0), ("cover", 0)):
            nodes[name].extend([empty] * count)
        return first

    for _ in range(trees):
        roots.append(add(1))
        level = [roots[-1]]
        for left in reversed(range(depth + 1)):
            following = []
            for place in level:
                if not left or random.random() < 0.2:
                    leaf(place)
                    continue
                child = add(2)
                nodes["feature"][place] = int(random.integers(features))
                nodes["threshold"][place] = random.normal()
                nodes["missing_left"][place] = bool(random.random() < 0.5)
                nodes["child"][place] = child
                following += [child, child + 1]
            level = following
    return Trees(
        roots=np.asarray(roots, np.int32),
        feature=np.asarray(nodes["feature"], np.int32),
        threshold=np.asarray(nodes["threshold"], np.float32),
        missing_left=np.asarray(nodes["missing_left"], np.bool_),
        child=np.asarray(nodes["child"], np.int32),
        value=np.asarray(values),
        cover=np.asarray(nodes["cover"]),
        base=np.zeros(columns),
        factor=1.0,
        link=Link.NUMBER,
    )


def trees_of(arrays: Any, task: Task) -> Trees:
    found = structure_of("forest", task, arrays)
    assert isinstance(found, Trees)
    return found


def some_rows(seed: int, rows: int, features: int) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    found = random.normal(size=(rows, features)).astype(np.float32)
    found[random.random(found.shape) < 0.2] = np.nan
    return found


def goes_left(trees: Trees, node: int, row: NDArray[np.float32]) -> bool:
    value = row[trees.feature[node]]
    return bool(trees.missing_left[node] if np.isnan(value) else value <= trees.threshold[node])


def expected(trees: Trees, node: int, row: NDArray[np.float32], known: frozenset[int]) -> tuple[float, int]:
    """Return what is predicted below a node when some features are known, and how many training rows came there."""
    if trees.feature[node] < 0:
        assert trees.cover is not None
        return float(trees.value[trees.child[node], 0]), int(trees.cover[node])
    left, right = (expected(trees, trees.child[node] + side, row, known) for side in (0, 1))
    if trees.feature[node] in known:
        return (left if goes_left(trees, node, row) else right)[0], left[1] + right[1]
    return (left[0] * left[1] + right[0] * right[1]) / (left[1] + right[1]), left[1] + right[1]


def shapley(trees: Trees, row: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the Shapley values by their definition, over all sets of features."""
    count = len(row)

    def predicted(known: frozenset[int]) -> float:
        return sum(expected(trees, int(root), row, known)[0] for root in trees.roots)

    found = np.zeros(count)
    for feature in range(count):
        others = [each for each in range(count) if each != feature]
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for chosen in map(frozenset, combinations(others, size)):
                found[feature] += weight * (predicted(chosen | {feature}) - predicted(chosen))
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("seed", "features", "depth"), [(0, 1, 3), (1, 2, 6), (2, 4, 4), (3, 6, 7), (4, 3, 0)])
def test_contributions_are_the_shapley_values_of_all_sets(engine: Engine, seed: int, features: int, depth: int) -> None:
    trees = random_trees(seed, features=features, depth=depth)
    rows = some_rows(seed, 6, features)
    ways = prepare_ways(trees, 0)

    found = engine(ways, rows)

    np.testing.assert_allclose(found, [shapley(trees, row) for row in rows], rtol=0, atol=1e-12)
    nothing = sum(expected(trees, int(root), rows[0], frozenset())[0] for root in trees.roots)
    assert ways.mean == pytest.approx(nothing, abs=1e-12)


@needs_native
@pytest.mark.parametrize("features", [3, 8, 30, 100])
def test_native_code_and_numpy_give_the_same(features: int) -> None:
    trees = random_trees(7, trees=4, features=features, depth=11)
    ways, rows = prepare_ways(trees, 0), some_rows(8, 40, features)

    np.testing.assert_allclose(native_attributions(ways, rows), attributions_in_numpy(ways, rows), rtol=0, atol=1e-9)


@needs_native
def test_native_code_gives_the_same_in_every_instruction_set() -> None:
    from ml_tools import kernels
    from ml_tools.models.explain.ways import points_for

    trees = random_trees(9, features=5)
    ways, rows = prepare_ways(trees, 0), some_rows(9, 20, 5)
    depth = np.zeros(len(ways.feature), np.int32)
    for number, level in enumerate(ways.levels):
        depth[level] = number
    given = kernels.Ways(
        *(ways.roots, ways.feature, ways.threshold, ways.missing_left, ways.child, ways.value, ways.share),
        depth[ways.before],
        *points_for(ways.most_features),
    )

    found = [
        kernels.attribute(rows, given, deepest=len(ways.levels) - 1, level=level).tobytes()
        for level in kernels.levels()
    ]

    assert len(set(found)) == 1
    with pytest.raises(ValueError, match="expected at most 64 splits"):
        kernels.attribute(rows, given, deepest=65)


async def test_contributions_add_up_to_what_a_forest_predicts() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(2_000, 6)).astype(np.float32)
    target = features[:, 0] + np.sin(3 * features[:, 1]) * features[:, 2] + random.normal(size=2_000) / 5
    examples = Examples(features=features, target=100 + 1_000 * target)
    arrays = await learn_forest(
        examples, seed=0, plan=Plan(trees=10, max_depth=16, min_leaf_rows=1, feature_share=None, max_bytes=10**9)
    )
    rows = random.normal(size=(1_000, 6)).astype(np.float32)

    base, found = attributions(trees_of(arrays, Task.REGRESSION), rows, 0)

    np.testing.assert_allclose(base + found.sum(axis=1), predict_numbers(arrays, rows)[:, 0], rtol=1e-9)
    importance = np.abs(found).mean(axis=0)
    assert importance[:3].min() > importance[3:].max()


NUMBER = NumberStep(fill=0.0, center=0.0, scale=1.0)
FITTED = FittedRecipe(
    format=1, columns=tuple(FittedColumn(name=name, step=NUMBER) for name in "abc"), feature_names=("a", "b", "c")
)


@pytest.mark.parametrize("classes", [2, 4])
async def test_contributions_add_up_to_the_probability_of_each_class(classes: int) -> None:
    random = np.random.default_rng(1)
    features = random.normal(size=(500, 3)).astype(np.float32)
    target = np.digitize(features[:, 0] + features[:, 1] ** 2, np.linspace(0, 2, classes - 1)).astype(float)
    examples = Examples(features=features, target=target, class_count=classes)
    arrays = await learn_forest(
        examples, seed=0, plan=Plan(trees=5, max_depth=8, min_leaf_rows=1, feature_share=None, max_bytes=10**9)
    )
    probabilities = predict_classes(arrays, features[:50])

    for place in range(classes):
        table = contributions_table(trees_of(arrays, Task.CLASSIFICATION), features[:50], FITTED, place)

        assert table.column_names == ["base", *(f"contribution of {name}" for name in "abc"), "total"]
        np.testing.assert_allclose(table["total"], probabilities[:, place], atol=1e-9)
        assert abs(table["base"][0].as_py() - np.mean(target == place)) < 0.1


def test_each_sum_has_the_trees_that_add_to_it() -> None:
    whole = random_trees(3, trees=4, features=3)
    column_of_tree = np.asarray([0, 1, 0, 1], np.int32)
    pair = Trees(
        roots=whole.roots,
        feature=whole.feature,
        threshold=whole.threshold,
        missing_left=whole.missing_left,
        child=whole.child,
        value=whole.value,
        cover=whole.cover,
        column_of_tree=column_of_tree,
        base=np.asarray([5.0, 7.0]),
        factor=0.5,
        link=Link.LOGITS,
    )
    rows = some_rows(3, 5, 3)

    found = [attributions(pair, rows, column) for column in (0, 1)]

    both = attributions(whole, rows, 0)
    np.testing.assert_allclose(found[0][1] + found[1][1], 0.5 * both[1], atol=1e-12)
    assert found[0][0] + found[1][0] - 12.0 == pytest.approx(0.5 * both[0])


def test_what_would_take_too_long_is_refused() -> None:
    trees = random_trees(0, depth=8)

    with pytest.raises(brolly.ResourceExhausted, match=r"expected at most [\d,]+ rows for trees of"):
        attributions(trees, np.broadcast_to(np.float32(0), (2**40, 4)), 0)

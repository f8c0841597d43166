"""Trees are those of an exact search, and the same however they are grown."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from ml_tools.kernels import GrownNodes, Sample, Stop, grow_tree, levels

SETTINGS = {"key": 1, "max_depth": 32, "min_leaf_rows": 1, "chosen_features": 10**6}


def grown(sample: Sample, **settings: Any) -> GrownNodes:
    weight = np.ones(len(sample.target), np.int32)
    return grow_tree(sample, weight, **{**SETTINGS, **settings})


def leaves(nodes: GrownNodes, codes: np.ndarray) -> np.ndarray:
    """Return the leaf that each row comes to."""
    node = np.zeros(len(codes), np.int64)
    for _ in range(nodes.depth):
        feature = nodes.feature[node]
        code = codes[np.arange(len(codes)), feature]
        right = (code > nodes.low[node]) & ~((code == 255) & nodes.missing_left[node])
        node = np.where(feature < 0, node, nodes.left[node] + right)
    return (np.cumsum(nodes.feature < 0) - 1)[node]


def counts(nodes: GrownNodes) -> np.ndarray:
    """Return the rows of each leaf."""
    return nodes.cover[nodes.feature < 0]


def digest(nodes: GrownNodes) -> str:
    return hashlib.sha256(b"".join(np.asarray(array).tobytes() for array in nodes)).hexdigest()


@pytest.mark.parametrize("rows", [60, 3000])
@pytest.mark.parametrize(("depth", "leaf"), [(3, 1), (8, 7)])
def test_numbers_are_divided_as_by_scikit_learn(make_sample: Any, rows: int, depth: int, leaf: int) -> None:
    sample = make_sample(rows, 4)

    nodes = grown(sample, max_depth=depth, min_leaf_rows=leaf)

    peer = DecisionTreeRegressor(max_depth=depth, min_samples_leaf=leaf).fit(sample.codes, sample.target)
    means = (nodes.sums[:, 0] / counts(nodes))[leaves(nodes, sample.codes)]
    assert np.mean((means - sample.target) ** 2) == pytest.approx(
        np.mean((peer.predict(sample.codes) - sample.target) ** 2), rel=1e-3
    )


@pytest.mark.parametrize("classes", [0, 5, 40])
@pytest.mark.parametrize("share", [0.1, 0.7])
def test_missing_values_go_where_scikit_learn_sends_them(make_sample: Any, share: float, classes: int) -> None:
    sample = make_sample(900, 3, class_count=classes)
    sample.codes[np.random.default_rng(0).random((900, 3)) < share] = 255
    features = np.where(sample.codes == 255, np.nan, sample.codes)

    nodes = grown(sample, max_depth=3)

    peer = (DecisionTreeClassifier if classes else DecisionTreeRegressor)(max_depth=3).fit(features, sample.target)
    means = (nodes.sums / counts(nodes)[:, None])[leaves(nodes, sample.codes)]
    theirs = peer.predict_proba(features) if classes else peer.predict(features)[:, None]
    np.testing.assert_allclose(np.sum(np.square(means)), np.sum(np.square(theirs)), rtol=2e-3)


def test_drawn_thresholds_lie_between_the_values_of_the_node(make_sample: Any) -> None:
    sample = make_sample(900, 2, bins=9)
    positions = np.full((2, 256), 2**32 - 1, np.uint32)
    positions[:, :9] = np.array([0, 1, 2, 3, 4, 5, 6, 7, 800]) * 1000

    nodes = [grown(sample._replace(positions=positions), key=key, max_depth=1) for key in range(400)]

    threshold = np.array([each.threshold[0] for each in nodes])
    low, high = (np.array([getattr(each, name)[0] for each in nodes]) for name in ("low", "high"))
    assert (positions[0, low] <= threshold).all()
    assert (threshold < positions[0, high]).all()
    assert np.mean(low == 7) > 0.95  # they are even among positions, not among bins


@pytest.mark.parametrize("classes", [3, 20])
@pytest.mark.parametrize("rows", [60, 3000])
def test_classes_are_divided_as_by_scikit_learn(make_sample: Any, rows: int, classes: int) -> None:
    sample = make_sample(rows, 4, class_count=classes)

    nodes = grown(sample, max_depth=4)

    peer = DecisionTreeClassifier(max_depth=4).fit(sample.codes, sample.target)
    shares = (nodes.sums / counts(nodes)[:, None])[leaves(nodes, sample.codes)]
    theirs = peer.predict_proba(sample.codes)
    assert np.sum(shares**2) == pytest.approx(np.sum(theirs**2), rel=1e-2)
    assert (np.bincount(leaves(nodes, sample.codes)) == counts(nodes)).all()


def test_rows_are_counted_as_often_as_they_were_drawn(make_sample: Any) -> None:
    sample = make_sample(800, 3)
    weight = np.random.default_rng(0).multinomial(800, np.ones(800) / 800).astype(np.int32)
    drawn = np.repeat(np.arange(800), weight)
    repeated = Sample(sample.codes[drawn], sample.bins, sample.target[drawn], 0, 0)

    one, other = grow_tree(sample, weight, **SETTINGS), grown(repeated)

    assert counts(one).sum() == 800
    np.testing.assert_array_equal(np.sort(one.sums[:, 0]), np.sort(other.sums[:, 0]))


@pytest.mark.parametrize("class_count", [0, 5])
def test_every_instruction_set_grows_the_same_tree(make_sample: Any, class_count: int) -> None:
    sample = make_sample(5000, 9, class_count=class_count)

    digests = {digest(grown(sample, chosen_features=chosen, level=level)) for level in levels() for chosen in (3,)}

    assert len(digests) == 1


@pytest.mark.parametrize("class_count", [0, 5])
def test_threads_do_not_change_trees(make_sample: Any, class_count: int) -> None:
    sample = make_sample(2000, 6, class_count=class_count)
    alone = [digest(grown(sample, key=key, chosen_features=2)) for key in range(12)]

    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda key: digest(grown(sample, key=key, chosen_features=2)), range(12)))

    assert beside == alone
    assert len(set(alone)) == 12


def test_another_process_grows_the_same_tree() -> None:
    script = (
        "import numpy as np, hashlib\n"
        "from ml_tools.kernels import Sample, grow_tree\n"
        "random = np.random.default_rng(3)\n"
        "codes = random.integers(0, 99, (700, 5), dtype=np.uint8)\n"
        "sample = Sample(codes, np.full(5, 99, np.int32), random.integers(-999, 999, 700), 0, 0)\n"
        "tree = grow_tree(sample, np.ones(700, np.int32), key=5, max_depth=32, min_leaf_rows=1, chosen_features=2)\n"
        "print(hashlib.sha256(b''.join(np.asarray(array).tobytes() for array in tree)).hexdigest())\n"
    )

    said = {
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    }

    assert len(said) == 1


@pytest.mark.parametrize(
    ("codes", "target"),
    [
        (np.zeros((9, 3), np.uint8), np.arange(9)),
        (np.arange(9, dtype=np.uint8)[:, None], np.full(9, 4)),
        (np.zeros((1, 1), np.uint8), np.array([7])),
    ],
    ids=["constant columns", "a constant target", "one row"],
)
@pytest.mark.parametrize("class_count", [0, 9])
def test_what_cannot_be_split_is_one_leaf(codes: np.ndarray, target: np.ndarray, class_count: int) -> None:
    nodes = grown(Sample(codes, np.full(codes.shape[1], 9, np.int32), target.astype(np.int64), class_count, 0))

    assert nodes.feature.tolist() == [-1]
    assert counts(nodes).tolist() == [len(codes)]
    assert nodes.depth == 1


def test_more_columns_than_rows_and_300_classes_are_told_apart(make_sample: Any) -> None:
    codes = np.random.default_rng(0).integers(0, 255, (300, 700), dtype=np.uint8)
    sample = Sample(codes, np.full(700, 255, np.int32), np.arange(300), 300, 0)

    nodes = grown(sample, chosen_features=26)

    assert len(nodes.sums) > 32
    assert (nodes.sums.sum(axis=0) == 1).all()


def test_largest_numbers_do_not_overflow() -> None:
    rows = 1000
    bits = 62 - rows.bit_length()
    target = np.where(np.arange(rows) < 500, 2**bits, -(2**bits))
    codes = (np.arange(rows) // 4).astype(np.uint8)[:, None]

    nodes = grown(Sample(codes, np.int32([250]), target, 0, bits - 30))

    assert sorted(nodes.sums[:, 0] // counts(nodes)) == [-(2**bits), 2**bits]


def test_growth_ends_when_it_is_stopped(make_sample: Any) -> None:
    sample, stop = make_sample(300_000, 20), Stop()
    with ThreadPoolExecutor(1) as pool:
        growing = pool.submit(grown, sample, stop=stop)
        time.sleep(0.02)
        stop.set()
        nodes = growing.result()

    assert stop.is_set()
    assert counts(nodes).sum() == 300_000
    assert len(nodes.sums) < len(grown(sample).sums)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"codes": np.zeros((0, 2), np.uint8)}, "0 x 2"),
        ({"codes": np.zeros((4, 2), np.int32)}, "8 bits"),
        ({"bins": np.int32([1])}, "4 rows and 2 features"),
        ({"bins": np.int32([1, 256])}, "1 to 256"),
        ({"target": np.int64([0, 1, 2, 3]), "class_count": 3}, "from 0 to 2"),
        ({"target": np.int64([0, 1, 2])}, "4 rows and 2 features"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change: dict[str, Any], says: str) -> None:
    sample = Sample(np.zeros((4, 2), np.uint8), np.int32([1, 1]), np.zeros(4, np.int64), 0, 0)._replace(**change)

    with pytest.raises(ValueError, match=says):
        grow_tree(sample, np.ones(4, np.int32), **SETTINGS)


@pytest.mark.parametrize("weight", [[0, 0], [3, 0], [2, -1]])
def test_a_wrong_number_of_draws_is_refused(weight: list[int]) -> None:
    sample = Sample(np.zeros((2, 1), np.uint8), np.int32([1]), np.zeros(2, np.int64), 0, 0)

    with pytest.raises(ValueError, match="from 1 to 2 rows"):
        grow_tree(sample, np.int32(weight), **SETTINGS)

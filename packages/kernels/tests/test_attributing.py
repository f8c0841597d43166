"""Contributions are the Shapley values of the trees."""

from __future__ import annotations

import numpy as np
import pytest

from ml_tools.kernels import Stop, Ways, attribute, levels

# Half of the training rows have a up to 0.5; of these a quarter have b up to 0, of the others three quarters.
TREE = Ways(
    roots=np.int32([0]),
    feature=np.int32([0, 1, 1, -1, -1, -1, -1]),
    threshold=np.float32([0.5, 0, 0, 0, 0, 0, 0]),
    missing_left=np.uint8([0, 1, 0, 0, 0, 0, 0]),
    child=np.int32([1, 3, 5, 0, 0, 0, 0]),
    value=np.float64([0, 0, 0, 8, 16, 32, 64]),
    share=np.float64([1, 0.5, 0.5, 0.25, 0.75, 0.75, 0.25]),
    before=np.int32([0, 0, 0, 0, 0, 0, 0]),
    points=np.float64([0.5 - np.sqrt(1 / 12), 0.5 + np.sqrt(1 / 12)]),
    weights=np.float64([0.5, 0.5]),
)
LEFT, RIGHT = 0.25 * 8 + 0.75 * 16, 0.75 * 32 + 0.25 * 64
NOTHING = (LEFT + RIGHT) / 2


def shapley(value: float, a_known: float, b_known: float) -> list[float]:
    """Return the values of two features by their definition."""
    a = ((a_known - NOTHING) + (value - b_known)) / 2
    return [a, value - NOTHING - a]


@pytest.mark.parametrize("level", levels())
def test_contributions_are_the_shapley_values(level: int) -> None:
    rows = np.float32([[0.5, 0.0], [0.5, 1.0], [1.0, 0.0], [np.nan, np.nan], [0.0, np.nan]])

    found = attribute(rows, TREE, deepest=2, level=level)

    low, high = (8 + 32) / 2, (16 + 64) / 2
    expected = [
        shapley(8, LEFT, low),
        shapley(16, LEFT, high),
        shapley(32, RIGHT, low),
        shapley(64, RIGHT, (8 + 64) / 2),  # what is missing goes left below the left node, and right elsewhere
        shapley(8, LEFT, (8 + 64) / 2),
    ]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_tree_without_splits_gives_nothing_to_any_feature() -> None:
    leaf = TREE._replace(feature=np.int32([-1]), value=np.float64([5.0]))

    assert attribute(np.zeros((2, 3), np.float32), leaf, deepest=0).tolist() == [[0.0] * 3] * 2


def test_what_was_stopped_ends_soon() -> None:
    stop = Stop()
    stop.set()

    assert not attribute(np.zeros((1, 2), np.float32), TREE, deepest=2, stop=stop).any()


@pytest.mark.parametrize(("deepest", "points"), [(65, 2), (2, 3)])
def test_more_than_the_native_code_takes_is_refused(deepest: int, points: int) -> None:
    with pytest.raises(ValueError, match=f"got {deepest} splits, {points} points"):
        attribute(np.zeros((1, 2), np.float32), TREE._replace(points=np.zeros(points)), deepest=deepest)

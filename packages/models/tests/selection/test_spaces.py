"""What a search draws is within the bounds of each algorithm."""

from __future__ import annotations

import numpy as np
import pytest

from ml_tools.models.algorithms import families, learner
from ml_tools.models.family import Family
from ml_tools.models.space import Choice, Range, drawn

SEARCHED = [family for family in families() if family.space]


@pytest.mark.parametrize("family", SEARCHED, ids=lambda family: family.name)
def test_drawn_settings_are_in_their_bounds(family: Family) -> None:
    random = np.random.default_rng(0)

    for _ in range(200):
        settings = drawn(family.settings(), family.space, random)
        learner(settings, where="it", max_model_bytes=10**9)


def test_ranges_reach_their_ends_and_not_beyond() -> None:
    random = np.random.default_rng(0)

    whole = {Range(low=1, high=4, is_whole=True).draw(random) for _ in range(200)}
    log = [Range(low=1e-4, high=1e4, is_log=True).draw(random) for _ in range(2000)]

    assert whole == {1, 2, 3, 4}
    assert (min(log) >= 1e-4, min(log) < 1e-3, max(log) > 1e3, max(log) <= 1e4) == (True,) * 4
    assert 0.4 < np.mean([value < 1.0 for value in log]) < 0.6
    assert {Choice(of=("a", "b")).draw(random) for _ in range(50)} == {"a", "b"}

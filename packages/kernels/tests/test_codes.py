"""Values are found in their bins."""

from __future__ import annotations

import numpy as np
import pytest

from ml_tools.kernels import find_codes, levels


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize("bins", [0, 1, 2, 3, 100, 255])
def test_a_code_is_how_many_bins_lie_below(level: int, bins: int) -> None:
    random = np.random.default_rng(bins)
    highest = np.sort(random.normal(size=bins)).astype(np.float32)
    values = np.concatenate([random.normal(size=101), highest, [np.inf, -np.inf, 1e30]]).astype(np.float32)
    values[::7] = np.nan
    codes = np.zeros((len(values), 3), np.uint8)

    find_codes(values, highest, codes[:, 1], level=level)

    expected = np.where(np.isnan(values), 255, np.searchsorted(highest[:-1], values))
    np.testing.assert_array_equal(codes[:, 1], expected)
    assert not codes[:, ::2].any()


def test_codes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="3 codes of 8 bits"):
        find_codes(np.zeros(3, np.float32), np.zeros(2, np.float32), np.zeros(2, np.uint8))

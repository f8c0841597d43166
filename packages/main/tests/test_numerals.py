"""Numbers as people read them."""

import pytest

from ml_tools.main.numerals import as_number, as_seconds, as_share, as_spread, as_value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (68_912.34, "68,912"),
        (55.2345, "55.23"),
        (0.123456, "0.1235"),
        (0.0000012, "1.2e-06"),
        (1.5e12, "1.5e+12"),
        (0.0, "0.000"),
        (-3.14159, "-3.142"),
        (float("nan"), "not a number"),
        (float("inf"), "infinite"),
    ],
)
def test_numbers_keep_four_digits(value, text):
    assert as_number(value) == text


def test_a_mean_has_no_more_digits_than_its_spread_allows():
    assert as_spread(68_912.3, 812.7) == "68,912 ± 813"
    assert as_spread(0.45123, 0.0234) == "0.451 ± 0.023"
    assert as_spread(12.0, 0.0) == "12.00 ± 0.00"
    assert as_spread(2.3026, 0.0000384) == "2.303 ± 0.000"
    assert as_spread(1.07e-6, 4.7e-7) == "1.07e-06 ± 4.7e-07"
    assert as_spread(float("inf"), float("nan")) == "infinite"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0012, "1.2 ms"), (0.25, "250 ms"), (0.9999, "1.0 s"), (12.34, "12.3 s"), (754, "12 min 34 s")],
)
def test_durations_have_a_unit_that_suits_them(seconds, text):
    assert as_seconds(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(52.0, "52"), (1_234_567.0, "1,234,567"), (-0.5, "-0.5000"), (1e12, "1e+12"), (float("inf"), "infinite")],
)
def test_whole_numbers_have_no_decimals(value, text):
    assert as_value(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0%"), (0.0004, "<0.1%"), (0.0623, "6.2%"), (0.9999, ">99.9%"), (1.0, "100%")]
)
def test_a_share_is_none_or_all_only_when_it_is(share, text):
    assert as_share(share) == text

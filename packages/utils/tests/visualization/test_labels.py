"""Texts and numbers as charts show them."""

from __future__ import annotations

import pytest

from ml_tools.utils.visualization.labels import cleaned, distinct, number, share, spread


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("two\nlines\tand\x00more\x1b", "two lines and more"),
        ("x" * 100, "x" * 79 + "…"),
        ("grüße 東京 🙂", "grüße 東京 🙂"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
    ],
)
def test_a_text_is_shown_on_one_short_line(text: str, expected: str) -> None:
    assert cleaned(text) == expected


def test_names_that_look_alike_are_told_apart() -> None:
    assert distinct(["a", "a\n", "a (2)", "", "a"]) == ["a", "a (2)", "a (2) (2)", "(empty)", "a (3)"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (54.6312, "54.63"),
        (-0.05, "\N{MINUS SIGN}0.05"),
        (48512.4, "48,512"),
        (1e-7, "1e\N{MINUS SIGN}07"),
        (2.5e12, "2.5e+12"),
    ],
)
def test_a_number_has_four_digits_that_count(value: float, expected: str) -> None:
    assert number(value) == expected


@pytest.mark.parametrize(
    ("mean", "std", "expected"),
    [
        (54.631, 2.123, "54.6 ± 2.1"),
        (-0.0812, 0.0213, "\N{MINUS SIGN}0.081 ± 0.021"),
        (48512.3, 1234.5, "48,512 ± 1,234"),
        (3.0, 0.0, "3 ± 0"),
        (1e12, 1e10, "1e+12 ± 1e+10"),
        (0.5, 1e-9, "0.5 ± 1e\N{MINUS SIGN}09"),
    ],
)
def test_a_spread_says_what_it_is_sure_of(mean: float, std: float, expected: str) -> None:
    assert spread(mean, std) == expected


def test_a_share_is_in_percent() -> None:
    assert share(0.98765) == "98.8 %"

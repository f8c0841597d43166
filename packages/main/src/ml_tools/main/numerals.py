"""Numbers as people read them."""

from __future__ import annotations

import math

__all__ = ["as_number", "as_seconds", "as_share", "as_spread", "as_value"]

DIGITS = 4
LEAST_SHARE = 0.001
SMALL, LARGE = 1e-4, 1e9
"""Outside of these, numbers are written with an exponent."""


def as_number(value: float) -> str:
    """Return a number with four significant digits, and its thousands apart."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("infinite" if value > 0 else "-infinite")
    if value and not SMALL <= abs(value) < LARGE:
        return f"{value:.{DIGITS - 1}g}"
    return f"{value:,.{_decimals(value)}f}"


def as_spread(mean: float, std: float) -> str:
    """Return a mean and its standard deviation, both to the second digit of the latter."""
    if not (math.isfinite(mean) and math.isfinite(std)):
        return as_number(mean)
    if (mean and not SMALL <= abs(mean) < LARGE) or std >= LARGE:
        return f"{as_number(mean)} ± {as_number(std)}"
    decimals = _decimals(mean) if std < SMALL else max(0, 1 - math.floor(math.log10(std)))
    return f"{mean:,.{decimals}f} ± {std:,.{decimals}f}"


def as_value(value: float) -> str:
    """Return a number as `as_number` does, but whole ones without decimals."""
    return f"{value:,.0f}" if value.is_integer() and abs(value) < LARGE else as_number(value)


def as_share(value: float) -> str:
    """Return a share from 0 to 1 as a percentage, which is 0 or 100 only of none and of all."""
    if value in {0.0, 1.0}:
        return f"{value:.0%}"
    if value < LEAST_SHARE:
        return f"<{LEAST_SHARE:.1%}"
    return f">{1 - LEAST_SHARE:.1%}" if value > 1 - LEAST_SHARE else f"{value:.1%}"


def as_seconds(value: float) -> str:
    """Return a duration in a unit that suits it."""
    if value < 0.9995:
        return f"{value * 1000:.0f} ms" if value >= 0.0095 else f"{value * 1000:.1f} ms"
    if value < 99.95:
        return f"{value:.1f} s"
    minutes, seconds = divmod(round(value), 60)
    return f"{minutes} min {seconds} s"


def _decimals(value: float) -> int:
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    return max(0, DIGITS - 1 - magnitude)

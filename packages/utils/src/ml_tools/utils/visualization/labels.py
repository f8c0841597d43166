"""Texts and numbers as charts show them. Whatever a stranger wrote stays text: it is data, never part of a formula."""

from __future__ import annotations

import math
from collections.abc import Iterable

__all__ = ["cleaned", "counted", "distinct", "number", "share", "signed", "spread"]

_LONGEST = 80
_MINUS = "\N{MINUS SIGN}"


def cleaned(text: str, longest: int = _LONGEST) -> str:
    """Return a text on one line, without what XML cannot hold, and cut when it is long."""
    text = text.encode("utf-8", "replace").decode()
    text = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * longest]).split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def distinct(texts: Iterable[str]) -> list[str]:
    """Return texts cleaned, and with a number where they are the same then."""
    labels: dict[str, None] = {}
    for text in texts:
        label = plain = cleaned(text) or "(empty)"
        copy = 2
        while label in labels:
            label, copy = f"{plain} ({copy})", copy + 1
        labels[label] = None
    return list(labels)


def number(value: float) -> str:
    """Return a number with four digits that count, or all before the point."""
    size = abs(value)
    if size >= 1e9 or 0 < size < 1e-4:
        return signed(f"{value:.3g}")
    return signed(f"{value:,.0f}" if size >= 1000 else f"{value:.4g}")


def spread(mean: float, std: float) -> str:
    """Return a mean and its standard deviation, both to the second digit of the latter: 54.6 ± 2.1."""
    if not 0 < std < 1e9 or abs(mean) >= 1e9:
        return f"{number(mean)} ± {number(std)}"
    digits = max(0, 1 - math.floor(math.log10(std)))
    if digits > 6:
        return f"{number(mean)} ± {number(std)}"
    return signed(f"{mean:,.{digits}f} ± {std:,.{digits}f}")


def share(part: float) -> str:
    """Return a part of one in percent."""
    return f"{100 * part:.1f} %"


def counted(count: int, one: str, many: str) -> str:
    """Return a number with what it counts, as `1 row` and `1,200 rows`."""
    return f"{count:,} {one if count == 1 else many}"


def signed(text: str) -> str:
    """Return a number with a true minus sign."""
    return text.replace("-", _MINUS)

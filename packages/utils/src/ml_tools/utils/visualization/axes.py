"""Axes that several charts share."""

from __future__ import annotations

import altair as alt

__all__ = ["names_axis", "numeric_axis"]

_THOUSANDS = 10_000


def numeric_axis(*values: float) -> alt.Axis:
    """Return an axis of numbers, in thousands and the like when they are large."""
    if max(map(abs, values)) < _THOUSANDS:
        return alt.Axis(tickCount=6)
    return alt.Axis(tickCount=6, format="~s", labelExpr="datum.value ? datum.label : '0'")


def names_axis(colour: str) -> alt.Axis:
    """Return an axis of names beside bars and the like."""
    return alt.Axis(domain=False, ticks=False, grid=False, labelColor=colour, labelFontSize=12)

"""Confusion: how often each class was taken for which."""

from __future__ import annotations

import itertools
import re

import altair as alt
import msgspec
import numpy as np
from numpy.typing import NDArray

from ml_tools.utils.visualization.labels import cleaned, counted, distinct, share
from ml_tools.utils.visualization.pairs import ClassPairs
from ml_tools.utils.visualization.plots import GREY, INK, Plot, Rows, Words, finish

__all__ = ["plot_confusion"]

_MOST_CLASSES = 20
_SIDE = 380
_LETTER = 7
"""About as wide as a letter of a label, in pixels."""
_SHADES = ["#F1F5F9", "#0B5394"]
_DARK = 0.5
"""From this share of a class on a cell is dark, and its number white."""


class Confusion(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Counts of rows."""

    labels: list[str]
    counts: NDArray[np.int64]
    """`(actual, predicted)`, in the order of the labels."""


def plot_confusion(pairs: ClassPairs, title: str | None) -> Plot:
    """Return a chart of how often each class was taken for which."""
    confusion = _confusion(pairs)
    side = 34 if len(confusion.labels) > 8 else min(84, _SIDE // len(confusion.labels))
    size = alt.Step(side)
    across, up = _axes(confusion.labels, side)
    cells = alt.Chart(alt.NamedData("cells")).encode(x=across, y=up)
    colour = alt.Color(
        "share",
        type="quantitative",
        title=["share of the", "actual class"],
        scale=alt.Scale(domain=[0, 1], range=_SHADES),
        legend=alt.Legend(format=".0%", gradientLength=120, tickCount=5),
    )
    ink = alt.Color("ink", type="nominal", scale=None)
    squares = cells.mark_rect(stroke="#FFFFFF", strokeWidth=2).encode(color=colour)
    numbers = cells.mark_text(fontSize=13 if side >= 44 else 10).encode(text="text:N", color=ink)
    chart = alt.LayerChart(
        layer=[squares, numbers], resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    )
    said, more = _facts(pairs)
    words = Words(
        title=title or "Predicted against actual classes",
        subtitle=said,
        alt_text=f"Predicted against actual classes: {said}{more}.",
    )
    return finish(chart, words, (size, size), {"cells": _cells(confusion)})


def _axes(labels: list[str], side: int) -> tuple[alt.X, alt.Y]:
    scale = alt.Scale(domain=labels)
    turned = max(map(len, labels)) * _LETTER > side
    below = alt.Axis(labelAngle=-40 if turned else 0, labelLimit=120, domain=False, ticks=False, grid=False)
    beside = alt.Axis(labelLimit=160, domain=False, ticks=False, grid=False)
    return (
        alt.X("predicted", type="nominal", sort=None, scale=scale, axis=below, title="predicted"),
        alt.Y("actual", type="nominal", sort=None, scale=scale, axis=beside, title="actual"),
    )


def _confusion(pairs: ClassPairs) -> Confusion:
    """Count rows, the classes by name or by number; all but the commonest as one."""
    size = len(pairs.classes)
    commonest = np.argsort(-np.bincount(pairs.actual, minlength=size), kind="stable")[:_MOST_CLASSES]
    kept: list[int] = sorted(commonest.tolist(), key=lambda code: _rank(pairs.classes[code]))
    labels = [pairs.classes[code] for code in kept]
    places = np.full(size, len(kept))
    places[kept] = np.arange(len(kept))
    if size > len(kept):
        labels.append(f"{size - len(kept):,} others")
    counts = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(counts, (places[pairs.actual], places[pairs.predicted]), 1)
    return Confusion(labels=distinct(labels), counts=counts)


def _rank(name: str) -> tuple[tuple[bool, float, str], ...]:
    """Return what names sort by as people do: class 2 before class 10."""
    parts = re.split(r"((?:^-)?\d{1,15}(?:\.\d{1,15})?)", name[:200])  # every other one is a number
    return tuple((index % 2 == 0, float(part) if index % 2 else 0.0, part) for index, part in enumerate(parts))


def _cells(confusion: Confusion) -> Rows:
    counts = confusion.counts
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    size = range(len(confusion.labels))
    return [
        {
            "actual": confusion.labels[row],
            "predicted": confusion.labels[column],
            "share": float(shares[row, column]),
            "text": _short(int(counts[row, column])),
            "ink": "#FFFFFF" if shares[row, column] > _DARK else INK if counts[row, column] else GREY,
        }
        for row, column in itertools.product(size, size)
    ]


def _short(count: int) -> str:
    if count < 10_000:
        return str(count)
    return f"{count / 1e3:.0f}k" if count < 1e6 else f"{count / 1e6:.1f}M"


def _facts(pairs: ClassPairs) -> tuple[str, str]:
    right = pairs.actual == pairs.predicted
    said = f"{counted(len(right), 'row', 'rows')}, {share(float(right.mean()))} of them right"
    said += f"; {counted(pairs.left_out, 'row', 'rows')} left out" if pairs.left_out else ""
    if right.all():
        return said, ""
    wrong = pairs.actual[~right] * len(pairs.classes) + pairs.predicted[~right]
    codes, counts = np.unique(wrong, return_counts=True)
    actual, predicted = divmod(int(codes[np.argmax(counts)]), len(pairs.classes))
    names = cleaned(pairs.classes[actual], 40), cleaned(pairs.classes[predicted], 40)
    return said, f"; most often {names[0]} was taken for {names[1]}, {counted(int(counts.max()), 'time', 'times')}"

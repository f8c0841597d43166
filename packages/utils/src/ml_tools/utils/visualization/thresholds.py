"""Curves over all thresholds of a probability: ROC, and precision against recall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import msgspec
import numpy as np

from ml_tools.utils.visualization.columns import Numbers
from ml_tools.utils.visualization.labels import counted
from ml_tools.utils.visualization.plots import COLOURS, GREY, Plot, Rows, Words, finish, rows_of
from ml_tools.utils.visualization.probabilities import Against

__all__ = ["plot_precision_recall", "plot_roc"]

_SIDE = 360
_MOST_POINTS = 300


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What a curve shows."""

    name: str
    across: str
    up: str
    measure: str
    """What the area below it is called."""
    hint: str


_ROC = Kind(
    name="ROC",
    across="rate of false positives",
    up="rate of true positives",
    measure="area under the curve",
    hint="1 is best, 0.5 is chance",
)
_PRECISION_RECALL = Kind(
    name="Precision and recall",
    across="recall",
    up="precision",
    measure="average precision",
    hint="1 is best, the share of the class is chance",
)


class Curve(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A curve and what lies below it."""

    x: Numbers
    y: Numbers
    area: float


def plot_roc(classes: Sequence[Against], title: str | None) -> Plot:
    """Return a chart of the rate of true positives against that of false ones."""
    chance = rows_of(x=[0.0, 1.0], y=[0.0, 1.0])
    return _plot(_ROC, {each.label: _roc(each) for each in classes}, chance, len(classes[0].happened), title)


def plot_precision_recall(classes: Sequence[Against], title: str | None) -> Plot:
    """Return a chart of precision against recall."""
    share = float(np.mean(classes[0].happened))
    chance: Rows = rows_of(x=[0.0, 1.0], y=[share, share]) if len(classes) == 1 else ()
    curves = {each.label: _precision_recall(each) for each in classes}
    return _plot(_PRECISION_RECALL, curves, chance, len(classes[0].happened), title)


def _counts(against: Against) -> tuple[Numbers, Numbers]:
    """Return how many positives and negatives are at least as probable as each different probability, falling."""
    order = np.argsort(-against.probability, kind="stable")
    probability, happened = against.probability[order], against.happened[order]
    last = np.append(np.flatnonzero(np.diff(probability)), len(probability) - 1)
    true = np.cumsum(happened)[last].astype(np.float64)
    return true, last + 1.0 - true


def _roc(against: Against) -> Curve:
    true, false = (np.append(0.0, each) for each in _counts(against))
    x, y = false / false[-1], true / true[-1]
    return Curve(x=x, y=y, area=float(np.trapezoid(y, x)))


def _precision_recall(against: Against) -> Curve:
    true, false = _counts(against)
    precision, recall = true / (true + false), true / true[-1]
    area = float(np.sum(np.diff(recall, prepend=0.0) * precision))
    return Curve(x=np.append(0.0, recall), y=np.append(precision[0], precision), area=area)


def _plot(kind: Kind, curves: Mapping[str, Curve], chance: Rows, count: int, title: str | None) -> Plot:
    labels = [f"{label} {curve.area:.3f}" for label, curve in curves.items()]
    rows: list[dict[str, object]] = []
    for label, curve in zip(labels, curves.values(), strict=True):
        kept = np.unique(np.linspace(0, len(curve.x) - 1, min(len(curve.x), _MOST_POINTS)).astype(int))
        rows += rows_of(x=curve.x[kept], y=curve.y[kept], of=[label] * len(kept), order=np.arange(len(kept)))
    facts = f"{counted(count, 'row', 'rows')}; {kind.measure}: {kind.hint}"
    said = f"{kind.name}, {kind.measure}: {'; '.join(labels)} ({facts})."
    words = Words(title=title or kind.name, subtitle=facts, alt_text=said)
    return finish(_chart(labels, kind), words, (_SIDE, _SIDE), {"curves": rows, "chance": chance})


def _chart(labels: list[str], kind: Kind) -> alt.LayerChart:
    scale = alt.Scale(domain=[0, 1], nice=False)
    style = alt.Axis(tickCount=5)
    across = alt.X("x", type="quantitative", title=kind.across, scale=scale, axis=style)
    up = alt.Y("y", type="quantitative", title=kind.up, scale=scale, axis=style)
    colours = alt.Scale(domain=labels, range=COLOURS[: len(labels)])
    colour = alt.Color("of", type="nominal", title=kind.measure, scale=colours, sort=None)
    dashed = alt.Chart(alt.NamedData("chance")).mark_line(color=GREY, strokeDash=[5, 4], strokeWidth=1.5)
    order = alt.Order("order", type="quantitative")
    curves = alt.Chart(alt.NamedData("curves")).mark_line(strokeWidth=2)
    lines = curves.encode(x=across, y=up, color=colour, order=order)
    return alt.LayerChart(layer=[dashed.encode(x=across, y=up), lines])

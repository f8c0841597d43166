"""Leaderboard: the score of each model with its spread."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt

import brolly
from ml_tools.utils.visualization.axes import names_axis, numeric_axis
from ml_tools.utils.visualization.labels import cleaned, counted, distinct, spread
from ml_tools.utils.visualization.plots import BLUE, GREY, INK, Plot, Words, finish
from ml_tools.utils_interface.v1.visualization import Score

__all__ = ["plot_leaderboard"]

_MOST = 50
_WIDTH = 420
_BETTER = {"rmse": "lower", "mae": "lower", "log_loss": "lower", "r2": "higher", "accuracy": "higher"}


def plot_leaderboard(metric: str, scores: Sequence[Score], title: str | None) -> Plot:
    """Return a chart of scores, in the order that they have.

    Raises:
        brolly.InvalidArgument: There is none with a finite mean.
    """
    ranked = [each for each in scores if math.isfinite(each.mean)][:_MOST]
    if not ranked:
        raise brolly.InvalidArgument("scores: expected at least one with a finite mean, got none")
    labels = distinct(each.model for each in ranked)
    texts = [spread(each.mean, _std(each)) for each in ranked]
    rows = [_row(*each) for each in zip(labels, ranked, texts, strict=True)]
    rows[0]["ink"] = BLUE
    name = cleaned(metric, 40)
    words = Words(
        title=title or f"Leaderboard by {name}",
        subtitle=_facts(name, len(ranked), len(scores)),
        alt_text=_alt_text(name, labels, texts),
    )
    chart = _chart(labels, name, max(abs(each.mean) + _std(each) for each in ranked))
    return finish(chart, words, (_WIDTH, alt.Step(32)), {"scores": rows})


def _row(label: str, score: Score, text: str) -> dict[str, object]:
    low, high = score.mean - _std(score), score.mean + _std(score)
    return {"model": label, "mean": score.mean, "low": low, "high": high, "text": text, "ink": GREY}


def _chart(labels: list[str], metric: str, largest: float) -> alt.LayerChart:
    wide, tall = alt.Scale(zero=False, padding=12), alt.Scale(domain=labels)
    across = alt.X("mean", type="quantitative", scale=wide, title=metric, axis=numeric_axis(largest))
    up = alt.Y("model", type="nominal", sort=None, scale=tall, title=None, axis=names_axis(INK))
    data = alt.Chart(alt.NamedData("scores")).encode(y=up, color=alt.Color("ink", type="nominal", scale=None))
    low = alt.X("low", type="quantitative")
    spans = data.mark_rule(strokeWidth=2.5, strokeCap="round").encode(x=low, x2="high")
    points = data.mark_circle(size=110, opacity=1).encode(x=across)
    texts = data.mark_text(align="left", fontSize=12).encode(x=alt.value(_WIDTH + 14), text="text:N")
    return alt.LayerChart(layer=[points, spans, texts])


def _std(score: Score) -> float:
    return score.std if math.isfinite(score.std) and score.std > 0 else 0.0


def _facts(metric: str, shown: int, given: int) -> str:
    better = f"; {_BETTER[metric]} is better" if metric in _BETTER else ""
    left_out = f"; {shown} of {counted(given, 'model', 'models')}" if shown < given else ""
    return f"mean ± standard deviation over the folds{better}{left_out}"


def _alt_text(metric: str, labels: Sequence[str], texts: Sequence[str]) -> str:
    others = "; ".join(f"{label} {text}" for label, text in zip(labels[1:10], texts[1:10], strict=True))
    return f"{labels[0]} is best: {metric} {texts[0]}{'; then ' + others if others else ''}."

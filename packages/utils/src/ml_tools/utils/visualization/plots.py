"""A chart of Vega-Lite in the look that all of them share."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import altair as alt
import msgspec
import numpy as np
from numpy.typing import NDArray

from ml_tools.utils.visualization.labels import cleaned

__all__ = ["BLUE", "COLOURS", "GREY", "INK", "LIGHT", "RED", "SKY", "Plot", "Rows", "Words", "finish", "rows_of"]

BLUE, SKY, RED = "#0072B2", "#56B4E9", "#D55E00"
"""Of Okabe and Ito, whom everybody can tell apart."""
COLOURS = [BLUE, RED, "#009E73", "#CC79A7", "#E69F00", SKY, "#000000"]
"""The same, for 7 levels at most."""
INK, GREY, LIGHT = "#1F2933", "#616E7C", "#D8DEE4"

Rows = Sequence[Mapping[str, object]]
Length: TypeAlias = "int | alt.Step"
Chart: TypeAlias = "alt.LayerChart | alt.FacetChart"

_FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
_LONGEST_TITLE = 200
_LONGEST_LINE = 64
_TITLE_WIDTH = 540

# White behind everything, so that it is legible on a dark page too.
_CONFIG = {
    "background": "#FFFFFF",
    "padding": {"left": 16, "top": 16, "right": 20, "bottom": 14},
    "font": _FONT,
    "view": {"stroke": None},
    "mark": {"aria": False},  # the text in words says more than a thousand labelled dots
    "title": {
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 15,
        "fontWeight": 600,
        "color": INK,
        "subtitleFontSize": 12,
        "subtitleColor": GREY,
        "subtitlePadding": 5,
        "offset": 14,
    },
    "axis": {
        "labelColor": GREY,
        "labelFontSize": 11,
        "labelPadding": 6,
        "titleColor": INK,
        "titleFontSize": 12,
        "titleFontWeight": 500,
        "titlePadding": 10,
        "gridColor": "#E9EDF1",
        "domainColor": LIGHT,
        "tickColor": LIGHT,
        "labelLimit": 220,
    },
    "legend": {"labelColor": GREY, "labelFontSize": 11, "titleColor": INK, "titleFontSize": 11, "titleFontWeight": 500},
}


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """A chart that can be drawn."""

    vega_lite: str
    """As JSON, with its data."""
    alt_text: str


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a chart."""

    title: str
    """Above it; cut when it is long."""
    subtitle: str
    alt_text: str
    """What it shows, in a sentence."""


def finish(chart: Chart, words: Words, size: tuple[Length, Length] | None, rows: Mapping[str, Rows]) -> Plot:
    """Return a chart with its words, its look and its data.

    Args:
        chart: With data by name.
        words: What is said of it.
        size: The width and the height inside of the axes; None where the chart says it itself.
        rows: The data by name. They are put in after Altair has checked the chart: row by row that would take long.
    """
    heading = alt.TitleParams(text=_lines(words.title), subtitle=words.subtitle, limit=_TITLE_WIDTH)
    sides = {} if size is None else {"width": size[0], "height": size[1]}
    whole: Any = chart.properties(title=heading, description=words.alt_text, **sides)
    spec: dict[str, Any] = whole.to_dict()
    spec["config"] = _CONFIG
    spec["datasets"] = rows
    return Plot(vega_lite=msgspec.json.encode(spec).decode(), alt_text=words.alt_text)


def rows_of(**columns: NDArray[Any] | Sequence[object]) -> list[dict[str, object]]:
    """Return the data of a chart from its fields, each of as many values."""
    values: list[Sequence[object]] = [np.asarray(each, object).tolist() for each in columns.values()]
    return [dict(zip(columns, each, strict=True)) for each in zip(*values, strict=True)]


def _lines(title: str) -> list[str]:
    return textwrap.wrap(
        cleaned(title, _LONGEST_TITLE), _LONGEST_LINE, max_lines=2, placeholder="\N{HORIZONTAL ELLIPSIS}"
    )

"""Profile: how the values of each column are distributed, in small."""

from __future__ import annotations

import altair as alt
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.visualization.columns import Numbers, are_numbers, levels_of, numbers_of
from ml_tools.utils.visualization.histogram import binned
from ml_tools.utils.visualization.labels import cleaned, counted, distinct, number, share
from ml_tools.utils.visualization.plots import BLUE, GREY, INK, Plot, Rows, Words, finish, rows_of

__all__ = ["plot_profile"]

_MOST_COLUMNS = 30
_MOST_BARS = 20
_ACROSS = 3
_WIDTH, _HEIGHT = 190, 70


def plot_profile(table: pa.Table, title: str | None) -> Plot:
    """Return a chart with a small distribution for each of the first 30 columns of numbers, truths and texts.

    Raises:
        brolly.InvalidArgument: There is no such column.
    """
    places = [at for at, kind in enumerate(table.schema.types) if _can_be_drawn(kind)]
    if not places or not table.num_rows:
        raise brolly.InvalidArgument("table: expected rows, and columns of numbers or texts, got none")
    shown = places[:_MOST_COLUMNS]
    labels = distinct(cleaned(table.column_names[at], 28) for at in shown)
    bars: list[dict[str, object]] = []
    facts: list[str] = []
    for at, label in zip(shown, labels, strict=True):
        brolly.checkpoint()
        column = pa.Table.from_arrays([table.column(at)], ["value"])
        rows, fact = _column(column)
        facts.append(f"{label} {fact}")
        bars += [{**row, "column": label, "fact": fact, "place": len(facts)} for row in rows]
    said = f"{counted(table.num_rows, 'row', 'rows')}, {counted(table.num_columns, 'column', 'columns')}"
    said += f"; the first {len(shown)} of {len(places)}" if len(shown) < len(places) else ""
    words = Words(title=title or "Profile", subtitle=said, alt_text=f"Profile of {said}: {'; '.join(facts)}.")
    return finish(_chart(), words, None, {"bars": bars})


def _can_be_drawn(kind: pa.DataType) -> bool:
    types = pa.types
    texts = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    return are_numbers(kind) or types.is_boolean(kind) or texts or types.is_dictionary(kind)


def _column(column: pa.Table) -> tuple[Rows, str]:
    kind = column.schema.types[0]
    if are_numbers(kind):
        return _numbers(numbers_of(column, "value"))
    levels = levels_of(column, "value", _MOST_BARS)
    counts = np.bincount(levels.codes[levels.codes >= 0], minlength=len(levels.labels))
    missing = column.num_rows - int(counts.sum()) - levels.other_count
    if not len(counts):
        return _bars(np.zeros(1)), "all missing"
    fact = f"{levels.labels[0]} {share(counts[0] / column.num_rows)}"
    return _bars(counts.astype(np.float64)), fact + _missing(missing, column.num_rows)


def _numbers(values: Numbers) -> tuple[Rows, str]:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return _bars(np.zeros(1)), "all missing"
    counts, _ = binned(finite, _MOST_BARS)
    fact = f"{number(float(finite.min()))} to {number(float(finite.max()))}"
    return _bars(counts), fact + _missing(len(values) - len(finite), len(values))


def _bars(counts: Numbers) -> Rows:
    """Return bars as wide as each other, the highest 1 high."""
    edges = np.linspace(0, 1, len(counts) + 1)
    return rows_of(low=edges[:-1], high=edges[1:], rows=counts / max(1.0, float(counts.max())))


def _missing(missing: int, count: int) -> str:
    return f", {share(missing / count)} missing" if missing else ""


def _chart() -> alt.FacetChart:
    none = alt.Axis(labels=False, ticks=False, grid=False, domain=False, title=None)
    across = alt.X("low", type="quantitative", axis=none, scale=alt.Scale(domain=[0, 1]))
    up = alt.Y("rows", type="quantitative", axis=None, scale=alt.Scale(domain=[0, 1]))
    bars = alt.Chart().mark_bar(color=BLUE, binSpacing=1).encode(x=across, x2="high", y=up, y2=alt.datum(0))
    facts = alt.Chart().mark_text(align="left", baseline="top", color=GREY, fontSize=10, limit=_WIDTH)
    written = facts.encode(x=alt.value(0), y=alt.value(_HEIGHT + 5), text="fact:N")
    layered = alt.LayerChart(layer=[bars, written.transform_filter("datum.low === 0")], width=_WIDTH, height=_HEIGHT)
    header = alt.Header(labelAnchor="start", labelFontSize=12, labelFontWeight=500, labelColor=INK, title=None)
    facet = alt.Facet("column", type="nominal", sort=alt.EncodingSortField("place", op="min"), header=header)
    return alt.FacetChart(
        data=alt.NamedData("bars"), spec=layered, facet=facet, columns=_ACROSS, spacing={"row": 30, "column": 24}
    )

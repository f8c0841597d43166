"""Scatter: one column of numbers against another."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.visualization.axes import numeric_axis
from ml_tools.utils.visualization.clouds import Domain, cloud, count_outside, domain
from ml_tools.utils.visualization.columns import Levels, Numbers, levels_of, numbers_of
from ml_tools.utils.visualization.labels import cleaned, counted, signed
from ml_tools.utils.visualization.plots import COLOURS, GREY, Plot, Rows, Words, finish, rows_of

__all__ = ["plot_scatter"]

_WIDTH, _HEIGHT = 480, 380
_MOST_DOTS = 1500
_OTHERS = "others"


def plot_scatter(table: pa.Table, x: str, y: str, colour: str | None, title: str | None) -> Plot:
    """Return a chart of one column against another.

    Raises:
        brolly.InvalidArgument: A column is not there, is not of numbers, or no row has both.
    """
    both = numbers_of(table, x), numbers_of(table, y)
    levels = None if colour is None else levels_of(table, colour, len(COLOURS))
    there = np.isfinite(both[0]) & np.isfinite(both[1])
    if not there.any():
        raise brolly.InvalidArgument(f"table: expected a row with both {x[:60]!r} and {y[:60]!r}, got none")
    across, up = both[0][there], both[1][there]
    domains = domain(across), domain(up)
    axes = _axes(cleaned(x), cleaned(y), domains)
    if levels is None:
        layer, rows = cloud(across, up, *axes, domains)
    else:
        layer, rows = _coloured(across, up, (levels, there), axes, cleaned(colour or ""))
    facts = _facts(across, up, count_outside(across, up, domains), len(there) - len(across))
    heading = f"{cleaned(y)} against {cleaned(x)}"
    words = Words(title=title or heading, subtitle=facts, alt_text=f"{heading}: {facts}.")
    return finish(alt.LayerChart(layer=[layer]), words, (_WIDTH, _HEIGHT), {"cloud": rows})


def _axes(x: str, y: str, domains: tuple[Domain, Domain]) -> tuple[alt.X, alt.Y]:
    wide, high = (alt.Scale(domain=list(each), nice=False, zero=False) for each in domains)
    return (
        alt.X("x", type="quantitative", title=x, scale=wide, axis=numeric_axis(*domains[0])),
        alt.Y("y", type="quantitative", title=y, scale=high, axis=numeric_axis(*domains[1])),
    )


def _coloured(
    x: Numbers, y: Numbers, levels: tuple[Levels, Any], axes: tuple[alt.X, alt.Y], name: str
) -> tuple[alt.Chart, Rows]:
    found, there = levels
    codes = found.codes[there]
    drawn = np.random.default_rng(0).permutation(len(x))[:_MOST_DOTS]  # in no order, so that no level hides the others
    labels = [*found.labels, _OTHERS] if (codes < 0).any() else found.labels
    scale = alt.Scale(domain=labels, range=[*COLOURS[: len(found.labels)], GREY])
    colour = alt.Color("level", type="nominal", scale=scale, title=name)
    dots = alt.Chart(alt.NamedData("cloud")).mark_circle(size=30, opacity=0.6, clip=True)
    rows = rows_of(x=x[drawn], y=y[drawn], level=np.array(found.of_rows(_OTHERS), object)[there][drawn])
    return dots.encode(x=axes[0], y=axes[1], color=colour), rows


def _facts(x: Numbers, y: Numbers, outside: int, missing: int) -> str:
    said = counted(len(x), "row", "rows")
    if len(x) > 1 and np.ptp(x) > 0 and np.ptp(y) > 0:
        said += signed(f"; correlation {np.corrcoef(x / np.abs(x).max(), y / np.abs(y).max())[0, 1]:.2f}")
    said += f"; {outside:,} outside of the picture" if outside else ""
    return said + (f"; {counted(missing, 'row', 'rows')} left out" if missing else "")

"""A comparison made into a page: text, tables and charts, without a script or a request."""

from __future__ import annotations

import base64
import platform
from functools import cache
from importlib.metadata import version
from typing import cast

from jinja2 import Environment, PackageLoader, StrictUndefined

from ml_tools.main.comparison import Comparison, Figure
from ml_tools.main.numerals import as_number, as_seconds, as_share, as_spread, as_value
from ml_tools.main.report.verdict import verdict

__all__ = ["POLICY", "SHOWN_COLUMNS", "environment", "rendered", "versions"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'"
"""What a page may do: show itself. Names of columns come from strangers."""
SHOWN_COLUMNS = 300
DISTRIBUTIONS = ("ml-tools-main", "brolly")


@cache
def environment() -> Environment:
    """Return what templates of this package are rendered by."""
    made = Environment(
        loader=PackageLoader("ml_tools.main.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(number=as_number, seconds=as_seconds, share=as_share, value=as_value, picture=_picture)
    cast("dict[str, object]", made.globals).update(policy=POLICY, spread=as_spread)  # typed by what is in it at first
    return made


def rendered(comparison: Comparison) -> str:
    """Return the page of a comparison."""
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            comparison=comparison,
            summary=comparison.summary,
            verdict=verdict(comparison),
            ties={tie.model: tie for tie in comparison.ties},
            figures={figure.name: figure for figure in comparison.figures},
            columns=comparison.columns[:SHOWN_COLUMNS],
            versions=versions(),
        )
    )


def versions() -> dict[str, str]:
    """Return what a report was made by."""
    return {**{name: version(name) for name in DISTRIBUTIONS}, "Python": platform.python_version()}


def _picture(figure: Figure) -> str:
    """Return the chart as the source of an image, in which no script would run."""
    return f"data:image/svg+xml;base64,{base64.b64encode(figure.chart.svg.encode()).decode()}"

"""A profile made into a page."""

from __future__ import annotations

from ml_tools.main.profiling import Profiled, identifiers, in_words
from ml_tools.main.report.rendering import SHOWN_COLUMNS, environment, versions

__all__ = ["rendered_profile"]

SHOWN_PAIRS = 15


def rendered_profile(profiled: Profiled) -> str:
    """Return the page of a profile."""
    profile = profiled.profile
    shown = profile.columns[:SHOWN_COLUMNS]
    return (
        environment()
        .get_template("profile.html.j2")
        .render(
            profiled=profiled,
            profile=profile,
            identifiers=identifiers(profile),
            figures={figure.name: figure for figure in profiled.figures},
            numbers=[column for column in shown if column.kind.name == "NUMBER"],
            others=[column for column in shown if column.kind.name != "NUMBER"],
            shown_columns=len(shown),
            words={column.name: in_words(column) for column in shown},
            pairs=profile.correlations[:SHOWN_PAIRS],
            missing_count=sum(column.missing_count for column in profile.columns),
            versions=versions(),
        )
    )

"""What a comparison found, on the terminal or as plain lines."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ml_tools.main.comparison import Comparison, Standing
from ml_tools.main.numerals import as_number, as_seconds, as_spread

__all__ = ["console", "show"]

PLAIN_WIDTH = 160
"""Where nobody says how wide lines may be."""


def console() -> Console:
    """Return what prints on standard output, wide enough for whole lines where that is no terminal."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


def show(comparison: Comparison, *, report: Path | None, json: Path | None) -> None:
    """Print the leaderboard and what belongs to it on standard output."""
    out = console()
    summary = comparison.summary
    out.print()
    out.print(Text(f"{summary.source}: {summary.task} of {summary.target}", style="bold"))
    out.print(
        f"{summary.rows:,} rows, {comparison.holdout_rows:,} of them kept aside; {comparison.folds} folds, "
        f"seed {comparison.seed}; {as_seconds(comparison.seconds)}"
    )
    out.print()
    out.print(_leaderboard(comparison))
    out.print()
    out.print(Text.assemble("chosen: ", (summary.best, "bold"), f", kept as {comparison.model_id}"))
    checks = ", ".join(f"{metric.name} {as_number(metric.value)}" for metric in comparison.holdout_metrics)
    out.print(Text(f"on the rows that were kept aside: {checks}"))
    for note in comparison.notes:
        out.print(Text(f"note: {note}", style="yellow"), soft_wrap=True)
    for name, path in (("report", report), ("json", json)):
        if path is not None:
            out.print(Text(f"{name}: {path}"), soft_wrap=True)


def _leaderboard(comparison: Comparison) -> Table:
    first = comparison.summary.leaderboard[0]
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    table.add_column("", justify="right")
    table.add_column("model")
    table.add_column(first.metric, justify="right")
    if first.accuracy is not None:
        table.add_column("accuracy", justify="right")
    table.add_column("fit", justify="right")
    table.add_column("predict", justify="right")
    table.add_column("")
    ties = {tie.model for tie in comparison.ties}
    for place, standing in enumerate(comparison.summary.leaderboard, 1):
        best = place == 1
        row = _row(place, standing, "best" if best else "as good as the best" if standing.model in ties else "")
        table.add_row(*map(Text, row), style="bold" if best else "")
    return table


def _row(place: int, standing: Standing, remark: str) -> tuple[str, ...]:
    accuracy = () if standing.accuracy is None else (f"{standing.accuracy:.1%}",)
    return (
        str(place),
        standing.model,
        as_spread(standing.mean, standing.std),
        *accuracy,
        as_seconds(standing.fit_seconds),
        as_seconds(standing.predict_seconds),
        remark,
    )

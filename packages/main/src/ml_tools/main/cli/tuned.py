"""What a search of settings found, on the terminal or as plain lines."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from ml_tools.main.cli.findings import console
from ml_tools.main.comparison import Tuned
from ml_tools.main.numerals import as_number, as_seconds

__all__ = ["show"]


def show(tuned: Tuned, *, json: Path | None) -> None:
    """Print the settings and what belongs to them on standard output."""
    out = console()
    summary = tuned.summary
    out.print()
    out.print(Text(f"{summary.source}: {summary.task} of {summary.target} by {summary.model}", style="bold"))
    out.print(
        f"{summary.rows:,} rows, {tuned.holdout_rows:,} of them kept aside; {tuned.folds} folds, seed {tuned.seed}; "
        f"{summary.trials:,} settings tried; {as_seconds(tuned.seconds)}"
    )
    out.print()
    for name, value in summary.settings.items():
        out.print(Text(f"  {name} = {value}"))
    if not summary.settings:
        out.print(Text("  the usual settings"))
    out.print()
    out.print(Text(_against(tuned)))
    out.print(Text.assemble("kept as ", (summary.model_id, "bold")))
    checks = ", ".join(f"{metric.name} {as_number(metric.value)}" for metric in tuned.holdout_metrics)
    out.print(Text(f"on the rows that were kept aside: {checks}"))
    for note in tuned.notes:
        out.print(Text(f"note: {note}", style="yellow"), soft_wrap=True)
    if json is not None:
        out.print(Text(f"json: {json}"), soft_wrap=True)


def _against(tuned: Tuned) -> str:
    summary = tuned.summary
    score = f"{summary.metric} {as_number(summary.score)}"
    if summary.usual_score is None:
        return f"{score}; there was no time to measure the usual settings"
    better = 1 - summary.score / summary.usual_score if summary.usual_score else 0.0
    return f"{score}, with the usual settings {as_number(summary.usual_score)}: {better:.1%} less"

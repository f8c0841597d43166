"""Kept models on the terminal, or as plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from ml_tools.main.cli.findings import console
from ml_tools.main.kept import ComparisonOfKept, KeptModel, ModelSummary
from ml_tools.main.numerals import as_number, as_seconds

__all__ = ["show_compared", "show_list", "show_model"]

_MOST_LEVELS = 10


def show_list(models: Sequence[ModelSummary], *, has_more: bool) -> None:
    """Print a line each."""
    out = console()
    if not models:
        out.print("there are no models; ml-tools compare keeps the best one")
        return
    table = _table("model", "tags", "predicts", "rows", "fitted", "evaluated")
    for model in models:
        predicted = f"{model.target} ({model.task})"
        fitted = f"{model.created_at:%Y-%m-%d %H:%M}"
        _add(table, model.model_id, ", ".join(model.tags), predicted, f"{model.rows:,}", fitted, _told(model.metrics))
    out.print(table)
    if has_more:
        out.print("there are more; raise --limit, or name a --tag, an --algorithm or a --target")


def show_model(model: KeptModel) -> None:
    """Print everything that is known of a model."""
    out = console()
    out.print(Text(model.model_id, style="bold"))
    table = _table("", "")
    table.show_header = False
    for name, value in _facts(model):
        if value:
            _add(table, name, value)
    out.print(table)
    out.print()
    inputs = _table("column", "kind", "values")
    for each in model.inputs:
        more = f", and {len(each.levels) - _MOST_LEVELS} more" if len(each.levels) > _MOST_LEVELS else ""
        _add(inputs, each.name, each.kind, ", ".join(map(repr, each.levels[:_MOST_LEVELS])) + more)
    out.print(inputs)
    for note in model.notes:
        out.print(Text(f"note: {note}", style="yellow"), soft_wrap=True)


def show_compared(comparison: ComparisonOfKept) -> None:
    """Print the models with the best first, and how much worse the others are."""
    out = console()
    out.print(Text(f"{comparison.source}: {comparison.rows:,} rows with a target", style="bold"))
    best = comparison.models[0]
    table = _table("model", *best.metrics, "loss above the best's")
    for model in comparison.models:
        worse = f"{as_number(model.difference)} ± {as_number(model.standard_error)}" if model is not best else "best"
        _add(table, model.model_id, *map(as_number, model.metrics.values()), worse)
    out.print(table)


def _facts(model: KeptModel) -> Iterable[tuple[str, str]]:
    size = "" if model.size_bytes is None else f"{model.size_bytes:,} bytes"
    fitted = f"{model.created_at:%Y-%m-%d %H:%M} UTC, in {as_seconds(model.fit_seconds)}, to {model.rows:,} rows"
    evaluated = ""
    if model.evaluated_at is not None:
        evaluated = (
            f"{_told(model.metrics)}, on {model.evaluated_rows or 0:,} rows, {model.evaluated_at:%Y-%m-%d %H:%M} UTC"
        )
    yield "tags", ", ".join(model.tags)
    yield "algorithm", model.algorithm
    yield "settings", ", ".join(f"{name} {value}" for name, value in (model.settings or {}).items())
    yield "predicts", f"{model.target} ({model.task})"
    yield "classes", ", ".join(map(repr, model.classes))
    yield "fitted", fitted
    yield "while it learned", _told(model.training_metrics)
    yield "evaluated", evaluated
    yield "size", size
    yield "made with", ", ".join(f"{name} {version}" for name, version in model.made_with.items())


def _told(metrics: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {as_number(value)}" for name, value in metrics.items())


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for name in names:
        table.add_column(name)
    return table


def _add(table: Table, *cells: str) -> None:
    """Add a row of texts, which are from strangers: no markup."""
    table.add_row(*map(Text, cells))

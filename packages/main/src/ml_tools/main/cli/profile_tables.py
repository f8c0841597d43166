"""A profile on the terminal, or as plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from ml_tools.datasets_interface import ColumnKind, ColumnProfile, NumberValues, Profile
from ml_tools.main.cli.findings import console
from ml_tools.main.numerals import as_seconds, as_share, as_value
from ml_tools.main.profiling import Profiled, identifiers, in_words

__all__ = ["show"]

_SHOWN_COLUMNS = 100
_SHOWN_PAIRS = 10
_COUNTS = ("missing", "distinct")
_QUANTILES = ("min", "5%", "25%", "median", "75%", "95%", "max")
_NUMBERS = (*_COUNTS, "outliers", "mean", *_QUANTILES)


def show(profiled: Profiled, *, report: Path | None, json: Path | None) -> None:
    """Print the columns and what is known of them together on standard output."""
    out, profile = console(), profiled.profile
    rows, columns = f"{profile.row_count:,} rows", f"{len(profile.columns):,} columns"
    out.print()
    out.print(Text(f"{profiled.source}: {rows}, {columns}", style="bold"))
    for line in _roles(profiled):
        out.print(Text(line), soft_wrap=True)
    for table in _tables(profile):
        out.print()
        out.print(table)
    if len(profile.columns) > _SHOWN_COLUMNS:
        out.print(f"and {len(profile.columns) - _SHOWN_COLUMNS:,} columns more; --json has all of them")
    if profile.sampled_rows < profile.row_count:
        out.print(f"quantiles, shares of texts and correlations are of {profile.sampled_rows:,} rows, drawn evenly")
    out.print()
    for finding in profile.findings:
        kind = finding.kind.name.lower().replace("_", " ")
        out.print(Text.assemble((f"{kind}: ", "bold yellow"), finding.message), soft_wrap=True)
    if not profile.findings:
        out.print("nothing to beware of was found")
    for note in profiled.notes:
        out.print(Text(f"note: {note}", style="yellow"), soft_wrap=True)
    for name, path in (("report", report), ("json", json)):
        if path is not None:
            out.print(Text(f"{name}: {path}"), soft_wrap=True)


def _roles(profiled: Profiled) -> Iterable[str]:
    named, target = identifiers(profiled.profile), profiled.profile.target
    if target is None:
        yield "likely target: none"
    else:
        yield f"likely target: {target}; say another by --target" if profiled.is_guessed else f"target: {target}"
    yield f"likely identifier: {', '.join(named) or 'none'}"
    yield f"profiled in {as_seconds(profiled.seconds)}"


def _tables(profile: Profile) -> Iterable[Table]:
    shown = profile.columns[:_SHOWN_COLUMNS]
    numbers = [column for column in shown if column.kind is ColumnKind.NUMBER]
    if numbers:
        table = _table("numbers", *_NUMBERS, numbers=_NUMBERS)
        for column in numbers:
            _add(table, (*_counts(column, profile.row_count), *_distribution(column)))
        yield table
    others = [column for column in shown if column.kind is not ColumnKind.NUMBER]
    if others:
        table = _table("others", *_COUNTS, "kind", "values", numbers=_COUNTS)
        for column in others:
            kind = column.kind.name.lower()
            _add(table, (*_counts(column, profile.row_count), kind, in_words(column)))
        yield table
    if profile.correlations:
        table = _table("strongest correlations", "", "coefficient", numbers=("coefficient",))
        for pair in profile.correlations[:_SHOWN_PAIRS]:
            _add(table, (pair.left, pair.right, f"{pair.value:+.3f}"))
        yield table


def _counts(column: ColumnProfile, rows: int) -> tuple[str, str, str]:
    about = "" if column.distinct_is_exact else "~"
    return column.name, as_share(column.missing_count / max(1, rows)), f"{about}{column.distinct_count:,}"


def _distribution(column: ColumnProfile) -> tuple[str, ...]:
    if not isinstance(column.values, NumberValues):
        return ("",) * (len(_QUANTILES) + 2)
    values, quantiles = column.values, column.values.quantiles
    between = (quantiles.q05, quantiles.q25, quantiles.median, quantiles.q75, quantiles.q95)
    return (as_share(values.outlier_share), *map(as_value, (values.mean, values.min, *between, values.max)))


def _table(*names: str, numbers: Sequence[str]) -> Table:
    """Return a table of texts, but for the columns of `numbers`."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in names:
        table.add_column(name, justify="right" if name in numbers else "left", overflow="fold")
    return table


def _add(table: Table, cells: Iterable[str]) -> None:
    """Add a row of texts, which are from strangers: no markup."""
    table.add_row(*map(Text, cells))

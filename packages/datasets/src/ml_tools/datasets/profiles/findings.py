"""What one should know of a table before a model is fitted to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.datasets.profiles.leakage import numbered, share_told
from ml_tools.datasets.profiles.roles import is_constant, is_identifier
from ml_tools.datasets_interface import (
    ColumnKind,
    ColumnProfile,
    Correlation,
    Finding,
    FindingKind,
    NumberValues,
)

__all__ = ["Described", "findings"]

_ALL_BUT_EXACT = 0.98
_SAME = 0.9999
_MANY_LEVELS = 100
_FEWEST_ROWS_A_CLASS = 10
_COMPARABLE = (ColumnKind.NUMBER, ColumnKind.BOOLEAN, ColumnKind.TEXT)


class Described(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What findings are found in."""

    row_count: int
    columns: Sequence[ColumnProfile]
    correlations: Sequence[Correlation]
    sample: pa.Table
    target: str | None
    duplicate_rows: int
    """0 where they were not counted."""


def findings(described: Described) -> tuple[Finding, ...]:
    """Return what was found, the gravest first."""
    found = [*_of_target(described), *_of_pairs(described), *_of_columns(described), *_of_rows(described)]
    return tuple(sorted(found, key=lambda finding: finding.kind.value))


def _of_columns(described: Described) -> Iterator[Finding]:
    for column in described.columns:
        present = described.row_count - column.missing_count
        if is_identifier(column, described.row_count):
            yield _finding(FindingKind.IDENTIFIER, f"{column.name} is different in each row", column.name)
        if present and is_constant(column):
            yield _finding(FindingKind.CONSTANT, f"{column.name} is the same in each row", column.name)
        if described.row_count and 2 * column.missing_count >= described.row_count:
            share = column.missing_count / described.row_count
            yield _finding(FindingKind.MOSTLY_MISSING, f"{share:.0%} of {column.name} is missing", column.name)
        many = column.kind is ColumnKind.TEXT and column.distinct_count > _MANY_LEVELS
        if many and not is_identifier(column, described.row_count):
            about = "" if column.distinct_is_exact else "some "
            text = f"{column.name} has {about}{column.distinct_count:,} different texts"
            yield _finding(FindingKind.MANY_LEVELS, text, column.name)
        if isinstance(column.values, NumberValues) and column.values.infinite_count:
            text = f"{column.name} holds {column.values.infinite_count:,} infinite numbers"
            yield _finding(FindingKind.INFINITE, text, column.name)


def _of_pairs(described: Described) -> Iterator[Finding]:
    for pair in described.correlations:
        if described.target in (pair.left, pair.right):
            continue
        if abs(pair.value) >= _SAME:
            text = f"{pair.right} says the same as {pair.left}: their correlation is {pair.value:.4f}"
            yield _finding(FindingKind.REDUNDANT, text, pair.left, pair.right)


def _of_rows(described: Described) -> Iterator[Finding]:
    if described.duplicate_rows:
        text = f"{described.duplicate_rows:,} rows are the same as an earlier one"
        yield _finding(FindingKind.DUPLICATE_ROWS, text)


def _of_target(described: Described) -> Iterator[Finding]:
    if described.target is None:
        return
    kinds = {column.name: column.kind for column in described.columns}
    leaking: dict[str, str] = {}
    for pair in described.correlations:
        if described.target in (pair.left, pair.right) and abs(pair.value) >= _ALL_BUT_EXACT:
            other = pair.left if pair.right == described.target else pair.right
            leaking[other] = f"its correlation with {described.target} is {pair.value:.4f}"
    target = described.sample.column(described.target)
    for name, kind in kinds.items():
        brolly.checkpoint()
        if name == described.target or name in leaking or kind not in _COMPARABLE:
            continue
        told = share_told(described.sample.column(name), kind, target, kinds[described.target])
        if told >= _ALL_BUT_EXACT:
            leaking[name] = f"its values tell {told:.0%} of {described.target}"
    for name, reason in leaking.items():
        text = f"{name} may be known only after {described.target}: {reason}; leave it out if that is so"
        yield _finding(FindingKind.LEAKAGE, text, name, described.target)
    yield from _rare_classes(described, kinds[described.target])


def _rare_classes(described: Described, kind: ColumnKind) -> Iterator[Finding]:
    if described.target is None or kind is not ColumnKind.TEXT:
        return
    classes = numbered(described.sample.column(described.target), kind)
    rare = int(np.count_nonzero(np.bincount(classes[classes >= 0]) < _FEWEST_ROWS_A_CLASS))
    if rare:
        text = f"{rare:,} classes of {described.target} have fewer than {_FEWEST_ROWS_A_CLASS} rows"
        yield _finding(FindingKind.RARE_CLASS, text, described.target)


def _finding(kind: FindingKind, message: str, *columns: str) -> Finding:
    return Finding(kind=kind, columns=columns, message=message)

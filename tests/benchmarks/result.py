"""What every benchmark reports: one form, as JSON and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

__all__ = ["Result", "compared", "table", "write"]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One thing measured for us and for a peer, each the median of its rounds."""

    case: str
    ours: float
    peer: float
    peer_name: str
    unit: str
    ratio: float
    """`ours / peer`."""
    goal: float | None
    """The most that `ratio` may be; `None` where the case is for information."""
    met: bool | None


def compared(case: str, ours: float, peer: float, *, peer_name: str, unit: str, goal: float | None = None) -> Result:
    ratio = ours / peer
    return Result(
        case=case,
        ours=ours,
        peer=peer,
        peer_name=peer_name,
        unit=unit,
        ratio=ratio,
        goal=goal,
        met=None if goal is None else ratio <= goal,
    )


def write(results: Sequence[Result], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(results)) + b"\n")


def table(results: Sequence[Result]) -> str:
    """Return the results in columns: texts to the left, numbers to the right."""
    rows = [("case", "ours", "peer", "unit", "ratio", "goal", "met", "peer is"), *map(_cells, results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _cells(result: Result) -> tuple[str, ...]:
    goal = "" if result.goal is None else f"{result.goal:.2f}"
    met = {True: "yes", False: "NO", None: ""}[result.met]
    ours, peer = _number(result.ours), _number(result.peer)
    return (result.case, ours, peer, result.unit, f"{result.ratio:.2f}", goal, met, result.peer_name)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    to_the_right = {1, 2, 4, 5}
    padded = (
        cell.rjust(width) if index in to_the_right else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()

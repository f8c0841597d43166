"""Pieces of Python source: docstrings, quoted names, blocks."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["block", "docstring", "quoted", "tuple_of"]


def quoted(text: str) -> str:
    """Return a string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def docstring(text: str) -> list[str]:
    """Return the lines of a docstring; none when there is nothing to say."""
    if not text:
        return []
    safe = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    first, *rest = safe.split("\n")
    if not rest:
        return [f'"""{first[:-1]}\\""""' if first.endswith('"') else f'"""{first}"""']
    return [f'"""{first}', *rest, '"""']


def block(header: str, *parts: Iterable[str]) -> list[str]:
    """Return a header and the indented lines below it; `...` when there are none."""
    lines = [line for part in parts for line in part]
    return [header, *(f"    {line}" if line else "" for line in lines or ["..."])]


def tuple_of(items: Iterable[str]) -> str:
    """Return a tuple literal."""
    listed = list(items)
    return f"({listed[0]},)" if len(listed) == 1 else f"({', '.join(listed)})"

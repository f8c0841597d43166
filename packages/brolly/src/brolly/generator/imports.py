"""The import lines of a generated module, and the names that it has for what it imports."""

from __future__ import annotations

import sys
from collections.abc import Iterable

__all__ = ["Imports"]


class Imports:
    """Collects what a module uses; a name that the module needs for something else gets an underscore."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._names: dict[tuple[str, str], str] = {}
        self._for_types: set[tuple[str, str]] = set()

    def module(self, dotted: str, *, for_types: bool = False) -> str:
        """Return the local name of a module."""
        package, _, last = dotted.rpartition(".")
        return self.symbol(package, last, for_types=for_types)

    def symbol(self, module: str, name: str, *, for_types: bool = False, alias: str = "") -> str:
        """Return the local name of something in a module; `for_types` when only annotations use it."""
        key = (module, name)
        if not for_types:
            self._for_types.discard(key)
        elif key not in self._names:
            self._for_types.add(key)
        if key not in self._names:
            self._names[key] = self._free(alias or name, module)
            self._taken.add(self._names[key])
        return self._names[key]

    def lines(self, *, for_types: bool = False) -> list[str]:
        """Return the import lines, in the three usual sections."""
        sections: dict[int, list[str]] = {}
        for module, names in sorted(self._grouped(for_types=for_types).items()):
            sections.setdefault(_section(module), []).extend(_statements(module, sorted(names, key=_rank)))
        lines: list[str] = []
        for number in sorted(sections):
            # `import x` stands before `from x import y`.
            lines += ["", *sorted(sections[number], key=lambda line: line.startswith("from "))]
        return lines

    def _free(self, name: str, module: str) -> str:
        candidates = (name, f"_{name}", f"_{module.replace('.', '_')}_{name}")
        return next(each for each in candidates if each not in self._taken)

    def _grouped(self, *, for_types: bool) -> dict[str, list[tuple[str, str]]]:
        grouped: dict[str, list[tuple[str, str]]] = {}
        for key, local in self._names.items():
            if (key in self._for_types) is for_types:
                grouped.setdefault(key[0] or key[1], []).append(("" if not key[0] else key[1], local))
        return grouped


def _rank(entry: tuple[str, str]) -> tuple[bool, bool, tuple[str, str]]:
    """Order constants before classes before functions, as every sorter of imports has it."""
    name = entry[0]
    return not name.isupper(), not name[:1].isupper(), entry


def _section(module: str) -> int:
    root = module.partition(".")[0]
    if root in sys.stdlib_module_names:
        return 0
    return 1 if root in {"msgspec", "numpy", "pyarrow"} else 2


def _statements(module: str, names: list[tuple[str, str]]) -> list[str]:
    plain = [local for name, local in names if not name]
    named = [name if name == local else f"{name} as {local}" for name, local in names if name]
    lines = [f"import {module}" if local == module else f"import {module} as {local}" for local in plain]
    return [*lines, f"from {module} import {', '.join(named)}"] if named else lines

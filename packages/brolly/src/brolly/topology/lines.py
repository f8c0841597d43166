"""Finds the line of every key of a TOML text, which the standard library's parser does not tell.

It expects a text that `tomllib` has accepted, so it checks nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

__all__ = ["Path", "lines_of"]

Path = tuple[str | int, ...]
"""A key from the root: names of tables, numbers of elements of arrays."""

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Path, int]:
    """Return the line, counted from 1, where each key and each element of an array begins."""
    scan = _Scan(text)
    scan.document()
    return scan.lines


class _Scan:
    """One walk over a text; `at` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._elements: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self._skip(_GAP) and self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        repeated = self.text.startswith("[[", self.at)
        self.at += 2 if repeated else 1
        path = self._keys(())
        self._skip(_SPACE)
        self.at += 2 if repeated else 1
        if repeated:
            index = self._elements[path] = self._elements.get(path, -1) + 1
            path = (*path, index)
            self.lines[path] = self._line()
        return path

    def _keys(self, path: Path) -> Path:
        """Read a key with its dots, below `path`."""
        while True:
            self._skip(_SPACE)
            path = self._inside(path)
            line = self._line()
            path = (*path, self._key())
            self.lines.setdefault(path, line)
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return path
            self.at += 1

    def _inside(self, path: Path) -> Path:
        """Below an array of tables, a key belongs to its last element."""
        return (*path, self._elements[path]) if path in self._elements else path

    def _key(self) -> str:
        if self.text[self.at] in "\"'":
            return _unquoted(self._take(_TEXT))
        return self._take(_BARE_KEY)

    def _pair(self, table: Path) -> None:
        path = self._keys(table)
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: Path) -> None:
        match self.text[self.at]:
            case "{":
                self._items("}", lambda _: self._pair(path))
            case "[":
                self._items("]", lambda index: self._element((*path, index)))
            case '"' | "'":
                self._take(_TEXT)
            case _:
                self._take(_BARE_VALUE)

    def _element(self, path: Path) -> None:
        self.lines[path] = self._line()
        self._value(path)

    def _items(self, end: str, item: Callable[[int], None]) -> None:
        self.at += 1
        index = 0
        while self._skip(_GAP) and self.text[self.at] != end:
            if self.text[self.at] == ",":
                self.at += 1
                continue
            item(index)
            index += 1
        self.at += 1

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        return found.group()

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        self._take(pattern)
        return True

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1


def _unquoted(key: str) -> str:
    return next(iter(tomllib.loads(f"{key} = 0")))

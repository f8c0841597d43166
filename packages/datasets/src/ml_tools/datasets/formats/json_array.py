"""The elements of a JSON array, one after the other, however many there are."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import IO, Any, Final

import msgspec

from ml_tools.datasets_interface import UnreadableData

__all__ = ["elements"]

_CHUNK: Final = 2**20
_MAX_ELEMENT: Final = 2**24
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_ENCODER: Final = msgspec.json.Encoder()


def elements(file: IO[bytes]) -> Iterator[tuple[int, str, Any]]:
    """Return the line that each element begins in, its text, and what it says or the `ValueError` of its text.

    Args:
        file: Text in UTF-8, read from where it stands.

    Raises:
        UnreadableData: It is no array, or not one to its end.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield from _Elements(text).all()
    finally:
        text.detach()


class _Elements:
    """A window of the text, which moves on."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._window = ""
        self._at = 0
        self._line = 1
        self._decoder = json.JSONDecoder()

    def all(self) -> Iterator[tuple[int, str, Any]]:
        """Return the elements."""
        self._expect("[")
        if self._next() == "]":
            self._at += 1
            self._end()
            return
        while True:
            self._next()
            line = self._line
            value, text = self._element()
            yield line, text, value
            self._line += text.count("\n")
            if self._next() == ",":
                self._at += 1
                continue
            self._expect("]")
            self._end()
            return

    def _element(self) -> tuple[Any, str]:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._window, self._at)
            except RecursionError as error:
                raise self._wrong("values that nest less deeply") from error
            except ValueError as error:
                if self._more():
                    continue
                raise self._wrong("an array of objects", f"got what is no JSON: {error}") from error
            if end == len(self._window) and self._more():
                continue  # the digits of a number may go on
            text, self._at = self._window[self._at : end], end
            return _checked(value), text

    def _next(self) -> str:
        """Return the next character that is no white space; empty at the end."""
        while True:
            space = _SPACE.match(self._window, self._at)
            end = space.end() if space else self._at
            self._line += self._window.count("\n", self._at, end)
            self._at = end
            if end < len(self._window):
                return self._window[end]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Take more of the text, and forget what is behind."""
        if len(self._window) - self._at > _MAX_ELEMENT:
            raise self._wrong(f"elements of at most {_MAX_ELEMENT} characters")
        more = self._text.read(max(_CHUNK, len(self._window) - self._at))
        self._window, self._at = self._window[self._at :] + more, 0
        return bool(more)

    def _expect(self, character: str) -> None:
        if (got := self._next()) != character:
            raise self._wrong(f"{character} of an array", f"got {got!r}" if got else "it ends too early")
        self._at += 1

    def _end(self) -> None:
        if got := self._next():
            raise self._wrong("nothing behind the array", f"got {got!r}")

    def _wrong(self, expected: str, got: str = "got something else") -> UnreadableData:
        text = f"expected {expected} in line {self._line}, {got[:200]}"
        return UnreadableData(text, format="json", line=self._line)


def _checked(value: Any) -> Any:
    try:
        _ENCODER.encode(value)  # which refuses what is no Unicode
    except (ValueError, RecursionError, OverflowError) as error:
        return ValueError(f"expected JSON, got something else: {error}")
    return value

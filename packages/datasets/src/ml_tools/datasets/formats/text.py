"""Whether bytes are text."""

from __future__ import annotations

import codecs
import re
from typing import IO, Final

import brolly
from ml_tools.datasets_interface import UnreadableData

__all__ = ["CheckedText", "check_text"]

_CHUNK_BYTES: Final = 1024**2
_HEAD_BYTES: Final = 8192
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class CheckedText:
    """A file that raises `UnreadableData` where it is not text in UTF-8, telling the byte and the line."""

    def __init__(self, file: IO[bytes], *, format: str, quote: str = '"') -> None:
        self.quotes = 0
        """How many quotes there were so far."""
        self._file = file
        self._format = format
        self._quote = quote.encode()
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._byte = 0

    @property
    def closed(self) -> bool:
        """For pyarrow."""
        return False

    def read(self, size: int = _CHUNK_BYTES) -> bytes:
        """Return the next bytes, at most so many."""
        chunk = self._file.read(size)
        self._check_no_binary(chunk)
        pending = self._decoder.getstate()[0]
        if pending or not chunk.isascii():  # which is found out ten times faster than what decoding takes
            try:
                self._decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise self._no_text((pending + chunk)[error.start], error.start - len(pending)) from error
        self._byte += len(chunk)
        if self._quote and self._quote in chunk:  # which is found out twenty times faster than how many there are
            self.quotes += chunk.count(self._quote)
        return chunk

    def _no_text(self, wrong: int, at: int) -> UnreadableData:
        byte = self._byte + at
        line = self._line(byte)
        text = (
            f"expected text in UTF-8, got 0x{wrong:02x} at byte {byte} in line {line}; "
            "save the file as UTF-8, or say its encoding, such as windows-1252"
        )
        return UnreadableData(text, format=self._format, byte=byte, line=line)

    def _line(self, byte: int) -> int:
        """Return the line that a byte is in, by reading all before it again: no file needs that more than once."""
        self._file.seek(0)
        line = 1
        while byte > 0 and (chunk := self._file.read(min(byte, _CHUNK_BYTES))):
            line, byte = line + chunk.count(b"\n"), byte - len(chunk)
        return line

    def _check_no_binary(self, chunk: bytes) -> None:
        """Raise when text cannot have such bytes; a few control characters further down are let pass."""
        control = _CONTROL.search(chunk, 0, _HEAD_BYTES) if self._byte == 0 else None
        at = control.start() if control else chunk.find(b"\0")
        if at >= 0:
            byte = self._byte + at
            line = self._line(byte)
            text = f"expected text, got binary data: 0x{chunk[at]:02x} at byte {byte} in line {line}"
            raise UnreadableData(text, format=self._format, byte=byte, line=line)


def check_text(file: IO[bytes], *, format: str, quote: str = '"') -> int:
    """Read a file from its begin to its end, and return how many quotes it has.

    Raises:
        UnreadableData: It is not text in UTF-8; tells the byte and the line.
    """
    file.seek(0)
    checked = CheckedText(file, format=format, quote=quote)
    while checked.read():
        brolly.checkpoint()
    return checked.quotes

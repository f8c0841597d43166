"""Whether bytes are text."""

from __future__ import annotations

import codecs
import re
from typing import IO, Final

import brolly
from ml_tools.datasets_interface import UnreadableData

__all__ = ["check_text"]

_CHUNK_BYTES: Final = 1024**2
_HEAD_BYTES: Final = 8192
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def check_text(file: IO[bytes], *, format: str) -> int:
    """Read a file to its end, and return how many double quotes it has.

    Raises:
        UnreadableData: It is not text in UTF-8; tells the byte and the line.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    byte, line, quotes = 0, 1, 0
    while True:
        brolly.checkpoint()
        chunk = file.read(_CHUNK_BYTES)
        _check_no_binary(chunk, byte, line, format=format)
        pending = decoder.getstate()[0]
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            wrong = (pending + chunk)[error.start]
            byte += error.start - len(pending)
            line += chunk[: max(0, error.start - len(pending))].count(b"\n")
            text = f"expected text in UTF-8, got 0x{wrong:02x} at byte {byte} in line {line}; save the file as UTF-8"
            raise UnreadableData(text, format=format, byte=byte, line=line) from error
        if not chunk:
            return quotes
        byte, line, quotes = byte + len(chunk), line + chunk.count(b"\n"), quotes + chunk.count(b'"')


def _check_no_binary(chunk: bytes, byte: int, line: int, *, format: str) -> None:
    """Raise when text cannot have such bytes; a few control characters further down are let pass."""
    control = _CONTROL.search(chunk, 0, _HEAD_BYTES) if byte == 0 else None
    at = control.start() if control else chunk.find(b"\0")
    if at >= 0:
        line += chunk[:at].count(b"\n")
        text = f"expected text, got binary data: 0x{chunk[at]:02x} at byte {byte + at} in line {line}"
        raise UnreadableData(text, format=format, byte=byte + at, line=line)

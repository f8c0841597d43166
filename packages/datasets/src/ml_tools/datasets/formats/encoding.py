"""Text in other encodings than UTF-8."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import brolly
from ml_tools.datasets.formats.sizes import IN_MEMORY_BYTES, too_large
from ml_tools.datasets_interface import UnreadableData

__all__ = ["marked_encoding", "utf8"]

_CHUNK_BYTES: Final = 1024**2
_MARKS: Final = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def marked_encoding(head: bytes) -> str | None:
    """Return the encoding that the first bytes of a text say, when it is not UTF-8."""
    return next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)


@contextmanager
def utf8(file: IO[bytes], encoding: str | None, folder: Path, max_bytes: int, *, format: str) -> Generator[IO[bytes]]:
    """Open a text as UTF-8: the file itself when it is no other, else one without a name in the folder.

    Args:
        file: Read from its begin.
        encoding: The one of the file; UTF-8 when None.
        folder: For what is too large for memory.
        max_bytes: No more than that is written there.
        format: What errors say that the bytes were to be read as.

    Raises:
        UnreadableData: It is not of this encoding.
        brolly.ResourceExhausted: It is too large in UTF-8.
    """
    file.seek(0)
    if encoding is None or codecs.lookup(encoding).name in {"utf-8", "utf-8-sig", "ascii"}:
        yield file
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(folder)) as plain:
        _recode(file, plain, encoding, max_bytes, format=format)
        plain.seek(0)
        yield plain


def _recode(file: IO[bytes], plain: IO[bytes], encoding: str, max_bytes: int, *, format: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    size = 0
    while True:
        brolly.checkpoint()
        at = file.tell()
        chunk = file.read(_CHUNK_BYTES)
        try:
            content = decoder.decode(chunk, final=not chunk).encode()
        except (UnicodeError, ValueError) as error:
            text = f"expected text in {encoding}, got something else behind byte {at}: {str(error)[:100]}"
            raise UnreadableData(text, format=format, byte=at) from error
        size += len(content)
        if size > max_bytes:
            raise too_large(f"a file in {encoding} that, in UTF-8, is", max_bytes)
        plain.write(content)
        if not chunk:
            return

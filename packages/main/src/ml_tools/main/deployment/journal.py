"""What this process and its children log, kept for when something fails."""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from brolly.cli.logs import TextLines

__all__ = ["Journal"]

KEPT_CHUNKS = 2_000


class Journal(logging.Handler):
    """Keeps the newest lines; shows them too where that is asked for."""

    def __init__(self, shown_on: BinaryIO | None = None) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(TextLines())
        self._shown_on = shown_on
        self._chunks: deque[bytes] = deque(maxlen=KEPT_CHUNKS)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record of this process."""
        self.write(f"{self.format(record)}\n".encode())

    @property
    def stream(self) -> BinaryIO:
        """Where children write: the journal has what is used of a binary stream."""
        return cast("BinaryIO", self)

    def write(self, chunk: bytes) -> int:
        """Keep whole lines."""
        self._chunks.append(chunk)
        if self._shown_on is not None:
            self._shown_on.write(chunk)
            self._shown_on.flush()
        return len(chunk)

    def isatty(self) -> bool:
        """Colours are for terminals."""
        return self._shown_on is not None and self._shown_on.isatty()

    def last_words(self, process: str) -> str:
        """Return the last line that a child has written, empty when it has not."""
        lines = b"".join(self._chunks).decode(errors="replace").splitlines()
        own = [line.partition(" | ")[2] for line in lines if line.partition(" | ")[0].strip() == process]
        return next((line.strip() for line in reversed(own) if line.strip()), "")

    def keep(self) -> Path | None:
        """Write everything into a file that stays; None when there is nothing."""
        if not self._chunks:
            return None
        with NamedTemporaryFile(prefix="ml-tools-", suffix=".log", delete=False) as file:
            file.writelines(self._chunks)
        return Path(file.name)

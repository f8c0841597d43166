"""Passes the output of children on, each line behind the name of its process."""

from __future__ import annotations

import asyncio
import os
from types import TracebackType
from typing import BinaryIO

__all__ = ["LONGEST_LINE_BYTES", "Output", "OutputPipe", "PrefixedLines"]

LONGEST_LINE_BYTES = 16 * 1024
"""A line that is longer comes in several."""

_CHUNK_BYTES = 64 * 1024
_COLOURS = (36, 33, 32, 35, 34, 31)


class Output:
    """Where lines go; names are padded to one width, and coloured when a terminal shows them."""

    def __init__(self, stream: BinaryIO, names: tuple[str, ...]) -> None:
        self._stream = stream
        self._broken = False
        width = max(map(len, names), default=0)
        coloured = stream.isatty()
        self._prefixes = {
            name: _prefix(name.ljust(width), _COLOURS[index % len(_COLOURS)] if coloured else None)
            for index, name in enumerate(names)
        }

    def write(self, name: str, lines: list[bytes]) -> None:
        """Write whole lines, given without their ends; a reader that has gone away is no error."""
        if self._broken or not lines:
            return
        prefix = self._prefixes[name]
        try:
            self._stream.write(b"".join(prefix + line + b"\n" for line in lines))
            self._stream.flush()
        except (BrokenPipeError, ValueError):
            self._broken = True


class PrefixedLines:
    """Cuts the bytes of one stream of one process into lines."""

    def __init__(self, name: str, output: Output) -> None:
        self._name = name
        self._output = output
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; an unfinished line waits for its end."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        while len(self._rest) > LONGEST_LINE_BYTES:
            lines.append(self._rest[:LONGEST_LINE_BYTES])
            self._rest = self._rest[LONGEST_LINE_BYTES:]
        self._output.write(self._name, [part for line in lines for part in _bounded(line)])

    def finish(self) -> None:
        """Write what is left of a last line without an end."""
        if self._rest:
            self._output.write(self._name, [self._rest])
            self._rest = b""


class OutputPipe:
    """A pipe from a program to an output; the program writes to `end`, which is closed here on leaving it."""

    def __init__(self, name: str, output: Output) -> None:
        self._lines = PrefixedLines(name, output)
        self._source, self.end = os.pipe()

    def __enter__(self) -> OutputPipe:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.end)
        if error is not None:
            os.close(self._source)

    async def copy(self) -> None:
        """Pass on what the program writes, until nobody holds its end any more."""
        reader = asyncio.StreamReader()
        source = os.fdopen(self._source, "rb", buffering=0)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), source
        )
        try:
            while chunk := await reader.read(_CHUNK_BYTES):
                self._lines.feed(chunk)
        finally:
            self._lines.finish()
            transport.close()


def _bounded(line: bytes) -> list[bytes]:
    line = line.removesuffix(b"\r")
    return [line[at : at + LONGEST_LINE_BYTES] for at in range(0, len(line) or 1, LONGEST_LINE_BYTES)]


def _prefix(name: str, colour: int | None) -> bytes:
    text = f"{name} | "
    return (text if colour is None else f"\x1b[{colour}m{text}\x1b[0m").encode()

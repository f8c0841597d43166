"""The process that draws, seen from the service: started by the first drawing, and again when it has ended."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from types import TracebackType
from typing import Self

import brolly
from ml_tools.utils.pictures.frames import LENGTH_BYTES, Drawing, Picture, Refusal, decode_answer, encode

__all__ = ["PictureProcess"]

_PROGRAM = ("-P", "-m", "ml_tools.utils.pictures.drawing")  # -P: a stranger's folder hides no module
_PNG_SCALE = 2.0
_GRACE_S = 1.0


class PictureProcess:
    """Draws one picture at a time; an asynchronous context manager that ends the process."""

    def __init__(self, *, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._turn = asyncio.Lock()
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _GRACE_S)
        await self._kill()

    @property
    def pid(self) -> int:
        """The process that draws; 0 when there is none."""
        return 0 if self._process is None else self._process.pid

    async def draw(self, vega_lite: str) -> Picture:
        """Draw a chart.

        Raises:
            brolly.ResourceExhausted: It took too long.
            brolly.Unavailable: The process ended.
            ValueError: It is no chart.
        """
        async with self._turn:
            try:
                answer = await asyncio.wait_for(self._exchange(vega_lite), self._timeout_s)
            except TimeoutError as error:
                await self._kill()
                raise brolly.ResourceExhausted(
                    f"expected a picture within {self._timeout_s:g} s, got none;"
                    " raise applications.utils.config.picture_timeout_s"
                ) from error
            except BaseException:  # a cancel too: its answer would be taken for the next one's
                await self._kill()
                raise
        match answer:
            case Picture():
                return answer
            case Refusal(reason=reason):
                raise ValueError(reason)

    async def _exchange(self, vega_lite: str) -> Picture | Refusal:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(encode(Drawing(vega_lite=vega_lite, scale=_PNG_SCALE)))
            await process.stdin.drain()
            length = await process.stdout.readexactly(LENGTH_BYTES)
            return decode_answer(await process.stdout.readexactly(int.from_bytes(length, "big")))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            status = await process.wait()
            raise brolly.Unavailable(f"the process that draws ended with status {status}; try again") from error

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(sys.executable, *_PROGRAM, stdin=PIPE, stdout=PIPE)
        return self._process

    async def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            self._process = None

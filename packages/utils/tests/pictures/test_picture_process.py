"""The process that draws: kept away from the service, and replaced when it ends."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

import brolly
from ml_tools.utils.pictures import PictureProcess

DOT = '{"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}'


@pytest_asyncio.fixture
async def own() -> AsyncGenerator[PictureProcess, None]:
    """A process that a test may end."""
    async with PictureProcess(timeout_s=30.0) as process:
        yield process


@pytest.mark.asyncio(loop_scope="session")
async def test_a_chart_becomes_svg_and_png(pictures: PictureProcess) -> None:
    picture = await pictures.draw(DOT)

    assert picture.svg.startswith("<svg")
    assert picture.png.startswith(b"\x89PNG")


@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_no_chart_is_refused_and_the_next_one_drawn(pictures: PictureProcess) -> None:
    for nonsense in ("", "{", '{"mark": "no such mark"}'):
        with pytest.raises(ValueError, match=r".+"):
            await pictures.draw(nonsense)

    assert (await pictures.draw(DOT)).svg.startswith("<svg")


@pytest.mark.asyncio(loop_scope="session")
async def test_many_charts_at_once_are_drawn_in_turn(pictures: PictureProcess) -> None:
    drawn = await asyncio.gather(*(pictures.draw(DOT.replace("1", str(number))) for number in range(1, 6)))

    assert len({picture.svg for picture in drawn}) == 5


@pytest.mark.asyncio(loop_scope="session")
async def test_nothing_is_fetched_for_a_chart(pictures: PictureProcess) -> None:
    with pytest.raises(ValueError, match=r"(?i)access|allowed|denied|permi"):
        await pictures.draw(DOT.replace('"values": [{"a": 1}]', '"url": "http://127.0.0.1:9/data.json"'))


async def test_a_process_that_died_is_told_of_and_replaced(own: PictureProcess) -> None:
    await own.draw(DOT)
    os.kill(own.pid, signal.SIGKILL)

    with pytest.raises(brolly.Unavailable, match="ended with status -9; try again"):
        await own.draw(DOT)

    assert (await own.draw(DOT)).svg.startswith("<svg")


async def test_after_a_cancel_the_next_chart_is_its_own(own: PictureProcess) -> None:
    await own.draw(DOT)
    cancelled = asyncio.create_task(own.draw(DOT.replace("1", "2")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled

    assert await own.draw(DOT.replace("1", "3")) == await own.draw(DOT.replace("1", "3"))


async def test_a_chart_that_takes_too_long_is_given_up() -> None:
    async with PictureProcess(timeout_s=0.001) as process:
        with pytest.raises(brolly.ResourceExhausted, match=r"expected a picture within 0\.001 s"):
            await process.draw(DOT)


async def test_the_process_ends_with_the_service() -> None:
    async with PictureProcess(timeout_s=30.0) as process:
        await process.draw(DOT)
        pid = process.pid

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)

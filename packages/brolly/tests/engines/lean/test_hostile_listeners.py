"""Servers that break the rules, or go away: an error of the transport for each call, and nothing in the log."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import Any

import pytest

import brolly
from brolly.engines.lean import envelope, frames
from brolly.engines.lean.frames import END_STREAM, Code, Kind, Setting
from brolly.engines.lean.headers import indexed, literal

GREETING = frames.settings({})
ANSWER = frames.headers(1, envelope.ANSWER, 0, 16_384)
DONE = frames.headers(1, envelope.SUCCESS, END_STREAM, 16_384)
HI = frames.frame(Kind.DATA, 0, 1, b"\0\0\0\0\x02hi")

WRONG: dict[str, tuple[bytes, type[brolly.Error]]] = {
    "a promise": (frames.frame(Kind.PUSH_PROMISE, 4, 1, bytes(8)), brolly.Unavailable),
    "headers of a stream that nobody began": (frames.headers(9, envelope.ANSWER, 0, 16_384), brolly.Unavailable),
    "headers that cannot be read": (frames.headers(1, b"\xff\x80\x01", 0, 16_384), brolly.Unavailable),
    "a goodbye, and again": (frames.goaway(0, Code.ENHANCE_YOUR_CALM), brolly.Unavailable),
    "a goodbye that is short": (frames.frame(Kind.GOAWAY, 0, 0, b""), brolly.Unavailable),
    "more than a window": (frames.window_update(0, 2**31 - 1), brolly.Unavailable),
    "a reset": (frames.reset(1, Code.INTERNAL_ERROR), brolly.Internal),
    "a reset that cancels": (frames.reset(1, Code.CANCEL), brolly.Cancelled),
    "a reset that calms": (frames.reset(1, Code.ENHANCE_YOUR_CALM), brolly.ResourceExhausted),
    "a reset of an unknown code": (frames.reset(1, 4711), brolly.Internal),  # type: ignore[arg-type]
    "no status": (ANSWER + HI + frames.frame(Kind.DATA, END_STREAM, 1, b""), brolly.Internal),
    "no message": (ANSWER + DONE, brolly.Internal),
    "two messages": (ANSWER + HI + HI + DONE, brolly.Internal),
    "headers in the middle": (ANSWER + HI + ANSWER + DONE, brolly.Internal),
    "a compressed message": (ANSWER + frames.frame(Kind.DATA, 0, 1, b"\x01\0\0\0\x02hi") + DONE, brolly.Unimplemented),
    "a message over the limit": (ANSWER + frames.frame(Kind.DATA, 0, 1, b"\0\xff\0\0\0"), brolly.ResourceExhausted),
    "a message that is cut": (
        ANSWER + frames.frame(Kind.DATA, END_STREAM, 1, b"\0\0\0\0\x09hi"),
        brolly.Internal,
    ),
    "HTTP 503": (frames.headers(1, indexed(8, b"503"), END_STREAM, 16_384), brolly.Unavailable),
    "HTTP 404": (frames.headers(1, indexed(8, b"404"), END_STREAM, 16_384), brolly.Unimplemented),
    "a status that is no number": (
        frames.headers(1, envelope.ANSWER + literal(b"grpc-status", b"?"), END_STREAM, 16_384),
        brolly.Unknown,
    ),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_server_that_is_wrong_is_an_error_of_the_transport(imposter: Any, name: str) -> None:
    said, error = WRONG[name]

    async def play(peer: Any, connection: int) -> None:
        peer.send(GREETING)
        await peer.until(Kind.HEADERS)
        peer.send(said)

    async with imposter(play) as channel:
        with pytest.raises(error) as caught:
            await channel.unary("/t.T/echo", b"hi", (), 5.0)

    assert caught.value.origin == "transport"
    assert "imposter.sock" in str(caught.value)


async def test_garbage_instead_of_settings_is_unavailable(imposter: Any) -> None:
    async def play(peer: Any, connection: int) -> None:
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with imposter(play) as channel:
        with pytest.raises(brolly.Unavailable):
            await channel.unary("/t.T/echo", b"hi", (), 5.0)


@pytest.mark.parametrize("refusal", [frames.goaway(0, Code.NO_ERROR), frames.reset(1, Code.REFUSED_STREAM)])
async def test_a_call_that_was_not_begun_is_made_again(imposter: Any, refusal: bytes) -> None:
    async def play(peer: Any, connection: int) -> None:
        peer.send(GREETING)
        number = (await peer.until(Kind.HEADERS))[1]
        if connection == 1:
            peer.send(refusal)
            number = (await peer.until(Kind.HEADERS))[1] if b"\x07" in refusal[9:] else number
        peer.send(
            frames.headers(number, envelope.ANSWER, 0, 16_384),
            frames.frame(Kind.DATA, 0, number, b"\0\0\0\0\x02hi"),
            frames.headers(number, envelope.SUCCESS, END_STREAM, 16_384),
        )

    async with imposter(play) as channel:
        assert await channel.unary("/t.T/echo", b"hi", (), 5.0) == b"hi"


async def test_a_call_waits_when_the_server_takes_no_more_at_once(imposter: Any) -> None:
    at_once: list[int] = []

    async def play(peer: Any, connection: int) -> None:
        peer.send(frames.settings({Setting.MAX_CONCURRENT_STREAMS: 1}))
        for _ in range(3):
            number = (await peer.until(Kind.DATA))[1]
            at_once.append(number)
            await asyncio.sleep(0.02)
            peer.send(
                frames.headers(number, envelope.ANSWER, 0, 16_384),
                frames.frame(Kind.DATA, 0, number, b"\0\0\0\0\x00"),
                frames.headers(number, envelope.SUCCESS, END_STREAM, 16_384),
            )

    async with imposter(play) as channel:
        calls = [asyncio.create_task(channel.unary("/t.T/echo", b"", (), 5.0)) for _ in range(4)]
        await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        calls[1].cancel()
        answers = await asyncio.gather(*calls, return_exceptions=True)

    assert [answer for answer in answers if answer == b""] == [b"", b"", b""]
    assert at_once == [1, 3, 5]


async def test_a_server_that_falls_silent_is_left(imposter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brolly.engines.lean.dialer._SILENCE_S", 0.05)
    monkeypatch.setattr("brolly.engines.lean.dialer._ANSWER_S", 0.1)
    pings: list[bytes] = []

    async def play(peer: Any, connection: int) -> None:
        peer.send(GREETING)
        pings.append((await peer.until(Kind.PING))[2])
        await asyncio.sleep(10.0)

    async with imposter(play) as channel:
        with pytest.raises(brolly.Unavailable, match="sign of life"):
            await channel.unary("/t.T/echo", b"hi", (), 5.0)

    assert pings == [bytes(8)]


async def test_a_deadline_holds_though_the_server_says_nothing(imposter: Any) -> None:
    async def play(peer: Any, connection: int) -> None:
        peer.send(GREETING)

    async with imposter(play) as channel:
        with pytest.raises(brolly.DeadlineExceeded):
            await channel.unary("/t.T/echo", b"hi", (), 0.1)
        with pytest.raises(brolly.DeadlineExceeded):
            await channel.unary("/t.T/echo", b"hi", (), 0.0)


async def test_closing_the_channel_ends_its_calls(imposter: Any) -> None:
    async def play(peer: Any, connection: int) -> None:
        peer.send(GREETING)

    async with imposter(play) as channel:
        call = asyncio.create_task(channel.unary("/t.T/echo", b"hi", (), 5.0))
        await asyncio.sleep(0.1)
        await channel.close()

        with pytest.raises(brolly.Unavailable, match="closed"):
            await call
        with pytest.raises(brolly.Unavailable, match="closed"):
            await channel.unary("/t.T/echo", b"hi", (), 5.0)


async def test_flipped_bits_are_an_answer_or_an_error_and_never_stand_in_the_log(imposter: Any) -> None:
    numbers = random.Random(7)
    good = ANSWER + HI + frames.window_update(1, 100) + frames.frame(Kind.PING, 0, 0, bytes(8)) + DONE

    async def play(peer: Any, connection: int) -> None:
        peer.send(GREETING)
        await peer.until(Kind.HEADERS)
        bad = bytearray(good)
        for _ in range(numbers.randint(1, 4)):
            bad[numbers.randrange(len(bad))] ^= 1 << numbers.randrange(8)
        peer.send(bytes(bad))
        peer.close()

    async with imposter(play) as channel:
        for _ in range(300):
            with contextlib.suppress(brolly.Error):
                assert isinstance(await channel.unary("/t.T/echo", b"hi", (), 5.0), bytes)

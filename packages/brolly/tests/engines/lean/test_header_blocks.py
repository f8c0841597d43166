"""Header blocks, messages and deadlines as bytes."""

from __future__ import annotations

import hpack
import pytest

from brolly.engines.lean import envelope, frames
from brolly.engines.lean.faults import ConnectionFault
from brolly.engines.lean.headers import HeaderReader, indexed, literal
from brolly.engines.lean.inbound import Inbound
from brolly.errors import Internal, NotFound

HEAD = envelope.request_head("/a.B/" + "C" * 300, "localhost:1", secure=True)


@pytest.mark.parametrize("size", [0, 1, 126, 127, 128, 254, 255, 20_000])
def test_what_is_written_is_read(size: int) -> None:
    block = literal(b"n" * max(1, size), b"v" * size) + indexed(31, b"t" * size)

    pairs = [tuple(pair) for pair in hpack.Decoder(max_header_list_size=10**6).decode(block, raw=True)]

    assert pairs == [(b"n" * max(1, size), b"v" * size), (b"content-type", b"t" * size)]


def test_blocks_are_read_alike_again_and_with_other_deadlines() -> None:
    reader = HeaderReader()

    for seconds, text in (
        (None, None),
        (1.0, b"1000000u"),
        (2.0, b"2000000u"),
        (200.0, b"200000m"),
        (1e9, b"99999999S"),
    ):
        fields = reader.read(HEAD + envelope.request_tail((), seconds))
        assert fields.get(b"grpc-timeout") == text
        assert fields[b":path"] == b"/a.B/" + b"C" * 300
        assert envelope.timeout_of(fields) == (None if seconds is None else min(seconds, 99_999_999.0))


def test_blocks_that_change_the_table_are_read_each_time() -> None:
    reader, encoder = HeaderReader(), hpack.Encoder()
    pairs = [(b":method", b"POST"), (b"own", b"value")]

    for _ in range(3):
        assert reader.read(encoder.encode(pairs)) == dict(pairs)
    with pytest.raises(ConnectionFault):
        HeaderReader().read(encoder.encode(pairs))


def test_a_deadline_within_a_value_is_none() -> None:
    trap = literal(b"a", b"\x00\x0cgrpc-timeout\x021S")

    for _ in range(2):
        assert b"grpc-timeout" not in HeaderReader().read(trap)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 64, 1000, 10**6])
def test_messages_are_put_together_however_they_are_cut(size: int) -> None:
    messages = [b"", b"a", bytes(range(256)) * 10, b"", b"x" * 70_000, b"last"]
    stream = memoryview(b"".join(envelope.prefix_of(message) + message for message in messages))
    inbound = Inbound(100_000)

    for at in range(0, len(stream), size):
        inbound.feed(stream[at : at + size])
    inbound.end()

    assert list(inbound.messages) == messages


def test_a_long_block_is_cut_into_frames() -> None:
    block = bytes(range(256)) * 200

    written, parts = frames.headers(1, block, 1, 16_384), list[tuple[int, int]]()
    gathered = b""
    while written:
        high, low, kind, flags, _ = frames.HEADER.unpack_from(written)
        size = high << 16 | low
        gathered += written[9 : 9 + size]
        parts.append((kind, flags))
        written = written[9 + size :]

    assert gathered == block
    assert parts == [(1, 1), (9, 0), (9, 0), (9, 4)]


@pytest.mark.parametrize("text", ["plain", "50 % of größe\nline", "", "\x00\x7f~"])
def test_the_text_of_an_error_survives(text: str) -> None:
    block = envelope.trailers(NotFound(text), alone=True, most_bytes=2**16)

    error = envelope.error_of(HeaderReader().read(block), http_status=b"200")

    assert isinstance(error, NotFound)
    assert error.message == (text or "not found")


@pytest.mark.parametrize("details", [b"%%%", b"AAAA", b"a"])
def test_details_that_cannot_be_read_leave_the_code(details: bytes) -> None:
    block = literal(b"grpc-status", b"13") + literal(b"grpc-status-details-bin", details)

    error = envelope.error_of(HeaderReader().read(block), http_status=b"200")

    assert type(error) is Internal

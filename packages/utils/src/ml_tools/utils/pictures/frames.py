"""What goes between the service and the process that draws: a length of 4 bytes, then MessagePack."""

from __future__ import annotations

import msgspec

__all__ = ["LENGTH_BYTES", "Drawing", "Picture", "Refusal", "decode_answer", "decode_drawing", "encode"]

LENGTH_BYTES = 4


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """What to draw."""

    vega_lite: str
    """A chart of Vega-Lite, as JSON, with its data."""
    scale: float
    """Pixels of the PNG for one of the chart."""


class Picture(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A chart, drawn."""

    svg: str
    png: bytes


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A chart that cannot be drawn."""

    reason: str


_drawings = msgspec.msgpack.Decoder(Drawing)
_answers: msgspec.msgpack.Decoder[Picture | Refusal] = msgspec.msgpack.Decoder(Picture | Refusal)


def encode(message: Drawing | Picture | Refusal) -> bytes:
    """Return a message with its length before it."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def decode_drawing(body: bytes) -> Drawing:
    """Return what to draw."""
    return _drawings.decode(body)


def decode_answer(body: bytes) -> Picture | Refusal:
    """Return what came of a drawing."""
    return _answers.decode(body)

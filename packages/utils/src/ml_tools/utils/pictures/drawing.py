"""The process that draws: `python -m ml_tools.utils.pictures.drawing`, with frames on standard input and output.

vl-convert keeps the interpreter's lock while it draws, up to half a second, and a JavaScript engine in memory; so it is
kept out of the processes that serve. This one ends when its input does, as when the process that started it is killed.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from typing import Any, BinaryIO

from ml_tools.utils.pictures.frames import LENGTH_BYTES, Drawing, Picture, Refusal, decode_drawing, encode

_PATH = re.compile(r'(?<= d=")[^"]+|(?<= transform=")[^"]+')
_LONG = re.compile(r"-?[0-9]+[.][0-9]{3,}(?:e-?[0-9]+)?")


def main() -> None:
    """Draw until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whoever prints does not disturb the answers
    while (drawing := _read(sys.stdin.buffer)) is not None:
        answers.write(encode(_draw(drawing)))
        answers.flush()


def _read(stream: BinaryIO) -> Drawing | None:
    length = stream.read(LENGTH_BYTES)
    if len(length) < LENGTH_BYTES:
        return None
    return decode_drawing(stream.read(int.from_bytes(length, "big")))


def _draw(drawing: Drawing) -> Picture | Refusal:
    import vl_convert

    convert: Any = vl_convert
    try:
        svg = convert.vegalite_to_svg(drawing.vega_lite, allowed_base_urls=[])
        return Picture(svg=_shortened(svg), png=convert.svg_to_png(svg, scale=drawing.scale))
    except ValueError as error:  # what it raises for all that is wrong with a chart
        return Refusal(reason=str(error))


def _shortened(svg: str) -> str:
    """Return a picture whose paths are exact to a hundredth of a pixel, which takes half the bytes."""
    return _PATH.sub(lambda path: _LONG.sub(lambda number: f"{float(number[0]):.2f}", path[0]), svg)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:  # nobody is left to answer
        os._exit(1)

"""What the generator does not take, said so that the next edit is obvious."""

from __future__ import annotations

import msgspec

__all__ = ["Place", "Refusal", "Refused"]


class Place(msgspec.Struct, frozen=True, order=True):
    """Where something stands in a proto file."""

    file: str
    line: int
    """From 1; 0 when it is not known."""
    column: int
    """From 1; 0 when it is not known."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Refusal(msgspec.Struct, frozen=True, order=True):
    """One construct that has no Python form."""

    place: Place
    found: str
    advice: str
    """What to write instead."""

    def __str__(self) -> str:
        return f"{self.place}: {self.found}; {self.advice}"


class Refused(Exception):
    """The proto files cannot be generated from; carries everything that is wrong with them."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("\n".join(map(str, refusals)))
        self.refusals = refusals

"""Enums that take numbers which they do not know: a newer peer may send them, and they survive the round trip."""

from __future__ import annotations

import enum
from typing import Self

__all__ = ["OpenEnum"]


class OpenEnum(enum.Enum):
    """An enum of a contract; an unknown number becomes a member named `UNKNOWN_<number>`."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if type(value) is not int or not -(2**31) <= value < 2**31:
            return None
        # Not kept anywhere: a peer that sends many unknown numbers would fill the memory.
        member = object.__new__(cls)
        member._name_ = f"UNKNOWN_{value}".replace("-", "MINUS_")
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """False for a number that came from a newer peer."""
        return self._value_ in type(self)._value2member_map_

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, type(self)) and self.value == other.value)

    def __hash__(self) -> int:
        return hash(self._value_)

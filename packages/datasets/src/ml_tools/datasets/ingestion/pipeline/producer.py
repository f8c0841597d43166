"""Where items come from."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol, TypeVar

__all__ = ["Producer"]

T = TypeVar("T")
R_contra = TypeVar("R_contra", contravariant=True)


class Producer(Protocol[T, R_contra]):
    """Gives items when it is asked for them."""

    def items(self) -> AsyncGenerator[T]:
        """Return items, each when it is asked for; begun anew after an error."""
        ...

    async def settled(self, item: T, outcome: R_contra | Exception) -> None:
        """Hear that an item was written durably, with what the sink said; or became a dead letter, with the reason."""
        ...

    async def close(self) -> None:
        """Let go of what it holds: there will be no more items, and none to settle."""
        ...

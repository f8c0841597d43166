"""Which models a list holds."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from ml_tools.models_interface import Model

__all__ = ["Wanted"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the models of a list have in common; None where it does not matter."""

    tag: str | None = None
    algorithm: str | None = None
    target: str | None = None

    def includes(self, model: Model, tags: Collection[str]) -> bool:
        """Whether a model with some tags is one of them."""
        return (
            (self.tag is None or self.tag in tags)
            and (self.algorithm is None or self.algorithm == model.algorithm)
            and (self.target is None or self.target == model.target)
        )

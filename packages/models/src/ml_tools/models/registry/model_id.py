"""The names of models: an algorithm and random characters, as ridge-7f3k2m9q."""

from __future__ import annotations

import re
import secrets

__all__ = ["is_model_id", "new_model_id"]

_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Digits and letters that are not mistaken for each other."""
_PATTERN = re.compile(r"[a-z][a-z_]{0,31}-[0-9a-z]{8}")


def new_model_id(algorithm: str) -> str:
    """Return a name that no model has, but in one of some hundred thousand million."""
    return f"{algorithm}-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"


def is_model_id(text: str) -> bool:
    """Whether a text can be the name of a model; only then it may become part of a path."""
    return _PATTERN.fullmatch(text) is not None

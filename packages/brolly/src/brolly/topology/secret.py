"""Secrets: in a topology they are `{ env = "NAME" }` or `{ file = "PATH" }`, and nothing prints them."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

__all__ = ["Secret", "resolve"]


class Secret:
    """A value that is never printed; use it as the type of a field of an application's config."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value; keep it out of logs and errors."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __format__(self, specification: str) -> str:
        return format(repr(self), specification)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a Secret is not pickled; send what it protects instead")


def resolve(source: object, folder: Path, environ: Mapping[str, str]) -> Secret:
    """Get a secret from where the topology says; files are relative to `folder`, and lose their last newline.

    Raises:
        ValueError: The source is not of the two forms, or is not there.
    """
    match source:
        case {"env": str(name)} if len(cast("dict[str, object]", source)) == 1:
            if name not in environ:
                raise ValueError(f"the secret's environment variable {name!r} is not set; set it")
            return Secret(environ[name])
        case {"file": str(name)} if len(cast("dict[str, object]", source)) == 1:
            return _from_file(folder / name)
        case _:
            kind = type(source).__name__
            raise ValueError(
                f"expected a secret, got {kind}; "
                'keep it out of the file and write { env = "NAME" } or { file = "PATH" }'
            )


def _from_file(file: Path) -> Secret:
    try:
        return Secret(file.read_text().removesuffix("\n"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(f"the secret's file {str(file)!r} cannot be read: {reason}; put it there") from error

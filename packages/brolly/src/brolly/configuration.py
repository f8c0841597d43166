"""What is wrong with a configuration, and the only place that reads the environment of the process."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

import msgspec

__all__ = ["ConfigurationError", "Problem", "environment"]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a configuration."""

    found: str
    """What was found, as "expected X, got Y" where that fits."""
    fix: str = ""
    """What to do about it."""
    place: str = ""
    """Where it stands: `file:line`, or the environment variable that said it."""
    path: str = ""
    """The key in question, with dots."""

    def __str__(self) -> str:
        where = "".join(f"{part}: " for part in (self.place, self.path) if part)
        return f"{where}{self.found}" + (f"; {self.fix}" if self.fix else "")


class ConfigurationError(Exception):
    """The configuration cannot be used; carries every problem that was found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        """In the order of the file."""
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ConfigurationError], tuple[tuple[Problem, ...]]]:
        return (type(self), (self.problems,))


def environment() -> Mapping[str, str]:
    """Return the environment variables of this process, as they are now."""
    return dict(os.environ)

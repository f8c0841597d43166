"""Programs that JAX compiles: how functions become programs, and where these are kept for the next process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar, cast

import jax

__all__ = ["compiled", "double_precision", "keep_compiled"]

F = TypeVar("F", bound=Callable[..., Any])

_WORTH_KEEPING_S = 0.05

_jax: Any = jax  # its own types have holes


def compiled(*static: str) -> Callable[[F], F]:
    """Compile a function of arrays; for each value of the parameters named `static` it is compiled anew."""

    def decorate(function: F) -> F:
        return cast("F", _jax.jit(function, static_argnames=static))

    return decorate


def double_precision() -> AbstractContextManager[None]:
    """Let this thread compute in 64 bits within a block; outside of such blocks JAX makes 32 of them."""
    return cast("AbstractContextManager[None]", _jax.enable_x64(new_val=True))


def keep_compiled(folder: Path) -> None:
    """Keep what JAX compiles in a folder, unless this process keeps it elsewhere already."""
    settings = _jax.config
    if settings.jax_compilation_cache_dir is None:
        settings.update("jax_compilation_cache_dir", str(folder))
        settings.update("jax_persistent_cache_min_compile_time_secs", _WORTH_KEEPING_S)

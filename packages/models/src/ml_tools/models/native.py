"""Whether models are computed in native code."""

from __future__ import annotations

import logging
from functools import cache

import jax

try:
    from ml_tools import kernels
except ImportError:  # the extra `native` is not installed
    kernels = None

__all__ = ["is_native", "kernels", "missing_native"]

_log = logging.getLogger(__name__)


def missing_native() -> str | None:
    """Return why there is no native code, None when there is."""
    if kernels is None:
        return "ml-tools-kernels is not installed; install ml-tools-models[native]"
    return kernels.missing()


@cache
def is_native() -> bool:
    """Tell whether native code is there and to be used; says once when it is not there."""
    if missing := missing_native():
        _log.warning("models are computed in XLA, several times slower: %s", missing)
        return False
    return jax.default_backend() == "cpu"

"""Libraries that not everybody needs, and so not everybody has."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import brolly

__all__ = ["extra"]


def extra(module: str, name: str, what: str) -> Any:
    """Import a module that an extra of this package brings.

    Raises:
        brolly.FailedPrecondition: It is not installed; says what to install.
    """
    try:
        return import_module(module)
    except ImportError as error:
        text = f"{what} needs {module.partition('.')[0]}, which is not installed where the service runs"
        raise brolly.FailedPrecondition(f"{text}; install ml-tools-datasets[{name}] there") from error

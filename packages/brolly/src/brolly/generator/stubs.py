"""The type stubs of protoc, completed so that strict type checkers take them."""

from __future__ import annotations

import re

__all__ = ["completed"]


def completed(stub: str) -> str:
    """Return a `_pb2.pyi` whose generic types have their arguments."""
    text = re.sub(r"\b_Mapping\b(?=[],])", "_Mapping[str, _Any]", stub)
    text = text.replace("**kwargs)", "**kwargs: _Any)")
    if text == stub:
        return stub
    return re.sub(r"^from typing import ", "from typing import Any as _Any, ", text, count=1, flags=re.MULTILINE)

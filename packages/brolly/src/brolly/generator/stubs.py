"""The type stubs of protoc, mended so that strict type checkers take them."""

from __future__ import annotations

import re

__all__ = ["completed"]

_SELF = "# pyright: ignore[reportSelfClsParameterName] - a field is named self"
_IMPORT = re.compile(r"^(?:from \S+ )?import .* as (_\w+)\n", flags=re.MULTILINE)


def completed(stub: str) -> str:
    """Return a `_pb2.pyi` with the arguments of generic types, and without imports for nothing."""
    text = re.sub(r"\b_Mapping\b(?=[],])", "_Mapping[str, _Any]", stub)
    text = text.replace("**kwargs)", "**kwargs: _Any)")
    text = re.sub(r"(def __init__\(self_, .*)$", rf"\1  {_SELF}", text, flags=re.MULTILINE)
    if "_Any" in text:
        text = re.sub(r"^from typing import ", r"\g<0>Any as _Any, ", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^(\w+): _ClassVar\[(\w+)\]$", r"\1: \2", text, flags=re.MULTILINE)
    return _IMPORT.sub(lambda match: match[0] if _is_used(match[1], text) else "", text)


def _is_used(name: str, text: str) -> bool:
    return len(re.findall(rf"\b{name}\b", text)) > 1

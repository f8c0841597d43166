"""How a file is to be read, as its caller says it."""

from __future__ import annotations

import codecs
from typing import Final

import brolly
from ml_tools.datasets.formats.forced import TYPES
from ml_tools.datasets_interface import ParseOptions

__all__ = ["FORMATS", "MAX_KEPT_REJECTED_ROWS", "checked"]

FORMATS: Final = ("csv", "tsv", "jsonl", "json", "parquet", "arrow", "excel", "geotiff", "images")
MAX_KEPT_REJECTED_ROWS: Final = 10_000
_NO_TEXT: Final = ("idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_7", "mbcs", "oem")
_MAX_TYPED: Final = 10_000
_MAX_MISSING: Final = 1000


def checked(options: ParseOptions | None) -> ParseOptions:
    """Return the options, all unset when there are none.

    Raises:
        brolly.InvalidArgument: One of them cannot be.
    """
    options = options or ParseOptions()
    for problem in (
        _format(options.format),
        _character("delimiter", options.delimiter),
        _character("quote", options.quote or None),
        _distinct(options),
        _encoding(options.encoding),
        _numbers(options),
        _typed(options),
    ):
        if problem:
            raise brolly.InvalidArgument(f"options.{problem}")
    return options


def _format(format_: str | None) -> str:
    known = ", ".join(FORMATS)
    return f"format: expected one of {known}, got {format_[:40]!r}" if format_ and format_ not in FORMATS else ""


def _character(name: str, value: str | None) -> str:
    if value is None or (len(value) == 1 and value.isascii() and value not in "\r\n\0"):
        return ""
    return f"{name}: expected one character of ASCII, got {value[:20]!r}"


def _distinct(options: ParseOptions) -> str:
    if options.decimal is not None and options.decimal not in {".", ","}:
        return f"decimal: expected . or a comma, got {options.decimal[:20]!r}"
    if options.delimiter and options.delimiter == (options.quote if options.quote is not None else '"'):
        return f"delimiter: expected another character than quote, got {options.delimiter!r} for both"
    if options.delimiter and options.delimiter == options.decimal:
        return f"delimiter: expected another character than decimal, got {options.delimiter!r} for both"
    return ""


def _encoding(name: str | None) -> str:
    if name is None:
        return ""
    try:
        found = codecs.lookup(name)
        is_text = bool(getattr(found, "_is_text_encoding", True)) and found.name.replace("-", "_") not in _NO_TEXT
    except (LookupError, ValueError):
        is_text = False
    return "" if is_text else f"encoding: expected one of a text, as utf-8 or windows-1252, got {name[:40]!r}"


def _numbers(options: ParseOptions) -> str:
    bounds = (
        ("skip_lines", options.skip_lines, 1_000_000),
        ("kept_rejected_rows", options.kept_rejected_rows, MAX_KEPT_REJECTED_ROWS),
        ("max_rejected_share", options.max_rejected_share, 1),
        ("max_pixels", options.max_pixels, 1_000_000_000),
    )
    for name, value, most in bounds:
        if value is not None and not 0 <= value <= most:
            return f"{name}: expected a number from 0 to {most}, got {value}"
    return ""


def _typed(options: ParseOptions) -> str:
    names = [column.name for column in options.types]
    if len(names) > _MAX_TYPED or len(options.missing) > _MAX_MISSING:
        return f"types and missing: expected at most {_MAX_TYPED} and {_MAX_MISSING} of them, got more"
    if len(set(names)) < len(names):
        return "types: expected each column once, got one twice"
    unknown = [column.name for column in options.types if column.type not in TYPES]
    return f"types: expected a type for column {unknown[0][:60]!r}, got none that is known" if unknown else ""

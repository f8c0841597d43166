"""The sums that tell whether the files of a model are those that were written, as `sha256sum --check` takes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from ml_tools.models.registry.damage import damaged

__all__ = ["SUMS", "check_sum", "read_sums", "sums_of"]

SUMS = "SHA256SUMS"

_LINE = re.compile(r"([0-9a-f]{64})  ([a-z.]{1,40})")


def sums_of(contents: Mapping[str, bytes | memoryview]) -> bytes:
    """Return the file of sums, a line each."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in contents.items()).encode()


def read_sums(folder: Path) -> Mapping[str, str]:
    """Return the sum of each file by its name; none where the model was written before there were any.

    Raises:
        brolly.FailedPrecondition: They cannot be read.
    """
    try:
        lines = (folder / SUMS).read_bytes().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise damaged(folder, SUMS, error.strerror or "it cannot be opened") from error
    matches = [_LINE.fullmatch(line) for line in lines]
    sums = {match[2]: match[1] for match in matches if match}
    if len(sums) != len(lines) or not sums:
        raise damaged(folder, SUMS, "expected a line for each file of its SHA-256 and its name, got something else")
    return sums


def check_sum(folder: Path, file: str, content: bytes, sha256: str | None) -> None:
    """Check that a file is the one that was written, where its sum is known.

    Raises:
        brolly.FailedPrecondition: It is another, or cut short.
    """
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise damaged(folder, file, "its SHA-256 is not that of the file that was written")

"""A file to write: found unwritable before the work, and there as a whole or not at all after it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from brolly import InvalidArgument

__all__ = ["Destination", "destination"]


class Destination:
    """A file that nobody sees before it is whole."""

    def __init__(self, path: Path, draft: Path | None) -> None:
        self.path = path
        self._draft = draft

    def write(self, contents: str | bytes) -> None:
        """Write everything, in the place of what was there; texts in UTF-8."""
        content = contents.encode() if isinstance(contents, str) else contents
        if self._draft is None:
            self.path.write_bytes(content)
            return
        with self._draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._draft.replace(self.path)


@contextmanager
def destination(path: Path, option: str, source: str) -> Generator[Destination, None, None]:
    """Make sure that a file can be written, its folder included; leave nothing behind when it is not written.

    Args:
        path: Where.
        option: What the user called it by, as `--report`.
        source: What is read, which is not to be overwritten.

    Raises:
        InvalidArgument: It cannot be written.
    """
    if path.is_dir():
        raise InvalidArgument(f"{option}: expected a file, got the folder {str(path)!r}; add a name")
    if path.exists() and not path.is_file():  # as /dev/stdout: nothing to rename onto
        yield Destination(path, None)
        return
    whole = path.resolve()
    if Path(source).resolve() == whole and whole.exists():
        raise InvalidArgument(f"{option}: {str(path)!r} is what is read; choose another file to write")
    draft = whole.with_name(f".{whole.name[:100]}.{secrets.token_hex(4)}")
    made = [folder for folder in whole.parents if not folder.exists()]
    try:
        if made:
            whole.parent.mkdir(parents=True, exist_ok=True)
        draft.touch()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidArgument(f"{option}: {str(path)!r} cannot be written: {reason}; choose another place") from error
    try:
        yield Destination(whole, draft)
    finally:
        draft.unlink(missing_ok=True)
        for folder in made:
            with suppress(OSError):  # it is in use, as it should be
                folder.rmdir()

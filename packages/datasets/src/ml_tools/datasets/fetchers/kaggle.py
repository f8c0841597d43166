"""Files of Kaggle's data sets and competitions, by its API over HTTP (version 1)."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

import brolly
from brolly.configuration import environment
from ml_tools.datasets.fetchers.downloads import Remote
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets_interface import KaggleSource, SourceNotFound, TermsNotAccepted

__all__ = ["remote"]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(/[A-Za-z0-9][A-Za-z0-9_.-]{0,99})?")
_FILE: Final = 300


class _Token(msgspec.Struct, frozen=True):
    username: str
    key: str


def remote(source: KaggleSource, config: FetchingConfig, *, home: Path | None = None) -> Remote:
    """Return where a file is, with the token that it is asked for with; it blocks.

    Args:
        source: Which file of which data set (OWNER/NAME) or competition (NAME).
        config: Tells the token, else the environment, else a file does.
        home: The user's folder; the one of whom the service runs as unless told.

    Raises:
        brolly.InvalidArgument: It cannot be called so.
        brolly.Unauthenticated: There is no token.
    """
    if not _NAME.fullmatch(source.name):
        text = f"expected OWNER/NAME of a data set or NAME of a competition, got {source.name[:100]!r}"
        raise brolly.InvalidArgument(f"source.name: {text}")
    if not source.file or len(source.file) > _FILE or ".." in source.file.split("/"):
        raise brolly.InvalidArgument(f"source.file: expected the name of a file, got {source.file[:100]!r}")
    token = _token(config, environment(), home or Path.home())
    kind = "datasets/download" if "/" in source.name else "competitions/data/download"
    credentials = base64.b64encode(f"{token.username}:{token.key}".encode()).decode()
    shown = f"kaggle:{source.name}/{source.file}"
    return Remote(
        url=f"{config.kaggle_endpoint.rstrip('/')}/{kind}/{source.name}/{quote(source.file)}",
        name=source.file,
        source=shown,
        headers={"Authorization": f"Basic {credentials}"},
        refusal=_refusals(source, shown),
    )


def _token(config: FetchingConfig, environ: Mapping[str, str], home: Path) -> _Token:
    username = config.kaggle_username or environ.get("KAGGLE_USERNAME", "")
    key = config.kaggle_key.reveal() if config.kaggle_key else environ.get("KAGGLE_KEY", "")
    if username and key:
        return _Token(username, key)
    file = home / ".kaggle" / "kaggle.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Token)
    except OSError as error:
        text = "Kaggle gives its files to those who have a token, and there is none here: make one on your page of"
        where = "settings at kaggle.com, and put it to ~/.kaggle/kaggle.json, or into KAGGLE_USERNAME and KAGGLE_KEY"
        raise brolly.Unauthenticated(f"{text} {where}, where the service runs") from error
    except msgspec.DecodeError as error:
        text = f"expected username and key in ~/.kaggle/kaggle.json, got something else: {error}"
        raise brolly.Unauthenticated(f"{text}; download the token again") from error


def _refusals(source: KaggleSource, shown: str) -> Callable[[int], brolly.Error | None]:
    """Return what the statuses of Kaggle's API mean."""

    def refusal(status: int) -> brolly.Error | None:
        if status == 401:
            return brolly.Unauthenticated("Kaggle does not know the token; make a new one on your page of settings")
        if status == 403 and "/" not in source.name:
            page = f"https://www.kaggle.com/c/{source.name}/rules"
            text = f"Kaggle gives the files of {source.name} to those who accepted its rules"
            return TermsNotAccepted(f"{text}: do that at {page}, as the user of the token, and try again", page=page)
        if status == 403:
            return brolly.PermissionDenied(f"{shown} may not be read by the user of the token: it is private")
        if status == 404:
            text = f"there is no {shown}; the names of files are on its page at kaggle.com, under Data"
            return SourceNotFound(text, source=shown)
        return None

    return refusal

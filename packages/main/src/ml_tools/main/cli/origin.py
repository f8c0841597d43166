"""Where a file is, as a command line says it."""

from __future__ import annotations

from pathlib import Path

from brolly import InvalidArgument
from ml_tools.datasets_interface import HttpSource, KaggleSource, S3Source, SqlSource
from ml_tools.main.cli.source import SAMPLE, check_source, chunks_of
from ml_tools.main.collecting import LocalFile, Origin, SampleOrigin

__all__ = ["origin_of"]

_KAGGLE, _S3 = "kaggle:", "s3://"
_DATABASES = ("postgresql://", "postgres://", "database:")


def origin_of(source: str, query: str | None) -> Origin:
    """Return where that is.

    Raises:
        InvalidArgument: It is nowhere.
    """
    if source.startswith(_DATABASES):
        if not query:
            raise InvalidArgument("expected the rows to fetch from a database, got none; say them by --query")
        return SqlSource(database=source.removeprefix("database:"), query=query)
    if query is not None:
        raise InvalidArgument("--query: expected postgresql:// or database:NAME as the source; leave it out")
    if source.startswith(("https://", "http://")):
        return HttpSource(url=source)
    if source.startswith(_S3):
        bucket, _, key = source.removeprefix(_S3).partition("/")
        return S3Source(bucket=bucket, key=key)
    if source.startswith(_KAGGLE):
        name, _, file = source.removeprefix(_KAGGLE).rpartition("/")
        return KaggleSource(name=name, file=file)
    if source.startswith(SAMPLE):
        return SampleOrigin(name=source.removeprefix(SAMPLE))
    check_source(source)
    return LocalFile(name=Path(source).name, chunks=lambda: chunks_of(source))

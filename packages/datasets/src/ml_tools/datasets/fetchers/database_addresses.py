"""Where a database is, and how to connect to it: as its user writes it, checked before anything is asked."""

from __future__ import annotations

import re
import shlex
import ssl
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

import brolly
from ml_tools.datasets.fetchers.addresses import Guard
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets_interface import SourceRefused, SqlSource

__all__ = ["DatabaseAddress", "checked_address"]

_KNOWN: Final = ("host", "port", "user", "password", "dbname", "sslmode")
_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_PLACE: Final = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>.*))?")
_SCHEMES: Final = ("postgresql", "postgres")
_WRITTEN: Final = "postgresql://USER:PASSWORD@HOST/DATABASE, or the name of one of fetching.databases"


class DatabaseAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A database of PostgreSQL that may be connected to."""

    host: str
    """As its user named it, which a certificate has to match."""
    address: str
    """What that name was resolved to and checked as, or the folder of a unix socket."""
    port: int
    user: str | None
    password: str
    name: str | None
    sslmode: str

    @property
    def shown(self) -> str:
        """Which database that is, without secrets."""
        return f"postgresql://{self.host}/{self.name or ''}"[:300]

    def tls(self) -> str | ssl.SSLContext:
        """Return what of TLS asyncpg is to do; where TLS is required, the host is asked for by its name."""
        if self.sslmode in _MODES[:3]:
            return self.sslmode
        context = _NamedContext(ssl.PROTOCOL_TLS_CLIENT)
        context.name = self.host
        context.check_hostname = self.sslmode == "verify-full"
        if self.sslmode == "require":
            context.verify_mode = ssl.CERT_NONE
        else:
            context.load_default_certs()
        return context


class _NamedContext(ssl.SSLContext):
    """Checks a certificate for a name, also of a server that is connected to by its address."""

    name: str

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,  # noqa: FBT001, FBT002 - as it is declared there
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        return super().wrap_bio(incoming, outgoing, server_side, self.name, session)


async def checked_address(source: SqlSource, config: FetchingConfig, guard: Guard) -> DatabaseAddress:
    """Return how to connect to the database of a source, to an address that was checked.

    Raises:
        brolly.InvalidArgument: It is not said as it is to be.
        SourceRefused: The database is inside.
    """
    named = config.databases.get(source.database)
    info = _parsed(named.reveal() if named else source.database)
    if unknown := [name for name in info if name not in _KNOWN]:
        raise _wrong(f"expected only {', '.join(_KNOWN)}, got {unknown[0][:40]!r}")
    if (mode := info.get("sslmode", "prefer")) not in _MODES:
        raise _wrong(f"expected a sslmode of {', '.join(_MODES)}, got {mode[:40]!r}")
    host, port = info.get("host", ""), info.get("port") or "5432"
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
        raise _wrong(f"expected a number as port, got {port[:20]!r}")
    address = await _checked_host(host, int(port), config, guard)
    return DatabaseAddress(
        host=host,
        address=address,
        port=int(port),
        user=info.get("user") or None,
        password=info.get("password", ""),
        name=info.get("dbname") or None,
        sslmode="disable" if address == host and host.startswith("/") else mode,
    )


def _parsed(text: str) -> dict[str, str]:
    """Return the parts of a URL, or of `key=value key=value`."""
    try:
        return _of_url(text) if "://" in text else dict(_pair(part) for part in shlex.split(text))
    except ValueError as error:
        raise _wrong(f"expected {_WRITTEN}, got something else") from error


def _of_url(text: str) -> dict[str, str]:
    url = urlsplit(text)
    if url.scheme not in _SCHEMES:
        raise ValueError(url.scheme)
    user, _, place = url.netloc.rpartition("@")
    user, _, password = user.partition(":")
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(place)
    parts = {
        "user": unquote(user),
        "password": unquote(password),
        "host": unquote(found["host"]).strip("[]"),
        "port": found["port"] or "",
        "dbname": unquote(url.path.removeprefix("/")),
    }
    more = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
    return {name: value for name, value in parts.items() if value} | more


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(text)
    return name, value


async def _checked_host(host: str, port: int, config: FetchingConfig, guard: Guard) -> str:
    if host.startswith(("/", "@")) or not host:
        if not config.allow_sockets or not host.startswith("/"):
            text = "expected the name of a host in source.database, got a unix socket or nothing"
            raise SourceRefused(f"{text}; allow sockets by fetching.allow_sockets in the topology", source=host[:100])
        return host
    if "," in host:
        raise _wrong("expected one host, got several")
    return (await guard.addresses(host, port))[0]


def _wrong(text: str) -> brolly.InvalidArgument:
    return brolly.InvalidArgument(f"source.database: {text}")

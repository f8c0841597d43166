"""TLS files as grpcio wants them."""

from __future__ import annotations

from pathlib import Path

import grpc
import msgspec

__all__ = ["Tls", "client_credentials", "server_credentials"]


class Tls(msgspec.Struct, frozen=True, kw_only=True):
    """Where the certificates of one process are, each a PEM file."""

    certificate: Path | None = None
    """The chain that the process shows; a listener needs it."""
    key: Path | None = None
    """The private key of `certificate`."""
    authority: Path | None = None
    """Who signs the other side: a listener with it demands a client certificate (mTLS)."""


def server_credentials(tls: Tls) -> grpc.ServerCredentials:
    assert tls.certificate is not None and tls.key is not None
    authority = None if tls.authority is None else tls.authority.read_bytes()
    return grpc.ssl_server_credentials(
        [(tls.key.read_bytes(), tls.certificate.read_bytes())], authority, authority is not None
    )


def client_credentials(tls: Tls) -> grpc.ChannelCredentials:
    def content(path: Path | None) -> bytes | None:
        return None if path is None else path.read_bytes()

    return grpc.ssl_channel_credentials(content(tls.authority), content(tls.key), content(tls.certificate))

"""TLS files as grpcio wants them."""

from __future__ import annotations

import grpc

from brolly.topology import Tls

__all__ = ["client_credentials", "server_credentials"]


def server_credentials(tls: Tls) -> grpc.ServerCredentials:
    """Return what a listener shows; with an authority it demands certificates of its callers (mTLS)."""
    authority = None if tls.authority is None else tls.authority.read_bytes()
    chain = [(tls.key.read_bytes(), tls.certificate.read_bytes())]
    return grpc.ssl_server_credentials(chain, authority, authority is not None)


def client_credentials(peer: Tls, own: Tls | None) -> grpc.ChannelCredentials:
    """Return what a caller trusts, the authority of the peer or else its very certificate, and what it shows."""
    trusted = (peer.authority or peer.certificate).read_bytes()
    if own is None:
        return grpc.ssl_channel_credentials(trusted)
    return grpc.ssl_channel_credentials(trusted, own.key.read_bytes(), own.certificate.read_bytes())

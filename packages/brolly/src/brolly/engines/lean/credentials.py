"""TLS files as the standard library wants them."""

from __future__ import annotations

import ssl

from brolly.topology import Tls

__all__ = ["client_context", "server_context"]


def server_context(tls: Tls) -> ssl.SSLContext:
    """Return what a listener shows; with an authority it demands certificates of its callers (mTLS)."""
    context = _over_http_2(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)
    if tls.authority is not None:
        context.load_verify_locations(tls.authority)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def client_context(peer: Tls, own: Tls | None) -> ssl.SSLContext:
    """Return what a caller trusts, the authority of the peer or else its very certificate, and what it shows."""
    context = _over_http_2(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(peer.authority or peer.certificate)
    if own is not None:
        context.load_cert_chain(own.certificate, own.key)
    return context


def _over_http_2(protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2"])
    return context

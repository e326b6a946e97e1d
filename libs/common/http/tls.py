"""One set of trusted certificates for all outside calls of a process."""

from functools import cache
from ssl import SSLContext

import httpx2


@cache
def outside_tls() -> SSLContext:
    """Reading the certificates takes some 30 ms: once, and not before it is needed."""
    return httpx2.create_ssl_context(trust_env=False)

"""Whether a request comes from a page of our own: the cookies' guard against others.

SameSite keeps other sites' requests without the cookie; sister subdomains are the same
site, though, and must not use it either."""

from urllib.parse import urlsplit


def is_same_origin(fetch_site: str | None, origin: str | None, host: str) -> bool:
    """False if the browser says that the request comes from elsewhere.

    `Sec-Fetch-Site` decides where it is sent (W3C Fetch Metadata), else `Origin`
    against the host asked for. True where neither is there: no browser sent it."""
    if fetch_site is not None:
        return fetch_site == "same-origin"
    if origin is None:
        return True
    try:
        return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False

"""Whether a request comes from a page of our own: the cookie's guard against others.

SameSite=Strict keeps other sites' requests without the cookie; sister subdomains are
the same site, though, and must not use it either."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers


def is_same_origin(headers: Headers) -> bool:
    """False if the browser says that the request comes from elsewhere.

    `Sec-Fetch-Site` decides where it is sent (W3C Fetch Metadata), else `Origin`
    against the host asked for. True where neither is there: no browser sent it."""
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return True
    host = headers.get("x-forwarded-host") or headers.get("host", "")
    try:
        return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False

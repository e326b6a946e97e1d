"""The admin pages' own credential: a cookie that counts below `/admin` alone.

A browser opens a page without a token, since the web app keeps it in memory. What the
cookie holds is signed by the auth service for this audience; here it is made sure that
only our own pages use it."""

from gateway.exchange import Exchange
from libs.common.errors import Forbidden

_COOKIE = "postscope_admin"
_READING = frozenset({"GET", "HEAD"})
# `none`: typed, or from a bookmark. Another site's links come without the cookie.
_OPENED_BY = frozenset({"same-origin", "none"})


class NotFromAdminPages(Forbidden):
    """Another page than the admin pages used their cookie."""

    message = "This can only be done from the admin pages themselves."


def read_admin_cookie(exchange: Exchange) -> str | None:
    """The token in the cookie; None without one.

    Raises NotFromAdminPages where the browser says that another page asks, or, for
    what changes something, does not say that our own does."""
    token = _find(exchange.headers.get(b"cookie", b"").decode("latin-1"))
    if token is not None and not _is_ours(exchange):
        raise NotFromAdminPages
    return token


def _find(header: str) -> str | None:
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == _COOKIE and value:
            return value.strip('"')
    return None


def _is_ours(exchange: Exchange) -> bool:
    is_reading = exchange.method in _READING
    said = exchange.headers.get(b"sec-fetch-site")
    if said is not None:
        site = said.decode("latin-1").lower()
        return site in _OPENED_BY if is_reading else site == "same-origin"
    origin = exchange.headers.get(b"origin")
    if origin is None:
        return is_reading
    own = f"{exchange.scheme}://{exchange.host}"
    return origin.decode("latin-1").lower() == own.lower()

"""The cookie that holds a browser's refresh token."""

from datetime import timedelta

from fastapi import Request, Response
from starlette.datastructures import Headers

from libs.common.http.same_origin import is_same_origin
from services.auth.accounts.schemas import RefreshTokenPlace
from services.auth.sessions.errors import CrossSiteRefresh
from services.auth.sessions.own_cookie import OwnCookie
from services.auth.sessions.schemas import SignedInRead
from services.auth.sessions.service import SignedIn


class RefreshCookie:
    """The cookie of one request and its response."""

    def __init__(
        self,
        request: Request,
        response: Response,
        *,
        max_age: timedelta,
        always_secure: bool,
    ) -> None:
        self._headers = request.headers
        self._response = response
        self._max_age_seconds = int(max_age.total_seconds())
        self._cookie = OwnCookie(
            request,
            response,
            name="postscope_refresh",
            path="/api/v1/accounts",
            always_secure=always_secure,
        )

    def read(self) -> str | None:
        """The token in the cookie, None without one.

        Raises CrossSiteRefresh if another site's page sent it."""
        token = self._cookie.read()
        if token and not _is_from_own_page(self._headers):
            raise CrossSiteRefresh
        return token

    def deliver(self, signed_in: SignedIn, place: RefreshTokenPlace) -> SignedInRead:
        """The answer for someone signed in, its refresh token where it was asked."""
        self._response.headers["Cache-Control"] = "no-store"  # RFC 6749 §5.1
        if place == "cookie":
            self._cookie.set(signed_in.refresh_token, self._max_age_seconds)
        return SignedInRead(
            user=signed_in.user,
            access_token=signed_in.access_token,
            token_type="bearer",  # noqa: S106 - the name of a kind
            expires_in=signed_in.expires_in_seconds,
            refresh_token=signed_in.refresh_token if place == "body" else None,
        )

    def clear(self) -> None:
        """Tells the browser to forget the token."""
        self._cookie.clear()


def _is_from_own_page(headers: Headers) -> bool:
    host = headers.get("x-forwarded-host") or headers.get("host", "")
    return is_same_origin(headers.get("sec-fetch-site"), headers.get("origin"), host)

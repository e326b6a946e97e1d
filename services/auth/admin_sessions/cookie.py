"""The cookie that opens the admin pages to a browser, which has no token to send there.

Never the session itself: a token of its own audience, taken by the gateway below
`/admin` alone, gone after a quarter of an hour and with the session."""

from fastapi import Request, Response

ADMIN_COOKIE_NAME = "postscope_admin"
_PATH = "/admin"


class AdminCookie:
    """The cookie of one response. Marked `Secure` if `always_secure`, or over https."""

    def __init__(
        self, request: Request, response: Response, *, always_secure: bool
    ) -> None:
        self._response = response
        is_https = request.headers.get("x-forwarded-proto") == "https"
        self._is_secure = always_secure or is_https

    def set(self, token: str, max_age_seconds: int) -> None:
        """Hands the token to the browser, which sends it below `/admin` only."""
        self._response.headers["Cache-Control"] = "no-store"
        self._write(token, max_age_seconds)

    def clear(self) -> None:
        """Tells the browser to forget the token."""
        self._write("", 0)

    def _write(self, value: str, max_age: int) -> None:
        self._response.set_cookie(
            ADMIN_COOKIE_NAME,
            value,
            max_age=max_age,
            path=_PATH,
            secure=self._is_secure,
            httponly=True,
            samesite="strict",
        )

"""The cookie that opens the admin pages to a browser, which has no token to send there.

Never the session itself: a token of its own audience, taken by the gateway below
`/admin` alone, gone after a quarter of an hour and with the session."""

from fastapi import Request, Response

from services.auth.sessions.own_cookie import OwnCookie


class AdminCookie(OwnCookie):
    """The cookie of one request and its response."""

    def __init__(
        self, request: Request, response: Response, *, always_secure: bool
    ) -> None:
        super().__init__(
            request,
            response,
            name="postscope_admin",
            path="/admin",
            always_secure=always_secure,
        )

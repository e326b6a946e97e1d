"""A cookie for our own pages alone: no script reads it, no other site sends it."""

from fastapi import Request, Response


class OwnCookie:
    """One cookie of one request and its response.

    Marked `Secure` if `always_secure`, or if the request came over https."""

    def __init__(
        self,
        request: Request,
        response: Response,
        *,
        name: str,
        path: str,
        always_secure: bool,
    ) -> None:
        self._request = request
        self._response = response
        self._name = name
        self._path = path
        is_https = request.headers.get("x-forwarded-proto") == "https"
        self._is_secure = always_secure or is_https

    def read(self) -> str | None:
        """What the browser sent, if anything."""
        return self._request.cookies.get(self._name) or None

    def set(self, value: str, max_age_seconds: int) -> None:
        """Hands it to the browser, which sends it below the path; nobody caches it."""
        self._response.headers["Cache-Control"] = "no-store"  # RFC 6749 §5.1
        self._write(value, max_age_seconds)

    def clear(self) -> None:
        """Tells the browser to forget it."""
        self._write("", 0)

    def _write(self, value: str, max_age: int) -> None:
        self._response.set_cookie(
            self._name,
            value,
            max_age=max_age,
            path=self._path,
            secure=self._is_secure,
            httponly=True,
            samesite="strict",
        )

"""The way to a service's admin pages: who may pass, and under which headers.

The pages themselves (`site.py`, with sqladmin, Jinja and forms) are loaded when the
first administrator comes: no process pays for them before."""

import asyncio
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.common.admin.pages import AdminPages
from libs.common.db.session import Database
from libs.common.error_handlers import error_response
from libs.common.errors import DomainError, Forbidden
from libs.common.http.same_origin import is_same_origin
from libs.common.identity import current_identity, require_admin

_READING = frozenset({"GET", "HEAD"})
_STATIC = "/statics/"
_SITE = "libs.common.admin.site"
# The pages' own files and nothing else; no script within a page, no other host.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SessionAdminsOnly(Forbidden):
    """An administrator, but not by a session: keys of programs open no pages."""

    message = "The admin pages are open to administrators who have signed in."


class NotFromOurPages(Forbidden):
    """Another site's page tried to change something."""

    message = "This can only be done from the admin pages themselves."


class AdminArea:
    """The admin pages of one service, as an ASGI application at `/admin/<service>`."""

    def __init__(self, service: str, pages: AdminPages) -> None:
        self.path = f"/admin/{service}"
        self._service = service
        self._pages = pages
        self._site: tuple[Database, ASGIApp] | None = None
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            return
        scope["route"] = SimpleNamespace(path=self.path)  # for metrics and access log
        send = _with_headers(send, is_static=_STATIC in scope["path"])
        request = Request(scope, receive)
        try:
            identity = await require_admin(await current_identity(request))
            if identity.authenticated_by != "session":
                raise SessionAdminsOnly
            is_reading = request.method in _READING
            if not is_reading and not _is_from_our_pages(request):
                raise NotFromOurPages
        except DomainError as error:
            request.state.error_code = error.code
            await error_response(error)(scope, receive, send)
            return
        site = await self._get_site(request.app.state.resources.database)
        await site(self._inner_scope(scope, identity), receive, send)

    async def _get_site(self, database: Database) -> ASGIApp:
        async with self._lock:
            if self._site is None or self._site[0] is not database:
                # Beside the loop, which goes on answering others meanwhile.
                loaded = await asyncio.to_thread(import_module, _SITE)
                site = loaded.build_site(
                    self._service, self.path, self._pages, database
                )
                self._site = (database, site)
            return self._site[1]

    def _inner_scope(self, scope: Scope, identity: Any) -> Scope:
        """The request as the pages see it: theirs is the whole path and every link."""
        headers = Headers(scope=scope)
        path = self.path + "/" if scope["path"] == self.path else scope["path"]
        kept = ("type", "asgi", "http_version", "method", "query_string", "headers")
        return {
            **{name: scope[name] for name in kept if name in scope},
            "scheme": headers.get("x-forwarded-proto", scope.get("scheme", "http")),
            "server": scope.get("server"),
            "client": scope.get("client"),
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "state": {"identity": identity},
        }


def _is_from_our_pages(request: Request) -> bool:
    headers = request.headers
    return is_same_origin(
        headers.get("sec-fetch-site"),
        headers.get("origin"),
        headers.get("x-forwarded-host") or headers.get("host", ""),
    )


def add_admin_area(app: FastAPI, service: str, pages: AdminPages) -> None:
    """Adds the pages to a service's application."""
    area = AdminArea(service, pages)
    app.router.routes.append(Route(area.path, area, include_in_schema=False))
    app.router.routes.append(Mount(area.path, area))


def _with_headers(send: Send, *, is_static: bool) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            caching = "private, max-age=3600" if is_static else "no-store"
            headers["Cache-Control"] = caching
        await send(message)

    return send_with_headers

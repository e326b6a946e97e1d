"""The door to the world: the API, files, the web app."""

from gateway.admin_pages import read_admin_cookie
from gateway.caller import Caller, check_access
from gateway.docs import Docs
from gateway.door import Door
from gateway.exchange import AsgiExchange, Exchange
from gateway.headers import headers_for_service
from gateway.known_requests import KnownRequests
from gateway.origin import Origins
from gateway.parts import Parts
from gateway.plan import Credential, Plan
from gateway.proxy import Errand
from gateway.question import Question
from gateway.routes import Route
from gateway.web_app import WebApp
from libs.common.errors import DomainError, NotFound

# First words of addresses that are never the web app's, whatever follows.
_NOT_WEB = frozenset(
    {"api", "internal", "media", "health", "metrics", "v1", "admin", "well-known"}
)


class PublicDoor(Door):
    """What the world may ask: the API, files, the web app."""

    name = "public"

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.known = KnownRequests()
        settings = parts.settings
        self._origins = Origins(settings)
        self._docs = Docs(parts.description)
        self._web_app = WebApp(
            settings.web_root, is_production=settings.environment == "production"
        )

    async def answer(self, exchange: AsgiExchange) -> None:
        """Routes a public request."""
        self._origins.locate(exchange)
        if await self.answer_health(exchange):
            return
        self._origins.check_host(exchange.host)
        route = self._parts.table.find(exchange.path.decoded)
        exchange.route = route
        is_cors_ours = route is None or not route.has_own_cors
        if is_cors_ours and self._origins.allow(exchange):
            await exchange.reply.send_whole(204, [], b"")
            return
        if route is not None:
            await self._answer_from_service(exchange, route)
        else:
            await self._answer_here(exchange)

    def make_plan(self, exchange: Exchange) -> Plan | None:
        """The plan of a request that a service answers; None where that needs a task.

        Raises DomainError for what is to be refused."""
        self._origins.locate(exchange)
        self._origins.check_host(exchange.host)
        exchange.route = route = self._parts.table.find(exchange.path.decoded)
        if route is None or self._parts.limits.is_exact(exchange):
            return None
        if not route.has_own_cors:
            self._origins.allow(exchange)
        exchange.answer.extra_headers += route.response_headers
        credential = self._read_credential(exchange, route)
        return Plan(self._parts, exchange, route, credential)

    async def _answer_from_service(self, exchange: AsgiExchange, route: Route) -> None:
        exchange.caller = await self._identify(exchange, route)
        await self._parts.limits.apply(exchange)
        await self._parts.proxy.forward(exchange, self._errand(exchange, route))

    def _errand(self, exchange: Exchange, route: Route) -> Errand:
        exchange.answer.extra_headers += route.response_headers
        caller, header = exchange.caller, None
        if caller:
            header = caller.sign(self._parts.signer, self._parts.clock.now())
        return Errand(
            service=route.service,
            question=Question(
                exchange.method,
                exchange.target,
                headers_for_service(exchange, header),
            ),
            max_body_bytes=route.max_body_bytes,
            first_byte_seconds=route.first_byte_seconds
            or self._parts.settings.first_byte_timeout_seconds,
        )

    async def _identify(self, exchange: AsgiExchange, route: Route) -> Caller | None:
        """The caller. Raises NotAuthenticated, TokenNotValid, ApiKeyNotValid, AdminOnly
        as the route asks; on a public route, what is not valid counts for none."""
        credential = self._read_credential(exchange, route)
        caller = None
        if credential is not None:
            token, verifier = credential
            try:
                caller = await verifier.verify(token)
            except DomainError:
                if route.access != "public":
                    raise
        check_access(route.access, caller)
        return caller

    def _read_credential(self, exchange: Exchange, route: Route) -> Credential | None:
        """What tells who asks, and who knows. Raises NotFromAdminPages."""
        token = exchange.head.credential
        if token is None and route.is_admin_pages:
            cookie = read_admin_cookie(exchange)
            return (cookie, self._parts.admin_verifier) if cookie is not None else None
        if not token and self._parts.session_cookie:
            token = self._parts.session_cookie.read(exchange)
        return (token, self._parts.verifier) if token is not None else None

    async def _answer_here(self, exchange: AsgiExchange) -> None:
        path = exchange.path
        if path.decoded == "/api/openapi.json":
            await exchange.reply.send_json(200, await self._parts.description.get())
        elif path.decoded == "/api/docs":
            await self._docs.answer(exchange)
        elif path.first_word in _NOT_WEB:
            raise NotFound
        else:
            await self._web_app.answer(exchange)

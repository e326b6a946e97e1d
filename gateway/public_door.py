"""The door to the world: the API, files, the web app."""

from gateway.admin_pages import read_admin_cookie
from gateway.caller import Caller
from gateway.credentials import read_credential
from gateway.docs import Docs
from gateway.door import Door
from gateway.exchange import Exchange
from gateway.headers import headers_for_service
from gateway.origin import Origins
from gateway.parts import Parts
from gateway.proxy import Errand
from gateway.routes import Route
from gateway.web_app import WebApp
from libs.common.errors import DomainError, NotAuthenticated, NotFound
from libs.common.identity import AdminOnly

# First words of addresses that are never the web app's, whatever follows.
_NOT_WEB = frozenset(
    {"api", "internal", "media", "health", "metrics", "v1", "admin", "well-known"}
)


class PublicDoor(Door):
    """What the world may ask: the API, files, the web app."""

    name = "public"

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        settings = parts.settings
        self._origins = Origins(settings)
        self._docs = Docs(parts.description)
        self._web_app = WebApp(
            settings.web_root, is_production=settings.environment == "production"
        )

    async def answer(self, exchange: Exchange) -> None:
        """Routes a public request."""
        self._origins.locate(exchange)
        if await self.answer_health(exchange):
            return
        self._origins.check_host(exchange.host)
        route = self._parts.table.find(exchange.path.decoded)
        exchange.route = route
        is_cors_ours = route is None or not route.has_own_cors
        if is_cors_ours and await self._origins.answer_cors(exchange):
            return
        if route is not None:
            await self._answer_from_service(exchange, route)
        else:
            await self._answer_here(exchange)

    async def _answer_from_service(self, exchange: Exchange, route: Route) -> None:
        exchange.caller = caller = await self._identify(exchange, route)
        await self._parts.limits.apply(exchange)
        exchange.reply.extra_headers += route.response_headers
        header = None
        if caller:
            header = self._parts.signer.sign_prepared(
                caller.prepared, exchange.request_id, self._parts.clock.now()
            )
        await self._parts.proxy.forward(
            exchange,
            Errand(
                service=route.service,
                target=exchange.target,
                headers=headers_for_service(
                    exchange, header, keep_authorization=caller is None
                ),
                max_body_bytes=route.max_body_bytes,
                first_byte_seconds=route.first_byte_seconds
                or self._parts.settings.first_byte_timeout_seconds,
            ),
        )

    async def _identify(self, exchange: Exchange, route: Route) -> Caller | None:
        """The caller. Raises NotAuthenticated, TokenNotValid, ApiKeyNotValid, AdminOnly
        as the route asks; on a public route, what is not valid counts for none."""
        token = read_credential(exchange.headers)
        if token is None and route.is_admin_pages:
            return await self._identify_by_cookie(exchange)
        if not token and self._parts.session_cookie:
            token = self._parts.session_cookie.read(exchange)
        if token is None:
            if route.access != "public":
                raise NotAuthenticated
            return None
        try:
            caller = await self._parts.verifier.verify(token)
        except DomainError:
            if route.access != "public":
                raise
            return None
        if route.access == "admin" and caller.identity.role != "admin":
            raise AdminOnly
        return caller

    async def _identify_by_cookie(self, exchange: Exchange) -> Caller:
        token = read_admin_cookie(exchange)
        if token is None:
            raise NotAuthenticated
        caller = await self._parts.admin_verifier.verify(token)
        if caller.identity.role != "admin":
            raise AdminOnly
        return caller

    async def _answer_here(self, exchange: Exchange) -> None:
        path = exchange.path
        if path.decoded == "/api/openapi.json":
            await exchange.reply.send_json(200, await self._parts.description.get())
        elif path.decoded == "/api/docs":
            await self._docs.answer(exchange)
        elif path.first_word in _NOT_WEB:
            raise NotFound
        else:
            await self._web_app.answer(exchange)

"""The door between services, never reachable from outside."""

from gateway.door import Door
from gateway.exchange import AsgiExchange
from gateway.headers import headers_for_service
from gateway.metrics import CONTENT_TYPE
from gateway.parts import Parts
from gateway.proxy import Errand
from gateway.question import Question
from gateway.routes import MB, Route
from libs.common.errors import NotAuthenticated, NotFound
from libs.common.identity import IDENTITY_HEADER

_MAX_BODY_BYTES = 64 * MB


class InternalDoor(Door):
    """What services ask each other; every question is signed by a service."""

    name = "internal"

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._routes = {
            name: Route(f"/internal/{name}", name, max_body_bytes=_MAX_BODY_BYTES)
            for name in parts.settings.upstreams
        }

    async def answer(self, exchange: AsgiExchange) -> None:
        """Routes a question of a service to another."""
        exchange.address = exchange.peer
        exchange.host = exchange.headers.get(b"host", b"").decode("latin-1")
        if await self.answer_health(exchange):
            return
        if exchange.path.decoded == "/metrics":
            await self._send_metrics(exchange)
            return
        words = exchange.path.decoded.split("/", 3)
        is_question = len(words) == 4 and words[1] == "internal"
        route = self._routes.get(words[2]) if is_question else None
        if route is None:
            raise NotFound
        exchange.route = route
        await self._forward(exchange, route)

    async def _forward(self, exchange: AsgiExchange, route: Route) -> None:
        name = IDENTITY_HEADER.lower().encode("ascii")
        header = exchange.headers.get(name, b"")
        identity = self._parts.signer.verify(
            header.decode("latin-1"), self._parts.clock.now()
        )
        if identity.authenticated_by != "service":
            raise NotAuthenticated("Only services may ask here.")
        await self._parts.proxy.forward(
            exchange,
            Errand(
                service=route.service,
                question=Question(
                    exchange.method,
                    exchange.target,
                    headers_for_service(exchange, header),
                ),
                max_body_bytes=route.max_body_bytes,
                first_byte_seconds=self._parts.settings.first_byte_timeout_seconds,
            ),
        )

    async def _send_metrics(self, exchange: AsgiExchange) -> None:
        gauges = {
            "gateway_open_streams": float(len(self._parts.streams)),
            "gateway_limits_degraded": float(self._parts.limits.is_degraded),
        }
        text = self._parts.metrics.render(gauges).encode()
        await exchange.reply.send_whole(200, [(b"content-type", CONTENT_TYPE)], text)

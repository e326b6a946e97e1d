"""What the gateway holds open, built once and handed to both doors."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import BlockingConnectionPool, Redis

from gateway.access_log import AccessLog
from gateway.api_keys import ApiKeyVerifier
from gateway.auth import TokenVerifier
from gateway.auth_service import AuthService
from gateway.caller import Verifier
from gateway.clerk import SessionCookie, build_clerk_issuer
from gateway.credentials import AnyCredential
from gateway.ended_credentials import EndedCredentials
from gateway.health import Health, Report
from gateway.issuers import ADMIN_PAGES_ISSUER, OWN_ISSUER
from gateway.limits import Limits
from gateway.metrics import Metrics
from gateway.open_streams import OpenStreams
from gateway.openapi import ApiDescription
from gateway.outside_users import OutsideUsers, OutsideVerifier
from gateway.proxy import Proxy
from gateway.routes import MINUTE, RouteTable, build_routes
from gateway.settings import GatewaySettings
from gateway.upstreams import Upstreams
from gateway.watch import Watch
from libs.common.clock import Clock, SystemClock
from libs.common.identity import IdentitySigner
from libs.common.leased_limit import LeasedLimiter
from libs.common.observability.tracing import Tracing, open_tracing
from libs.common.rate_limit import Quota, RateLimiter

_REDIS_SECONDS = 1.0
_REDIS_CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Parts:
    """The gateway's parts."""

    settings: GatewaySettings
    clock: Clock
    table: RouteTable
    signer: IdentitySigner
    ended_credentials: EndedCredentials
    verifier: Verifier
    admin_verifier: Verifier
    session_cookie: SessionCookie | None
    limits: Limits
    upstreams: Upstreams
    proxy: Proxy
    watch: Watch
    streams: OpenStreams
    description: ApiDescription
    health: Health
    metrics: Metrics
    access_log: AccessLog
    tracing: Tracing


@asynccontextmanager
async def open_parts(
    settings: GatewaySettings, clock: Clock | None = None
) -> AsyncIterator[Parts]:
    """Builds all of it; connections open when they are first needed."""
    clock = clock or SystemClock()
    table = RouteTable(build_routes(settings))
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        upstreams = await stack.enter_async_context(Upstreams(settings))
        redis = _build_redis(settings)
        stack.push_async_callback(redis.aclose)
        listener = Redis.from_url(settings.redis_url.get_secret_value())
        stack.push_async_callback(listener.aclose)
        signer = IdentitySigner(*settings.secrets)
        auth = AuthService(upstreams, signer, clock)
        ended_credentials = EndedCredentials(listener, auth, clock)
        verifier: Verifier
        cookie: SessionCookie | None = None
        if settings.provider == "clerk":
            # Our own tokens count for nothing beside Clerk's: one provider at a time.
            issuer = build_clerk_issuer(settings)
            users = OutsideUsers(issuer.name, auth, clock)
            stack.push_async_callback(users.close)
            tokens = TokenVerifier((issuer,), upstreams, ended_credentials, clock)
            verifier = OutsideVerifier(tokens, users)
            cookie = SessionCookie(settings.clerk_publishable_key or "")
        else:
            verifier = TokenVerifier((OWN_ISSUER,), upstreams, ended_credentials, clock)
        streams = OpenStreams()
        per_minute = Quota("requests", settings.requests_per_minute, MINUTE)
        limits = Limits(RateLimiter(redis), LeasedLimiter(redis, per_minute))
        access_log = AccessLog(settings.log_format)
        stack.callback(access_log.flush)

        def figures() -> Report:
            return {
                "open_streams": len(streams),
                "ended_credentials": len(ended_credentials),
                "are_limits_degraded": limits.is_degraded,
            }

        yield Parts(
            settings=settings,
            clock=clock,
            table=table,
            signer=signer,
            ended_credentials=ended_credentials,
            verifier=AnyCredential(
                verifier, ApiKeyVerifier(auth, ended_credentials, clock)
            ),
            admin_verifier=TokenVerifier(
                (ADMIN_PAGES_ISSUER,), upstreams, ended_credentials, clock
            ),
            session_cookie=cookie,
            limits=limits,
            upstreams=upstreams,
            proxy=Proxy(upstreams, streams, settings),
            watch=Watch(),
            streams=streams,
            description=ApiDescription(upstreams, table),
            health=Health(upstreams, redis, ended_credentials, figures),
            metrics=metrics,
            access_log=access_log,
            tracing=await stack.enter_async_context(
                open_tracing(settings.otel_exporter_otlp_endpoint, "gateway")
            ),
        )


def _build_redis(settings: GatewaySettings) -> Redis:
    # Somebody waits for the answer: a slow Redis is as good as none.
    pool = BlockingConnectionPool.from_url(
        settings.redis_url.get_secret_value(),
        max_connections=_REDIS_CONNECTIONS,
        timeout=2,
        socket_connect_timeout=_REDIS_SECONDS,
        socket_timeout=_REDIS_SECONDS,
    )
    return Redis.from_pool(pool)

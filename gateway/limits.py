"""The limits of the route table, applied and told in headers.

Headers: RateLimit-Policy and RateLimit as in draft-ietf-httpapi-ratelimit-headers-10
(q = quota, w = window in s, r = remaining, t = s until more is free)."""

from gateway.asgi import Headers
from gateway.errors import TooManyRequests
from gateway.exchange import Exchange
from gateway.origin import address_key
from gateway.routes import Limit
from libs.common.leased_limit import LeasedLimiter
from libs.common.rate_limit import Decision, Quota, RateLimiter


class Limits:
    """Takes one of a route's quota for whoever asks, and one of his own over all."""

    def __init__(self, limiter: RateLimiter, of_user: LeasedLimiter) -> None:
        self._limiter = limiter
        self._of_user = of_user
        self.take_of_user = of_user.take_now

    @property
    def is_degraded(self) -> bool:
        """Redis is gone, and each process counts for itself."""
        return self._limiter.is_degraded or self._of_user.is_degraded

    def is_exact(self, exchange: Exchange) -> bool:
        """Whether Redis is asked each time, so that `apply` has to be."""
        return _limit(exchange) is not None

    async def apply(self, exchange: Exchange) -> None:
        """Adds the headers of the route's limit. Raises TooManyRequests."""
        if exchange.caller:
            decision = await self._of_user.take(exchange.caller.user)
            if not decision.is_allowed:
                _tell(exchange, self._of_user.quota, decision)
        if limit := _limit(exchange):
            decision = await self._limiter.take(limit.quota, _key(limit, exchange))
            _tell(exchange, limit.quota, decision)


def _limit(exchange: Exchange) -> Limit | None:
    """That of the route, if it is one for this method."""
    limit = exchange.route.limit if exchange.route else None
    return limit if limit and exchange.method in limit.methods else None


def _tell(exchange: Exchange, quota: Quota, decision: Decision) -> None:
    """Adds the headers. Raises TooManyRequests."""
    exchange.answer.extra_headers += _headers(quota, decision)
    if not decision.is_allowed:
        raise TooManyRequests(
            headers={"Retry-After": str(decision.reset_seconds)},
            details={"retry_after_seconds": decision.reset_seconds},
        )


def _key(limit: Limit, exchange: Exchange) -> str:
    if limit.per == "user" and exchange.caller is not None:
        return exchange.caller.user
    return address_key(exchange.address)


def _headers(quota: Quota, decision: Decision) -> Headers:
    policy = f'"{quota.name}";q={quota.count};w={quota.window_seconds}'
    state = f'"{quota.name}";r={decision.remaining};t={decision.reset_seconds}'
    return [
        (b"ratelimit-policy", policy.encode("ascii")),
        (b"ratelimit", state.encode("ascii")),
    ]

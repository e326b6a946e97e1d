"""Which path belongs to which service, and on what terms: the gateway's one table.

A route holds for its path and all below it; `{}` stands for any one segment. The
longest wins, a word before `{}`. Paths are those of the public API after the two
normalisations of `paths.py`."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from gateway.settings import GatewaySettings
from libs.common.rate_limit import Quota

Access = Literal["public", "user", "admin"]

KB = 1024
MB = 1024 * KB
GB = 1024 * MB

_MAX_REMEMBERED_CHARACTERS = 200

DAY = 86_400
HOUR = 3600
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Limit:
    """A quota for each user or each address; reading is not limited."""

    quota: Quota
    per: Literal["user", "address"]
    methods: frozenset[str] = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class Route:
    """Terms of a path. Times are in seconds; None is the setting's default.

    `has_own_cors`: the service answers for origins (write keys know their own).
    `hides_rest`: what follows the path is a secret and is not logged.
    `is_admin_pages`: a browser may come with the admin pages' cookie."""

    path: str
    service: str
    access: Access = "user"
    limit: Limit | None = None
    max_body_bytes: int = 1 * MB
    first_byte_seconds: float | None = None
    has_own_cors: bool = False
    hides_rest: bool = False
    is_admin_pages: bool = False
    response_headers: tuple[tuple[bytes, bytes], ...] = ()


# Files of users on our own origin: shown, never run.
_FILE_HEADERS = ((b"content-security-policy", b"default-src 'none'; sandbox"),)

_EVENT_WORDS = ("track", "identify", "page", "screen", "group", "alias", "batch")


def build_routes(settings: GatewaySettings) -> tuple[Route, ...]:
    """The table, with the limits of the settings."""
    return (
        *_account_routes(settings),
        *_billing_routes(),
        *_analysis_routes(settings),
        *_social_routes(),
        *_analytics_routes(),
        Route("/api/v1/insights", "insights", first_byte_seconds=120),
        *_admin_routes(settings),
    )


def _admin_routes(settings: GatewaySettings) -> tuple[Route, ...]:
    return (
        Route("/api/v1/accounts/admin-session", "auth", "admin"),
        *(
            Route(f"/admin/{service}", service, "admin", is_admin_pages=True)
            for service in settings.upstreams
        ),
    )


def _account_routes(settings: GatewaySettings) -> tuple[Route, ...]:
    accounts = "/api/v1/accounts"

    def per_address(name: str, count: int) -> Limit:
        return Limit(Quota(name, count, MINUTE), "address")

    sign_ins = settings.sign_ins_per_minute
    return (
        Route(accounts, "auth"),
        # Each archive is written by every service, from all that it holds.
        Route(
            f"{accounts}/me/export",
            "auth",
            limit=Limit(Quota("exports", settings.exports_per_day, DAY), "user"),
        ),
        Route(f"{accounts}/erasures", "auth", "public", hides_rest=True),
        Route(f"{accounts}/me/profile-image", "auth", max_body_bytes=10 * MB),
        Route(
            f"{accounts}/signup",
            "auth",
            "public",
            limit=per_address("signup", sign_ins),
        ),
        Route(
            f"{accounts}/login", "auth", "public", limit=per_address("login", sign_ins)
        ),
        Route(
            f"{accounts}/token/refresh",
            "auth",
            "public",
            limit=per_address("token-refresh", settings.token_refreshes_per_minute),
        ),
        Route(
            f"{accounts}/reset-password",
            "auth",
            "public",
            limit=per_address("reset-password", sign_ins),
        ),
        Route(
            f"{accounts}/verify-email",
            "auth",
            "public",
            limit=per_address("verify-email", sign_ins),
        ),
        Route(f"{accounts}/verify-email/resend", "auth"),
        Route(f"{accounts}/webhooks", "auth", "public"),
        Route("/.well-known/jwks.json", "auth", "public"),
    )


def _billing_routes() -> tuple[Route, ...]:
    billing = "/api/v1/billing"
    return (
        Route("/api/v1/accounts/plans", "billing", "public"),
        Route("/api/v1/accounts/subscription", "billing"),
        Route("/api/v1/accounts/usage", "billing"),
        Route(billing, "billing"),
        Route(f"{billing}/subscription/success", "billing", "public"),
        Route(f"{billing}/subscription/cancel", "billing", "public"),
        Route(f"{billing}/sandbox/checkout", "billing", "public"),
        Route(f"{billing}/webhook", "billing", "public"),
        Route(f"{billing}/events", "billing", "admin"),
        Route(f"{billing}/payments/{{}}/refund", "billing", "admin"),
    )


def _analysis_routes(settings: GatewaySettings) -> tuple[Route, ...]:
    analysis = "/api/v1/analysis"
    analyses = Limit(Quota("analyses", settings.analyses_per_hour, HOUR), "user")
    chat = Limit(Quota("chat", settings.chat_messages_per_hour, HOUR), "user")
    return (
        Route(analysis, "analysis"),
        Route(f"{analysis}/analyze", "analysis", limit=analyses),
        Route(f"{analysis}/requests/{{}}/retry", "analysis", limit=analyses),
        # A whole answer comes when the model is done with it.
        Route(
            f"{analysis}/chat/sessions/{{}}/messages",
            "analysis",
            limit=chat,
            first_byte_seconds=120,
        ),
        Route(f"{analysis}/requests/{{}}/export", "analysis", first_byte_seconds=120),
        Route(f"{analysis}/shared", "analysis", "public", hides_rest=True),
    )


def _social_routes() -> tuple[Route, ...]:
    social = "/api/v1/social"
    return (
        Route(social, "social"),
        Route("/api/v1/calendar", "social"),
        Route("/api/v1/catalog", "social"),
        Route(
            "/media",
            "social",
            "public",
            max_body_bytes=0,
            response_headers=_FILE_HEADERS,
        ),
        Route(f"{social}/platforms", "social", "public"),
        Route(f"{social}/accounts/callback", "social", "public"),
        # A large file is looked through, or unpacked, before the answer.
        Route(
            f"{social}/posts/import",
            "social",
            max_body_bytes=10 * GB,
            first_byte_seconds=120,
        ),
        Route(f"{social}/media", "social", max_body_bytes=5 * GB),
        # Without `?async=true` the answer comes when the model is done with it.
        Route(f"{social}/post", "social", first_byte_seconds=120),
        Route(f"{social}/generate", "social", first_byte_seconds=120),
    )


def _analytics_routes() -> tuple[Route, ...]:
    analytics = "/api/v1/analytics"

    def events(path: str) -> Route:
        # Write keys are checked by the service, and so are their origins.
        return Route(
            path, "analytics", "public", max_body_bytes=5 * MB, has_own_cors=True
        )

    return (
        Route(analytics, "analytics", first_byte_seconds=60),
        events(f"{analytics}/events"),
        Route(f"{analytics}/process-events", "analytics", "admin"),
        events("/api/v1/track"),
        Route("/api/v1/feedback", "analytics"),
        *(events(f"/v1/{word}") for word in _EVENT_WORDS),
    )


@dataclass(slots=True)
class _Node:
    words: dict[str, "_Node"] = field(default_factory=dict)
    any_word: "_Node | None" = None
    route: Route | None = None


class RouteTable:
    """Finds the route of a path in time that grows with the path only."""

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self.routes = routes
        self._depth = max(route.path.count("/") for route in routes)
        self._root = _Node()
        # Most are asked for again and again.
        self._find_short = lru_cache(maxsize=4096)(self._find)
        for route in routes:
            self._add(route)

    def find(self, path: str) -> Route | None:
        """The longest route that holds for a decoded, normalised path."""
        if len(path) > _MAX_REMEMBERED_CHARACTERS:
            return self._find(path)
        return self._find_short(path)

    def _find(self, path: str) -> Route | None:
        found = _find(self._root, path.split("/")[1 : self._depth + 1], 0)
        return found[1] if found else None

    def _add(self, route: Route) -> None:
        node = self._root
        for word in route.path.split("/")[1:]:
            if word == "{}":
                node.any_word = node.any_word or _Node()
                node = node.any_word
            else:
                node = node.words.setdefault(word, _Node())
        if node.route is not None:
            msg = f"two routes for {route.path}"
            raise ValueError(msg)
        node.route = route


def _find(node: _Node, words: list[str], depth: int) -> tuple[int, Route] | None:
    best = (depth, node.route) if node.route else None
    if depth == len(words):
        return best
    for child in (node.words.get(words[depth]), node.any_word):
        found = _find(child, words, depth + 1) if child else None
        # The first of equal depth wins: a word goes before a wildcard.
        if found and (best is None or found[0] > best[0]):
            best = found
    return best

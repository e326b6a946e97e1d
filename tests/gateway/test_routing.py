"""Which service a path reaches, and what no path ever reaches."""

import pytest

from tests.gateway.conftest import World
from tests.gateway.raw import ask_raw


class TestServices:
    @pytest.mark.parametrize(
        ("path", "service"),
        [
            ("/api/v1/accounts/me", "auth"),
            ("/api/v1/accounts/plans", "billing"),
            ("/api/v1/accounts/subscription", "billing"),
            ("/api/v1/accounts/usage", "billing"),
            ("/api/v1/accounts/usage/limits", "billing"),
            ("/api/v1/accounts/usage/history", "billing"),
            ("/api/v1/accounts/usagexyz", "auth"),
            ("/api/v1/billing/invoices", "billing"),
            ("/api/v1/analysis/requests", "analysis"),
            ("/api/v1/social/posts", "social"),
            ("/api/v1/calendar/posts", "social"),
            ("/api/v1/catalog/products/1", "social"),
            ("/media/a/b.png", "social"),
            ("/api/v1/analytics/summary", "analytics"),
            ("/api/v1/track/event", "analytics"),
            ("/api/v1/feedback", "analytics"),
            ("/v1/batch", "analytics"),
            ("/api/v1/insights/anomalies", "insights"),
        ],
    )
    async def test_each_path_reaches_its_service(
        self, world: World, path: str, service: str
    ) -> None:
        response = await world.client.get(path, headers=world.bearer())

        assert response.status_code == 200
        assert response.json()["service"] == service

    async def test_key_set_comes_from_auth(self, world: World) -> None:
        response = await world.client.get("/.well-known/jwks.json")

        assert response.json() == {"keys": [world.mint.jwk]}

    @pytest.mark.parametrize(
        "path", ["/api", "/api/v2/analysis/requests", "/api/v1/nothing", "/v1/other"]
    )
    async def test_unknown_api_paths_are_not_found(
        self, world: World, path: str
    ) -> None:
        response = await world.client.get(
            path, headers={**world.bearer(), "accept": "text/html"}
        )

        assert response.status_code == 404
        assert response.json()["code"] == "NotFound"


class TestNormalisation:
    @pytest.mark.parametrize(
        ("asked", "reached"),
        [
            ("/api/analysis/requests", "/api/v1/analysis/requests"),
            ("/api/analysis/requests/?a=1", "/api/v1/analysis/requests?a=1"),
            ("/api/v1/social/posts/", "/api/v1/social/posts"),
            ("/api/v1/social/a//b", "/api/v1/social/a//b"),
            ("/api/v1/social/a%2Fb%20c", "/api/v1/social/a%2Fb%20c"),
            (
                "/api/v1/social/x?q=a%20b+c&q=%C3%A9&e=&f",
                "/api/v1/social/x?q=a%20b+c&q=%C3%A9&e=&f",
            ),
        ],
    )
    async def test_only_version_and_last_slash_change(
        self, world: World, asked: str, reached: str
    ) -> None:
        response = await world.client.get(asked, headers=world.bearer())

        assert response.json()["raw"] == reached

    async def test_encoded_letters_meet_the_same_terms(self, world: World) -> None:
        # The service decodes them, so a route that looked at the raw path alone
        # would have let this through without a token.
        status, _ = await ask_raw(world.port, "/api/v1/social/%70osts")

        assert status == 401


INNER = [
    "/internal/auth/ended-credentials",
    "//internal/auth/ended-credentials",
    "/internal//auth/ended-sessions",
    "/INTERNAL/auth/ended-sessions",
    "/internal./auth/ended-sessions",
    "/%69nternal/auth/ended-sessions",
    "/%2569nternal/auth/ended-sessions",
    "/%2finternal/auth/ended-sessions",
    "/internal%2fauth%2fended-sessions",
    "/api/../internal/auth/ended-credentials",
    "/api/v1/social/../../../internal/auth/ended-credentials",
    "/api/v1/social/%2e%2e/%2E%2e/%2e%2e/internal/auth/ended-credentials",
    "/api/v1/social/..%2f..%2f..%2finternal/auth/ended-sessions",
    "/api/v1/social/..\\..\\..\\internal/auth/ended-sessions",
    "/api/v1/social/..%5c..%5c..%5cinternal/auth/ended-sessions",
    "/media/.%2e/internal/auth/ended-credentials",
    "/v1/track/%2e%2e/%2e%2e/internal/auth/ended-credentials",
    "/./internal/auth/ended-credentials",
    "/api/internal/auth/ended-credentials",
    "/api/v1/internal/auth/ended-credentials",
    "http://localhost/internal/auth/ended-credentials",
    "/internal/auth/ended-credentials?x=/media/a",
    "/internal/auth/ended-credentials/",
]


class TestInnerPaths:
    @pytest.mark.parametrize("target", INNER)
    async def test_inner_paths_are_out_of_reach(
        self, world: World, target: str
    ) -> None:
        counts = {name: len(s.asked) for name, s in world.services.items()}
        counts.pop("auth")

        status, answer = await ask_raw(world.port, target)

        assert status in {400, 404}, answer
        assert b"<!doctype" not in answer
        assert {n: len(world.services[n].asked) for n in counts} == counts

    @pytest.mark.parametrize(
        "target",
        [
            "/api/v1/social/..",
            "/api/v1/social/./x",
            "/api/v1/social/%2e%2e/x",
            "/api/v1/social/x%00y",
            "/api/v1/social/x%0d%0ay",
            "/api/v1/social/x\\y",
        ],
    )
    async def test_paths_that_a_client_would_change_are_refused(
        self, world: World, target: str
    ) -> None:
        status, answer = await ask_raw(world.port, target)

        assert status == 400
        assert b"MalformedRequest" in answer

    @pytest.mark.parametrize("target", ["*", "foo", "http://", "/\xff", "/a b"])
    async def test_nonsense_targets_are_4xx(self, world: World, target: str) -> None:
        status, _ = await ask_raw(world.port, target)

        assert 400 <= status < 500

    async def test_host_of_the_service_cannot_be_chosen(self, world: World) -> None:
        status, _ = await ask_raw(world.port, "//evil.example/api/v1/social/posts")

        assert status == 404

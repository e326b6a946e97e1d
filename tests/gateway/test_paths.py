"""Paths and routes as pure functions, with generated input."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.paths import read_path, read_query
from gateway.routes import Route, RouteTable, build_routes
from gateway.settings import GatewaySettings
from libs.common.errors import MalformedRequest

SEGMENTS = st.sampled_from(
    ["api", "v1", "internal", "..", ".", "%2e%2e", "%2E.", "%2f", "a", "", "%25", "\\"]
)
PATHS = st.lists(SEGMENTS, min_size=1, max_size=7).map(lambda p: "/" + "/".join(p))


@pytest.fixture(scope="module")
def table() -> RouteTable:
    return RouteTable(
        build_routes(GatewaySettings(_env_file=None, secret_key="x" * 32))
    )


class TestReadPath:
    @given(PATHS)
    def test_what_passes_holds_no_dot_segment(self, path: str) -> None:
        try:
            read = read_path(path.encode())
        except MalformedRequest:
            return

        words = read.decoded.replace("\\", "/").split("/")
        assert not {".", ".."} & set(words)
        assert read.decoded == unquote(read.raw)

    @given(st.binary(max_size=60))
    def test_any_bytes_are_read_or_refused(self, raw: bytes) -> None:
        try:
            read = read_path(b"/" + raw)
        except MalformedRequest:
            return

        assert read.raw.startswith("/")
        assert read.raw.isascii()

    @given(PATHS)
    def test_reading_twice_changes_nothing(self, path: str) -> None:
        try:
            once = read_path(path.encode())
        except MalformedRequest:
            return
        if once.raw.endswith("/"):
            return  # one slash is ignored, not all of them

        assert read_path(once.raw.encode()) == once

    @pytest.mark.parametrize(
        ("raw", "read"),
        [
            ("/", "/"),
            ("/api", "/api"),
            ("/api/", "/api"),
            ("/api/docs/", "/api/docs"),
            ("/api/openapi.json", "/api/openapi.json"),
            ("/api/openapi.jsonx", "/api/v1/openapi.jsonx"),
            ("/api/v1", "/api/v1"),
            ("/api/v12/x", "/api/v12/x"),
            ("/api/v1x/y", "/api/v1/v1x/y"),
            ("/api/documents", "/api/v1/documents"),
            ("/apis/x", "/apis/x"),
            ("/x//", "/x/"),
        ],
    )
    def test_the_two_normalisations(self, raw: str, read: str) -> None:
        assert read_path(raw.encode()).raw == read

    @pytest.mark.parametrize(
        ("raw", "word"),
        [
            ("/internal/x", "internal"),
            ("//INTERNAL./x", "internal"),
            ("/%2569nternal", "internal"),
            ("/ api".replace(" ", "%20"), "api"),
            ("/dashboard", "dashboard"),
            ("/", ""),
        ],
    )
    def test_first_word_as_the_most_lenient_reader(self, raw: str, word: str) -> None:
        assert read_path(raw.encode()).first_word == word


class TestReadQuery:
    @given(st.binary(max_size=60))
    def test_decoded_bytes_stay_the_same(self, raw: bytes) -> None:
        try:
            query = read_query(raw)
        except MalformedRequest:
            return

        assert unquote(query, "latin-1") == unquote(raw.decode("latin-1"), "latin-1")
        assert query.isascii()


class TestRouteTable:
    def test_longest_wins_and_words_go_before_wildcards(self) -> None:
        table = RouteTable(
            (
                Route("/a", "auth"),
                Route("/a/{}/c", "billing"),
                Route("/a/b", "social"),
                Route("/a/b/c", "insights"),
            )
        )
        found = {
            path: route.service if (route := table.find(path)) else None
            for path in (
                "/a",
                "/a/x",
                "/a/x/c/d",
                "/a/b",
                "/a/b/x",
                "/a/b/c",
                "/ab",
                "/",
            )
        }

        assert found == {
            "/a": "auth",
            "/a/x": "auth",
            "/a/x/c/d": "billing",
            "/a/b": "social",
            "/a/b/x": "social",
            "/a/b/c": "insights",
            "/ab": None,
            "/": None,
        }

    def test_two_routes_of_one_path_are_a_mistake(self) -> None:
        with pytest.raises(ValueError, match="two routes for /a"):
            RouteTable((Route("/a", "auth"), Route("/a", "billing")))

    def test_no_route_leads_inside(self, table: RouteTable) -> None:
        assert not [r.path for r in table.routes if "internal" in r.path]
        assert table.find("/internal/auth/x") is None

    @pytest.mark.parametrize(
        "path",
        [
            "/api/v1/accounts/login",
            "/api/v1/accounts/reset-password/confirm",
            "/api/v1/accounts/verify-email",
            "/api/v1/accounts/webhooks/clerk",
            "/api/v1/billing/subscription/success",
            "/api/v1/billing/sandbox/checkout/1",
            "/api/v1/billing/webhook/stripe",
            "/api/v1/analysis/shared/abc",
            "/api/v1/social/accounts/callback/instagram",
            "/api/v1/social/platforms",
        ],
    )
    def test_public_paths(self, table: RouteTable, path: str) -> None:
        route = table.find(path)

        assert route is not None
        assert route.access == "public"

    @pytest.mark.parametrize(
        "path",
        [
            "/api/v1/accounts/verify-email/resend",
            "/api/v1/accounts/logout",
            "/api/v1/accounts/webhook-endpoints",
            "/api/v1/billing/subscription/history",
            "/api/v1/analysis/requests/1/share",
            "/api/v1/social/accounts",
            "/api/v1/analytics/projects",
        ],
    )
    def test_paths_of_users(self, table: RouteTable, path: str) -> None:
        route = table.find(path)

        assert route is not None
        assert route.access == "user"

"""The web app's files."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world
from tests.gateway.raw import ask_raw

PAGE = {"accept": "text/html,application/xhtml+xml"}
SCRIPT = "/assets/app-3fa9c1.js"


class TestPages:
    @pytest.mark.parametrize(
        "path", ["/", "/dashboard/analytics", "/results/018f?tab=posts", "/x.y/z"]
    )
    async def test_addresses_of_the_app_are_the_app(
        self, world: World, path: str
    ) -> None:
        response = await world.client.get(path, headers=PAGE)

        assert response.status_code == 200
        assert response.text == "<!doctype html><title>app</title>"
        assert response.headers["cache-control"] == "no-cache"

    @pytest.mark.parametrize(
        "path",
        ["/missing.js", "/assets/gone-123.js", "/favicon.ico", "/anything"],
    )
    async def test_missing_files_are_not_the_app(self, world: World, path: str) -> None:
        response = await world.client.get(path, headers={"accept": "*/*"})

        assert response.status_code == 404

    async def test_missing_script_is_no_page_for_anyone(self, world: World) -> None:
        response = await world.client.get("/assets/gone-123.js", headers=PAGE)

        assert response.status_code == 404

    @pytest.mark.parametrize(
        "path", ["/api/x", "/media2", "/metrics", "/.well-known/x"]
    )
    async def test_words_of_the_api_are_never_the_app(
        self, world: World, path: str
    ) -> None:
        response = await world.client.get(path, headers=PAGE)

        assert response.status_code == (200 if path == "/media2" else 404)

    async def test_other_methods_are_not_possible(self, world: World) -> None:
        response = await world.client.post("/dashboard", headers=PAGE)

        assert response.status_code == 405
        assert response.headers["allow"] == "GET, HEAD"


class TestSecurityHeaders:
    async def test_pages_carry_them(self, world: World) -> None:
        headers = (await world.client.get("/", headers=PAGE)).headers

        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "strict-transport-security" not in headers

    async def test_files_of_users_are_shown_but_never_run(self, world: World) -> None:
        headers = (await world.client.get("/media/a.svg")).headers

        assert headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert headers["x-content-type-options"] == "nosniff"

    async def test_https_in_production_is_remembered(
        self, redis_server: LoneRedis, web_root: Path
    ) -> None:
        async with open_world(
            redis_server,
            web_root,
            environment="production",
            trusted_proxies="127.0.0.1",
        ) as world:
            secure = await world.client.get(
                "/", headers={**PAGE, "x-forwarded-proto": "https"}
            )
            plain = await world.client.get("/", headers=PAGE)

        assert "max-age=31536000" in secure.headers["strict-transport-security"]
        assert "strict-transport-security" not in plain.headers


class TestCaching:
    async def test_hashed_files_are_kept_for_ever(self, world: World) -> None:
        response = await world.client.get(
            SCRIPT, headers={"accept-encoding": "identity"}
        )

        assert response.headers["cache-control"] == (
            "public, max-age=31536000, immutable"
        )
        assert response.headers["content-type"].startswith("text/javascript")

    @pytest.mark.parametrize(
        ("accepted", "encoding", "body"),
        [
            ("gzip, br", "br", b"brotli"),
            ("gzip", "gzip", b"gzipped"),
            ("identity", None, b"console.log('plain')"),
            ("br;q=0, gzip;q=0.5", "gzip", b"gzipped"),
        ],
    )
    async def test_packed_files_go_to_those_who_read_them(
        self, world: World, accepted: str, encoding: str | None, body: bytes
    ) -> None:
        async with world.client.stream(
            "GET", SCRIPT, headers={"accept-encoding": accepted}
        ) as response:
            raw = b"".join([chunk async for chunk in response.aiter_raw()])

        assert raw == body
        assert response.headers.get("content-encoding") == encoding
        assert response.headers["vary"] == "Accept-Encoding"

    async def test_unchanged_file_is_not_sent_again(self, world: World) -> None:
        first = await world.client.get("/", headers=PAGE)
        etag = first.headers["etag"]
        again = await world.client.get("/", headers={**PAGE, "if-none-match": etag})
        other = await world.client.get("/", headers={**PAGE, "if-none-match": '"x"'})

        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert other.status_code == 200

    async def test_head_has_the_length_and_no_body(self, world: World) -> None:
        response = await world.client.head("/", headers=PAGE)

        assert response.headers["content-length"] == "33"
        assert response.content == b""


class TestTraversal:
    @pytest.mark.parametrize(
        "target",
        [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/assets/..%5c..%5csecret.txt",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/link.txt",
            "/.env",
            "/assets/%00",
        ],
    )
    async def test_nothing_outside_or_hidden_is_sent(
        self, world: World, target: str
    ) -> None:
        status, answer = await ask_raw(world.port, target)

        assert status in {400, 404}
        assert b"not for the world" not in answer
        assert b"SECRET" not in answer
        assert b"root:" not in answer


class TestNotBuilt:
    @pytest.fixture
    async def bare(
        self, redis_server: LoneRedis, tmp_path: Path
    ) -> AsyncIterator[World]:
        async with open_world(redis_server, tmp_path / "missing") as world:
            yield world

    async def test_page_says_how_to_build_it(self, bare: World) -> None:
        response = await bare.client.get("/", headers=PAGE)

        assert response.status_code == 503
        assert "npm run build" in response.text
        assert (await bare.client.get("/api/v1/accounts/plans")).status_code == 200

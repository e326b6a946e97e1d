"""Hosts, origins and proxies: whom the gateway believes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.origin import address_key, host_name
from gateway.settings import GatewaySettings
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world
from tests.gateway.raw import ask_raw

PLANS = "/api/v1/accounts/plans"
APP = "https://app.example.org"


@pytest.fixture(scope="module")
async def open_world_of_hosts(
    redis_server: LoneRedis, web_root: Path
) -> AsyncIterator[World]:
    async with open_world(
        redis_server,
        web_root,
        allowed_hosts="Example.org, *.ngrok.app,127.0.0.1",
        cors_allowed_origins=f"{APP}/, http://localhost:5173",
    ) as world:
        yield world


class TestHosts:
    @pytest.mark.parametrize(
        "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"]
    )
    async def test_forms_of_localhost_are_ours(self, world: World, host: str) -> None:
        status, _ = await ask_raw(world.port, PLANS, f"Host: {host}".encode())

        assert status == 200

    @pytest.mark.parametrize(
        "host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example"]
    )
    async def test_other_hosts_are_refused(self, world: World, host: str) -> None:
        status, answer = await ask_raw(world.port, PLANS, f"Host: {host}".encode())

        assert status == 400
        assert b"ALLOWED_HOSTS" in answer

    @pytest.mark.parametrize(
        ("host", "status"),
        [
            ("example.org:443", 200),
            ("a.ngrok.app", 200),
            ("example.org.", 200),
            ("ngrok.app", 400),
            ("notngrok.app", 400),
            ("sub.example.org", 400),
            ("localhost", 400),
        ],
    )
    async def test_configured_names_and_wildcards(
        self, open_world_of_hosts: World, host: str, status: int
    ) -> None:
        got, _ = await ask_raw(
            open_world_of_hosts.port, PLANS, f"Host: {host}".encode()
        )

        assert got == status

    async def test_probes_may_use_any_name(self, world: World) -> None:
        status, _ = await ask_raw(world.port, "/health/live", b"Host: 10.0.0.7:8000")

        assert status == 200

    def test_an_explicit_address_is_a_name_of_ours(self) -> None:
        settings = GatewaySettings(
            _env_file=None, bind="192.0.2.5", secret_key="x" * 32
        )

        assert "192.0.2.5" in settings.allowed_hosts


class TestCors:
    async def test_listed_origin_is_answered(self, open_world_of_hosts: World) -> None:
        response = await open_world_of_hosts.client.get(PLANS, headers={"origin": APP})

        assert response.headers["access-control-allow-origin"] == APP
        assert response.headers["access-control-allow-credentials"] == "true"
        assert "Origin" in response.headers["vary"]

    async def test_preflight_is_answered_here(self, open_world_of_hosts: World) -> None:
        world = open_world_of_hosts
        count = len(world.services["analysis"].asked)
        response = await world.client.options(
            "/api/v1/analysis/analyze",
            headers={
                "origin": "http://localhost:5173",
                "access-control-request-method": "POST",
                "access-control-request-headers": "authorization, content-type",
            },
        )

        assert response.status_code == 204
        assert "POST" in response.headers["access-control-allow-methods"]
        assert (
            response.headers["access-control-allow-headers"]
            == "authorization, content-type"
        )
        assert len(world.services["analysis"].asked) == count

    async def test_errors_can_be_read_by_the_page(
        self, open_world_of_hosts: World
    ) -> None:
        response = await open_world_of_hosts.client.get(
            "/api/v1/social/posts", headers={"origin": APP}
        )

        assert response.status_code == 401
        assert response.headers["access-control-allow-origin"] == APP

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{APP}.evil"])
    async def test_other_origins_are_not(
        self, open_world_of_hosts: World, origin: str
    ) -> None:
        plain = await open_world_of_hosts.client.get(PLANS, headers={"origin": origin})
        preflight = await open_world_of_hosts.client.options(
            PLANS, headers={"origin": origin, "access-control-request-method": "GET"}
        )

        assert "access-control-allow-origin" not in plain.headers
        assert preflight.status_code == 403
        assert preflight.json()["code"] == "OriginNotAllowed"

    async def test_routes_of_write_keys_answer_for_themselves(
        self, world: World
    ) -> None:
        response = await world.client.options(
            "/api/v1/track/event",
            headers={
                "origin": "https://shop.example",
                "access-control-request-method": "POST",
            },
        )

        assert response.json()["service"] == "analytics"


class TestTrustedProxies:
    async def test_nobody_is_believed_by_default(self, world: World) -> None:
        response = await world.client.get(
            PLANS,
            headers={"x-forwarded-for": "203.0.113.9", "x-forwarded-host": "evil"},
        )
        headers = response.json()["headers"]

        assert headers["x-forwarded-for"] == "127.0.0.1"
        assert headers["x-forwarded-host"] == f"127.0.0.1:{world.port}"

    @pytest.mark.parametrize(
        ("sent", "address"),
        [
            ("203.0.113.9", "203.0.113.9"),
            ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
            ("203.0.113.9, 127.0.0.2", "203.0.113.9"),
            ("nonsense", "127.0.0.1"),
            ("1.1.1.1, nonsense, 127.0.0.2", "127.0.0.2"),
            ("", "127.0.0.1"),
            (",,", "127.0.0.1"),
        ],
    )
    async def test_last_address_that_no_proxy_wrote_counts(
        self, behind_proxy: World, sent: str, address: str
    ) -> None:
        response = await behind_proxy.client.get(
            PLANS,
            headers={
                "x-forwarded-for": sent,
                "x-forwarded-proto": "https",
                "x-forwarded-host": "localhost",
            },
        )
        headers = response.json()["headers"]

        assert headers["x-forwarded-for"] == address
        assert headers["x-forwarded-proto"] == "https"
        assert headers["x-forwarded-host"] == "localhost"


class TestNames:
    @pytest.mark.parametrize(
        ("address", "key"),
        [
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("", ""),
            ("nonsense", "nonsense"),
        ],
    )
    def test_key_of_an_address(self, address: str, key: str) -> None:
        assert address_key(address) == key

    @pytest.mark.parametrize(
        ("host", "name"),
        [("A.B:80", "a.b"), ("[::1]:80", "[::1]"), ("a.", "a"), ("", "")],
    )
    def test_name_of_a_host(self, host: str, name: str) -> None:
        assert host_name(host) == name

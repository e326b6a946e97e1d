"""What goes through unchanged, what does not go through, and how failures are told."""

import asyncio

import pytest

from libs.common.identity import Identity, IdentitySigner
from tests.gateway.conftest import SECRET, World
from tests.gateway.stubs import Asked

POSTS = "/api/v1/social/posts"


class TestResponses:
    async def test_redirects_are_passed_on(self, world: World) -> None:
        async def redirect(asked: Asked) -> None:
            await asked.answer(b"", 307, [(b"location", b"https://elsewhere.example/")])

        world.services["billing"].handlers["/api/v1/billing/away"] = redirect

        response = await world.client.get(
            "/api/v1/billing/away", headers=world.bearer()
        )

        assert response.status_code == 307
        assert response.headers["location"] == "https://elsewhere.example/"

    async def test_encodings_and_cookies_stay_as_they_are(self, world: World) -> None:
        async def packed(asked: Asked) -> None:
            await asked.answer(
                b"\x1f\x8bnot really gzip",
                headers=[
                    (b"content-encoding", b"gzip"),
                    (b"set-cookie", b"a=1; HttpOnly"),
                    (b"set-cookie", b"b=2"),
                    (b"x-own", b"yes"),
                    (b"keep-alive", b"timeout=5"),
                    (b"connection", b"x-hop"),
                    (b"x-hop", b"1"),
                ],
            )

        world.services["social"].handlers["/api/v1/social/packed"] = packed

        async with world.client.stream(
            "GET", "/api/v1/social/packed", headers=world.bearer()
        ) as response:
            raw = b"".join([chunk async for chunk in response.aiter_raw()])

        assert raw == b"\x1f\x8bnot really gzip"
        assert response.headers["content-encoding"] == "gzip"
        assert response.headers.get_list("set-cookie") == ["a=1; HttpOnly", "b=2"]
        assert response.headers["x-own"] == "yes"
        assert "x-hop" not in response.headers
        assert "keep-alive" not in response.headers
        assert len(response.headers.get_list("date")) == 1

    async def test_response_header_beyond_ascii_goes_through(
        self, world: World
    ) -> None:
        async def odd(asked: Asked) -> None:
            await asked.answer(
                b"ok", headers=[(b"x-odd", b"caf\xe9"), (b"x-even", b"fine")]
            )

        world.services["social"].handlers["/api/v1/social/odd"] = odd

        response = await world.client.get("/api/v1/social/odd", headers=world.bearer())

        assert response.status_code == 200
        assert response.headers["x-even"] == "fine"
        assert dict(response.headers.raw)[b"x-odd"] == b"caf\xe9"

    @pytest.mark.parametrize("status", [200, 204, 304, 404, 422, 500])
    async def test_head_and_statuses_pass(self, world: World, status: int) -> None:
        async def answer(asked: Asked) -> None:
            headers = [] if status == 204 else [(b"content-length", b"5")]
            await asked.start(status, headers)
            has_body = status not in {204, 304} and asked.scope["method"] != "HEAD"
            await asked.send_part(b"12345" if has_body else b"", more=False)

        path = f"/api/v1/social/status/{status}"
        if status == 304:

            async def not_modified(asked: Asked) -> None:
                await asked.start(304, [(b"etag", b'"1"')])
                await asked.send_part(b"", more=False)

            world.services["social"].handlers[path] = not_modified
        else:
            world.services["social"].handlers[path] = answer

        got = await world.client.get(path, headers=world.bearer())
        head = await world.client.head(path, headers=world.bearer())

        assert got.status_code == head.status_code == status
        assert head.content == b""

    async def test_connections_to_services_are_kept(self, world: World) -> None:
        service = world.services["social"]
        for _ in range(5):
            await world.client.get(POSTS, headers=world.bearer())

        ports = {asked.scope["client"][1] for asked in service.asked[-5:]}

        assert len(ports) == 1


class TestRequestHeaders:
    async def test_identity_headers_from_outside_are_stripped(
        self, world: World
    ) -> None:
        spoofed = IdentitySigner("another secret").sign(
            Identity(user_id=world_user(), owner_id=world_user(), role="admin"),
            world.gateway.parts.clock.now(),
        )
        response = await world.client.get(
            "/api/v1/accounts/plans",
            headers={
                "X-Postscope-Identity": spoofed,
                "x-postscope-anything": "1",
                "X_Postscope_Identity": spoofed,
                "Forwarded": "for=1.2.3.4",
                "X-Forwarded-For": "1.2.3.4",
                "X-Forwarded-Proto": "https",
                "X-Real-IP": "1.2.3.4",
                "Connection": "x-drop-me",
                "X-Drop-Me": "1",
                "X-Kept": "yes",
            },
        )
        headers = response.json()["headers"]

        assert not [name for name in headers if "postscope" in name]
        assert headers["x-forwarded-for"] == "127.0.0.1"
        assert headers["x-forwarded-proto"] == "http"
        assert headers["x-kept"] == "yes"
        assert {"forwarded", "x-real-ip", "x-drop-me", "connection"}.isdisjoint(headers)

    async def test_host_and_trace_go_through(self, world: World) -> None:
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        response = await world.client.get(
            "/api/v1/accounts/plans",
            headers={"traceparent": trace, "host": f"localhost:{world.port}"},
        )
        headers = response.json()["headers"]

        assert headers["traceparent"] == trace
        assert (
            headers["host"] == headers["x-forwarded-host"] == f"localhost:{world.port}"
        )
        assert "accept-encoding" in headers  # the client's own

    async def test_write_keys_reach_the_service(self, world: World) -> None:
        response = await world.client.post(
            "/v1/batch", auth=("write-key", ""), json={"batch": []}
        )

        assert response.json()["headers"]["authorization"].startswith("Basic ")

    async def test_verified_token_goes_no_further(self, world: World) -> None:
        response = await world.client.get(POSTS, headers=world.bearer())

        assert "authorization" not in response.json()["headers"]

    async def test_non_ascii_header_is_no_failure(self, world: World) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        writer.write(
            b"GET /api/v1/accounts/plans HTTP/1.1\r\nHost: localhost\r\n"
            b"Cookie: a=caf\xe9\r\nX-Utf: caf\xc3\xa9\r\nConnection: close\r\n\r\n"
        )
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()

        assert answer.startswith(b"HTTP/1.1 200")


def world_user() -> object:
    return "018f0000-0000-7000-8000-000000000001"


class TestRequestId:
    async def test_well_formed_id_is_kept(self, world: World) -> None:
        response = await world.client.get(
            "/api/v1/accounts/plans", headers={"x-request-id": "abc-DEF_123"}
        )

        assert response.headers.get_list("x-request-id") == ["abc-DEF_123"]
        assert response.json()["headers"]["x-request-id"] == "abc-DEF_123"

    @pytest.mark.parametrize("bad", ["short", "x" * 65, "has space!", "<script>alert"])
    async def test_other_ids_are_replaced(self, world: World, bad: str) -> None:
        response = await world.client.get(
            "/api/v1/accounts/plans", headers={"x-request-id": bad}
        )
        sent = response.json()["headers"]["x-request-id"]

        assert response.headers["x-request-id"] == sent != bad
        assert len(sent) == 32

    async def test_errors_carry_it(self, world: World) -> None:
        response = await world.client.get(POSTS)

        assert response.json()["request_id"] == response.headers["x-request-id"]


class TestSigning:
    async def test_identity_reaches_the_service_signed(self, world: World) -> None:
        response = await world.client.get(POSTS, headers=world.bearer(role="admin"))
        header = response.json()["headers"]["x-postscope-identity"]

        identity = IdentitySigner(SECRET).verify(
            header, world.gateway.parts.clock.now()
        )

        assert identity.role == "admin"
        assert identity.authenticated_by == "session"

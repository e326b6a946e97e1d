"""Fetching strangers' URLs, over real sockets: what is refused, what is bounded.

A host name of a test is allowed explicitly and resolved by the test, so that the
connection ends at a server of this process and nowhere else."""

import asyncio
import gzip
import ssl
import time
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from libs.common.http.fetch_errors import (
    FetchFailed,
    FetchTimedOut,
    FetchTooLarge,
    UrlRefused,
)
from libs.common.http.pinned import GuardedResponse
from libs.common.http.url_guard import UrlGuard
from tests.common.http.web_server import Answer, answering, redirects, running, says

# Unpacked it is exactly four of the slices that content is unpacked in.
WORDS = b"word" * 262_144


async def _fetch(
    guard: UrlGuard,
    url: str,
    *,
    max_bytes: int = 100_000,
    timeout_seconds: float = 5,
    max_redirects: int = 3,
) -> bytes:
    async with guard.guarded_stream(
        url,
        max_bytes=max_bytes,
        timeout_seconds=timeout_seconds,
        max_redirects=max_redirects,
    ) as response:
        return await response.read()


class TestGuardedStream:
    async def test_answer_comes_with_status_headers_and_content(self) -> None:
        page = says("404 Not Found\nContent-Length: 5\nX-Kind: page", b"hello")
        async with running({"/page?q=1": page}) as server:
            url = server.url("/page?q=1#part")
            async with server.guard().guarded_stream(
                url, max_bytes=5, timeout_seconds=5
            ) as response:
                assert response.status == 404
                assert response.headers["x-kind"] == "page"
                assert response.url == url.removesuffix("#part")
                assert [chunk async for chunk in response.chunks()] == [b"hello"]

    async def test_request_names_the_host_and_wants_no_compression(self) -> None:
        async with running({"/": says("200 OK\nContent-Length: 0")}) as server:
            guard = server.guard("media.example")
            await _fetch(guard, server.url("/", host="media.example"))

        head = server.requests[0].lower()
        assert f"host: media.example:{server.port}\r\n" in head
        assert "accept-encoding: identity\r\n" in head
        assert "cookie" not in head
        assert "authorization" not in head

    async def test_head_request_reads_no_content(self) -> None:
        page = says("200 OK\nContent-Length: 999999")
        async with (
            running({"/": page}) as server,
            server.guard().guarded_stream(
                server.url("/"), max_bytes=1, timeout_seconds=5, method="HEAD"
            ) as response,
        ):
            assert response.headers["content-length"] == "999999"
            assert server.requests[0].startswith("HEAD / ")

    async def test_server_of_ones_own_is_not_reached_unless_allowed(self) -> None:
        async with running({"/": says("200 OK\nContent-Length: 0")}) as server:
            with pytest.raises(UrlRefused):
                await _fetch(UrlGuard(), server.url("/"))
            other = frozenset({f"127.0.0.1:{server.port + 1}"})
            with pytest.raises(UrlRefused):
                await _fetch(UrlGuard(allowed_hosts=other), server.url("/"))

        assert server.requests == []

    async def test_error_of_the_reader_passes_through(self) -> None:
        async with running({"/": says("200 OK\nContent-Length: 2", b"ok")}) as server:
            with pytest.raises(KeyError, match="mine"):
                async with server.guard().guarded_stream(
                    server.url("/"), max_bytes=5, timeout_seconds=5
                ):
                    raise KeyError("mine")

    async def test_server_that_is_not_there_is_a_failure(self) -> None:
        async with running({}) as server:
            guard, url = server.guard(), server.url("/")

        with pytest.raises(FetchFailed):
            await _fetch(guard, url)

    async def test_next_address_is_tried_if_one_does_not_answer(self) -> None:
        page = says("200 OK\nContent-Length: 2", b"ok")
        async with running({"/": page}) as server:
            resolve, _ = answering(["127.0.0.99", "127.0.0.1"])
            guard = server.guard("two.example", resolver=resolve)

            assert await _fetch(guard, server.url("/", host="two.example")) == b"ok"

    @pytest.mark.parametrize(
        "answer",
        [
            says("200 OK\nContent-Length: 100", b"too short"),
            says("200 OK\nTransfer-Encoding: chunked", b"5\r\nhel"),
            says("nonsense"),
            says("200 OK\nContent-Length: -5", b"hello"),
            says("200 OK\nX-Long: " + "a" * 200_000),
            says("200 OK\nContent-Encoding: br\nContent-Length: 2", b"ok"),
            says("200 OK\nContent-Encoding: gzip\nContent-Length: 2", b"ok"),
        ],
    )
    async def test_unusable_answer_is_a_failure(self, answer: Answer) -> None:
        async with running({"/": answer}) as server:
            with pytest.raises(FetchFailed):
                await _fetch(server.guard(), server.url("/"))


class TestRedirects:
    async def test_redirects_are_followed_to_the_end(self) -> None:
        answers = {
            "/a": redirects("/b", 301),
            "/b": redirects("c?x=1", 307),
            "/c?x=1": says("200 OK\nContent-Length: 3", b"end"),
        }
        async with (
            running(answers) as server,
            server.guard().guarded_stream(
                server.url("/a"), max_bytes=9, timeout_seconds=5
            ) as response,
        ):
            assert response.url == server.url("/c?x=1")
            assert await response.read() == b"end"

    @pytest.mark.parametrize(
        "location",
        [
            "http://127.0.0.1:1/",
            "http://127.0.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[::1]/",
            "http://2130706433/",
            "//10.0.0.1/",
            "file:///etc/passwd",
            "http://user@example.com/",
            "http://private.example/",
            "http://[",
        ],
    )
    async def test_redirect_into_a_private_network_is_refused(
        self, location: str
    ) -> None:
        resolve, _ = answering(["10.0.0.1"])
        async with running({"/": redirects(location)}) as server:
            with pytest.raises(UrlRefused):
                await _fetch(server.guard(resolver=resolve), server.url("/"))

        assert len(server.requests) == 1

    async def test_endless_redirects_end(self) -> None:
        async with running({"/": redirects("/")}) as server:
            with pytest.raises(UrlRefused) as refusal:
                await _fetch(server.guard(), server.url("/"), max_redirects=3)

        assert refusal.value.reason == "too_many_redirects"
        assert len(server.requests) == 4

    async def test_redirect_to_nowhere_is_a_failure(self) -> None:
        async with running({"/": says("302 Found\nContent-Length: 0")}) as server:
            with pytest.raises(FetchFailed):
                await _fetch(server.guard(), server.url("/"))

    async def test_content_of_a_redirect_is_not_read(self) -> None:
        async def endless(writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 302 Found\r\nLocation: /end\r\n\r\n")
            while True:
                writer.write(b"z" * 65536)
                await writer.drain()

        answers = {"/": endless, "/end": says("200 OK\nContent-Length: 2", b"ok")}
        async with running(answers) as server:
            assert await _fetch(server.guard(), server.url("/")) == b"ok"


class TestRebinding:
    async def test_name_is_resolved_once_and_kept_for_the_connection(self) -> None:
        page = says("200 OK\nContent-Length: 4", b"mine")
        secret = says("200 OK\nContent-Length: 6", b"secret")
        resolve, asked = answering(["127.0.0.1"], ["127.0.0.2"])
        async with (
            running({"/": page}) as server,
            running({"/": secret}, "127.0.0.2", server.port) as other,
        ):
            guard = server.guard("rebind.example", resolver=resolve)

            content = await _fetch(guard, server.url("/", host="rebind.example"))

        assert content == b"mine"
        assert asked == ["rebind.example"]
        assert other.requests == []

    async def test_name_that_turns_private_is_refused_at_the_next_hop(self) -> None:
        answers = {"/": redirects("http://rebind.example:8080/again")}
        resolve, asked = answering(["10.0.0.1"])
        async with running(answers) as server:
            guard = server.guard(resolver=resolve)
            with pytest.raises(UrlRefused) as refusal:
                await _fetch(guard, server.url("/"))

        assert refusal.value.reason == "private_address"
        assert asked == ["rebind.example"]


async def _count_until_cut_off(response: GuardedResponse) -> int:
    """How many bytes were given before FetchTooLarge, which must come."""
    given = 0
    try:
        async for chunk in response.chunks():
            given += len(chunk)
    except FetchTooLarge:
        return given
    pytest.fail("the content was not cut off")


async def _send_for_ever(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"z" * 4096)
        await writer.drain()


async def _send_chunks_for_ever(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1000\r\n" + b"z" * 4096 + b"\r\n")
        await writer.drain()


class TestSize:
    async def test_content_of_exactly_the_limit_is_taken(self) -> None:
        page = says("200 OK\nContent-Length: 1000", b"z" * 1000)
        async with running({"/": page}) as server:
            guard, url = server.guard(), server.url("/")

            assert len(await _fetch(guard, url, max_bytes=1000)) == 1000
            with pytest.raises(FetchTooLarge):
                await _fetch(guard, url, max_bytes=999)

    async def test_announced_length_is_refused_before_the_content(self) -> None:
        async def announce(writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n")
            await asyncio.sleep(30)

        async with running({"/": announce}) as server:
            with pytest.raises(FetchTooLarge):
                await _fetch(server.guard(), server.url("/"))

    @pytest.mark.parametrize("answer", [_send_for_ever, _send_chunks_for_ever])
    async def test_unannounced_content_is_cut_off(self, answer: Answer) -> None:
        async with (
            running({"/": answer}) as server,
            server.guard().guarded_stream(
                server.url("/"), max_bytes=500_000, timeout_seconds=5
            ) as response,
        ):
            given = await _count_until_cut_off(response)

        assert 0 < given <= 500_000

    async def test_length_that_lies_gives_no_byte_more(self) -> None:
        page = says("200 OK\nContent-Length: 10", b"z" * 1_000_000)
        async with running({"/": page}) as server:
            content = await _fetch(server.guard(), server.url("/"), max_bytes=20)

        assert content == b"z" * 10

    @pytest.mark.parametrize(
        ("encoding", "body"),
        [
            ("gzip", gzip.compress(WORDS)),
            ("deflate", zlib.compress(WORDS)),
        ],
    )
    async def test_compressed_against_our_wish_is_still_read(
        self, encoding: str, body: bytes
    ) -> None:
        head = f"200 OK\nContent-Encoding: {encoding}\nContent-Length: {len(body)}"
        async with running({"/": says(head, body)}) as server:
            guard, url = server.guard(), server.url("/")

            whole = await _fetch(guard, url, max_bytes=len(WORDS))
            assert whole == WORDS
            with pytest.raises(FetchTooLarge):
                await _fetch(guard, url, max_bytes=len(WORDS) - 1)

    async def test_bomb_is_not_unpacked(self) -> None:
        packer = zlib.compressobj(9)
        million = bytes(1_000_000)
        body = b"".join(packer.compress(million) for _ in range(200)) + packer.flush()
        head = f"200 OK\nContent-Encoding: deflate\nContent-Length: {len(body)}"
        async with (
            running({"/": says(head, body)}) as server,
            server.guard().guarded_stream(
                server.url("/"), max_bytes=1_000_000, timeout_seconds=10
            ) as response,
        ):
            given = await _count_until_cut_off(response)

        assert 0 < given <= 1_000_000

    async def test_compressed_content_that_breaks_off_is_a_failure(self) -> None:
        body = gzip.compress(bytes(range(256)) * 40)[:-20]
        head = f"200 OK\nContent-Encoding: gzip\nContent-Length: {len(body)}"
        async with running({"/": says(head, body)}) as server:
            with pytest.raises(FetchFailed):
                await _fetch(server.guard(), server.url("/"))


class TestTime:
    async def test_slow_content_ends_at_the_total_time(self) -> None:
        async def trickle(writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(1000):
                writer.write(b"z")
                await writer.drain()
                await asyncio.sleep(0.05)

        await _expect_timeout(trickle)

    async def test_slow_headers_end_at_the_total_time(self) -> None:
        async def trickle(writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(1000):
                writer.write(f"X-{number}: z\r\n".encode())
                await writer.drain()
                await asyncio.sleep(0.05)

        await _expect_timeout(trickle)

    async def test_silence_ends_at_the_total_time(self) -> None:
        async def say_nothing(_: asyncio.StreamWriter) -> None:
            await asyncio.sleep(30)

        await _expect_timeout(say_nothing)

    async def test_redirects_share_one_time(self) -> None:
        async def slow_redirect(writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.2)
            await redirects("/")(writer)

        await _expect_timeout(slow_redirect)

    async def test_slow_resolver_ends_at_the_total_time(self) -> None:
        async def resolve(host: str, port: int) -> Sequence[str]:
            await asyncio.sleep(30)
            return []

        with pytest.raises(FetchTimedOut):
            await _fetch(UrlGuard(resolve), "http://slow.example/", timeout_seconds=0.1)


async def _expect_timeout(answer: Answer) -> None:
    async with running({"/": answer}) as server:
        begun = time.monotonic()
        with pytest.raises(FetchTimedOut):
            await _fetch(
                server.guard(), server.url("/"), timeout_seconds=0.5, max_redirects=50
            )
        assert 0.4 < time.monotonic() - begun < 3


def _certificate(folder: Path, name: str) -> Path:
    """A certificate for one host name, signed by itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


class TestTls:
    async def test_certificate_and_sni_are_those_of_the_name(
        self, tmp_path: Path
    ) -> None:
        path = _certificate(tmp_path, "media.example")
        names: list[str] = []
        inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        inside.load_cert_chain(path)
        inside.sni_callback = lambda _socket, name, _context: names.append(name)
        page = says("200 OK\nContent-Length: 2", b"ok")

        async with running({"/": page}, tls=inside) as server:
            hosts = frozenset(
                f"{name}.example:{server.port}" for name in ("media", "other")
            )
            guard = UrlGuard(
                answering(["127.0.0.1"])[0],
                hosts,
                tls=ssl.create_default_context(cafile=path),
            )
            url = f"https://media.example:{server.port}/"
            assert await _fetch(guard, url) == b"ok"
            with pytest.raises(FetchFailed):
                await _fetch(guard, url.replace("media", "other"))
            with pytest.raises(FetchFailed):
                await _fetch(UrlGuard(answering(["127.0.0.1"])[0], hosts), url)

        assert names[0] == "media.example"
        assert len(server.requests) == 1

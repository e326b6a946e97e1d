"""Which URLs are fetched at all, and how each other one is refused."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.common.http.addresses import is_public_address
from libs.common.http.fetch_errors import FetchFailed, UrlRefused
from libs.common.http.url_guard import UrlGuard
from tests.common.http.web_server import answering

PUBLIC = "93.184.216.34"


class TestCheck:
    @pytest.mark.parametrize(
        ("url", "expected", "host", "port"),
        [
            ("http://example.com", "http://example.com", "example.com", 80),
            ("HTTPS://Example.COM/A%2Fb?q=1#part", None, "example.com", 443),
            ("https://example.com:443/", "https://example.com/", "example.com", 443),
            ("http://example.com.:8080/x", None, "example.com", 8080),
            ("https://b\u00fccher.example/", None, "xn--bcher-kva.example", 443),
            ("http://8.8.8.8/", "http://8.8.8.8/", "8.8.8.8", 80),
            ("http://[2606:4700::1111]/", None, "2606:4700::1111", 80),
        ],
    )
    async def test_public_url_is_normalised(
        self, url: str, expected: str | None, host: str, port: int
    ) -> None:
        checked = await UrlGuard(answering([PUBLIC])[0]).check(url)

        assert (checked.host, checked.port) == (host, port)
        assert "#" not in checked.url
        assert checked.url == expected or expected is None
        assert checked.addresses in {(PUBLIC,), (host,)}

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("", "scheme"),
            ("example.com", "scheme"),
            ("//example.com/", "scheme"),
            ("ftp://example.com/", "scheme"),
            ("file:///etc/passwd", "scheme"),
            ("gopher://127.0.0.1:6379/_save", "scheme"),
            ("javascript:alert(1)", "scheme"),
            ("http:example.com", "not_a_url"),
            ("http:///path", "not_a_url"),
            ("http://exa mple.com/", "not_a_url"),
            ("http://example.com\\@10.0.0.1/", "not_a_url"),
            ("http://example.com\t/", "not_a_url"),
            ("http://example.com/\r\nHost: x", "not_a_url"),
            ("http://[::1/", "not_a_url"),
            ("http://example.com:80:80/", "not_a_url"),
            ("http://\uff11\uff12\uff17.0.0.1/", "not_a_url"),
            ("http://\u24dbocalhost/", "not_a_url"),
            ("http://example.com/" + "a" * 5000, "not_a_url"),
            ("http://user:secret@example.com/", "user_info"),
            ("http://@example.com/", "user_info"),
            ("https://example.com@10.0.0.1/", "user_info"),
            ("http://example.com:22/", "port"),
            ("http://example.com:6379/", "port"),
            ("http://example.com:99999/", "port"),
            ("http://2130706433/", "host"),
            ("http://0177.0.0.1/", "not_a_url"),
            ("http://0x7f.0.0.1/", "host"),
            ("http://0X7F000001/", "host"),
            ("http://0x/", "host"),
            ("http://127.1/", "host"),
            ("http://127.0.1/", "host"),
            ("http://1.2.3.4.5/", "host"),
            ("http://256.1.1.1/", "not_a_url"),
            ("http://foo.0x7f/", "host"),
            ("http://%31%32%37.0.0.1/", "host"),
            ("http://exa%6dple.com/", "host"),
            ("http://a..example.com/", "host"),
            ("http://-/", "private_name"),
            ("http://[fe80::1%25eth0]/", "host"),
            ("http://localhost/", "private_name"),
            ("http://localhost./", "private_name"),
            ("http://intranet/", "private_name"),
            ("http://db.internal/", "private_name"),
            ("http://metadata.google.internal/", "private_name"),
            ("http://printer.local/", "private_name"),
            ("http://x.localhost:8080/", "private_name"),
            ("http://127.0.0.1/", "private_address"),
            ("http://127\u30020\u30020\u30021/", "private_address"),
            ("http://0.0.0.0/", "private_address"),
            ("http://169.254.169.254/latest/meta-data/", "private_address"),
            ("http://[::]/", "private_address"),
            ("http://[::1]/", "private_address"),
            ("http://[::ffff:10.0.0.1]/", "private_address"),
            ("http://[64:ff9b::7f00:1]/", "private_address"),
            ("http://[2002:7f00:1::]/", "private_address"),
        ],
    )
    async def test_other_url_is_refused_by_name(self, url: str, reason: str) -> None:
        resolve, asked = answering([PUBLIC])

        with pytest.raises(UrlRefused) as refusal:
            await UrlGuard(resolve).check(url)
        assert refusal.value.reason == reason
        assert asked == []

    @pytest.mark.parametrize(
        "addresses",
        [["10.0.0.5"], [PUBLIC, "127.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%2"]],
    )
    async def test_name_with_a_private_address_is_refused(
        self, addresses: list[str]
    ) -> None:
        guard = UrlGuard(answering(addresses)[0])

        with pytest.raises(UrlRefused) as refusal:
            await guard.check("https://example.com/")
        assert refusal.value.reason == "private_address"
        assert addresses[-1] not in refusal.value.message

    async def test_unknown_name_is_no_refusal(self) -> None:
        async def resolve(host: str, port: int) -> Sequence[str]:
            raise OSError(-2, "Name or service not known")

        with pytest.raises(FetchFailed):
            await UrlGuard(resolve).check("https://nobody.example/")
        with pytest.raises(FetchFailed):
            await UrlGuard(answering([])[0]).check("https://nobody.example/")

    async def test_real_list_of_hostile_addresses_is_refused(
        self, sample_data_dir: Path
    ) -> None:
        path = sample_data_dir / "bad_input" / "server_side_urls.json"
        entries = json.loads(path.read_text())
        resolve, asked = answering([PUBLIC])

        assert len(entries) >= 14
        for entry in entries:
            assert entry["expect"] == "block"
            with pytest.raises(UrlRefused):
                await UrlGuard(resolve).check(entry["url"])
        assert asked == []

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.one_of(
            st.text(max_size=300),
            st.text(max_size=60).map("http://{}".format),
            st.from_regex(r"https?://[0-9a-fx.:\[\]@%]{1,40}", fullmatch=True),
        )
    )
    async def test_any_text_ends_in_a_public_url_or_a_reason(self, text: str) -> None:
        guard = UrlGuard(answering([PUBLIC])[0])
        try:
            checked = await guard.check(text)
        except UrlRefused:
            return
        assert await guard.check(checked.url) == checked
        assert all(map(is_public_address, checked.addresses))

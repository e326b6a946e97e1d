"""Which provider signs people in, and what its settings have to look like."""

from typing import Any

import pytest

from gateway.settings import GatewaySettings
from libs.common.auth_provider import check_outside_url, decode_publishable_key
from libs.common.settings import CommonSettings, InvalidSettings, load_settings
from services.auth.settings import Settings
from tests.emulators.clerk_keys import (
    HOST,
    ISSUER,
    SECRET_KEY,
    ClerkKeys,
    publishable_key,
)

KEYS = {"CLERK_PUBLISHABLE_KEY": publishable_key(), "CLERK_SECRET_KEY": SECRET_KEY}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`load(Settings, NAME=value, ...)`: as a process does at its start."""
    monkeypatch.chdir("/")  # no `.env`

    def load(settings: type[CommonSettings], **environment: str) -> Any:
        for name, value in {"SECRET_KEY": "x" * 40, **environment}.items():
            monkeypatch.setenv(name, value)
        return load_settings(settings)

    return load


class TestDecodePublishableKey:
    @pytest.mark.parametrize(
        ("key", "host"),
        [
            ("pk_test_ZXhhbXBsZS5hY2NvdW50cy5kZXYk", "example.accounts.dev"),
            ("pk_test_bG9jYWxob3N0LmNsZXJrLnRlc3Qk", "localhost.clerk.test"),
            (publishable_key("clerk.example.com", "pk_live_"), "clerk.example.com"),
        ],
    )
    def test_host_of_the_frontend_api_is_found(self, key: str, host: str) -> None:
        assert decode_publishable_key(key) == host

    @pytest.mark.parametrize(
        "key",
        [
            "",
            "pk_test_",
            "sk_test_ZXhhbXBsZS5hY2NvdW50cy5kZXYk",
            "pk_prod_ZXhhbXBsZS5hY2NvdW50cy5kZXYk",
            publishable_key("clerk.example.com")[:-1],
            publishable_key("clerk.example.com$"),
            publishable_key("clerk.example.com/path"),
            publishable_key("user@clerk.example.com"),
            publishable_key("clerk.example.com:80"),
            publishable_key("localhost"),
            "pk_test_Y2xlcmsuZXhhbXBsZS5jb20",  # without the sign at its end
            "pk_test_****",
            "pk_test_//8k",
        ],
    )
    def test_what_names_no_host_is_refused(self, key: str) -> None:
        with pytest.raises(ValueError, match="no publishable key"):
            decode_publishable_key(key)


class TestCheckOutsideUrl:
    @pytest.mark.parametrize(
        "url",
        [
            "https://api.clerk.com/v1",
            "http://127.0.0.1:9910/v1",
            "http://localhost:1",
            "http://[::1]:1",
        ],
    )
    def test_https_and_this_machine_are_taken(self, url: str) -> None:
        assert check_outside_url(f"{url}/") == url

    @pytest.mark.parametrize(
        "url",
        [
            "http://api.clerk.com",
            "http://10.0.0.1/",
            "http://localhost.evil.test/",
            "ftp://api.clerk.com",
            "api.clerk.com",
            "https://",
            "https://user@api.clerk.com",
            "https://api.clerk.com/?x=1",
        ],
    )
    def test_others_are_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match=r"use|form"):
            check_outside_url(url)


class TestChoice:
    @pytest.mark.parametrize("settings", [Settings, GatewaySettings])
    def test_both_keys_choose_clerk_everywhere(self, load: Any, settings: Any) -> None:
        assert load(settings).provider == "local"
        found = load(settings, **KEYS)
        assert (found.provider, found.clerk_host) == ("clerk", HOST)
        assert found.clerk_issuer == ISSUER
        assert load(settings, AUTH_PROVIDER="local").provider == "local"

    @pytest.mark.parametrize("name", list(KEYS))
    def test_one_key_alone_chooses_nothing(self, load: Any, name: str) -> None:
        assert load(GatewaySettings, **{name: KEYS[name]}).provider == "local"

    def test_gateway_needs_no_secret_of_clerk(self, load: Any) -> None:
        given = {"AUTH_PROVIDER": "clerk", "CLERK_PUBLISHABLE_KEY": publishable_key()}
        assert load(GatewaySettings, **given).provider == "clerk"

    @pytest.mark.parametrize(
        ("settings", "environment", "told"),
        [
            (GatewaySettings, {"AUTH_PROVIDER": "clerk"}, "CLERK_PUBLISHABLE_KEY is"),
            (GatewaySettings, {"AUTH_PROVIDER": "auth0"}, "AUTH_PROVIDER"),
            (
                Settings,
                {
                    "AUTH_PROVIDER": "clerk",
                    "CLERK_PUBLISHABLE_KEY": publishable_key(),
                },
                "CLERK_SECRET_KEY is required",
            ),
            (Settings, {"CLERK_PUBLISHABLE_KEY": "pk_x"}, "no publishable key"),
            (Settings, {"CLERK_SECRET_KEY": "pk_test_x"}, "no secret key"),
            (
                Settings,
                {**KEYS, "CLERK_SECRET_KEY": "sk_live_abc"},
                "different instances",
            ),
            (Settings, {"CLERK_API_URL": "http://api.clerk.com"}, "use https"),
            (GatewaySettings, {"CLERK_JWKS_URL": "http://x.test/k"}, "use https"),
            (Settings, {"CLERK_WEBHOOK_SECRET": "whsec_%%"}, "no signing secret"),
            (Settings, {"CLERK_WEBHOOK_SECRET": "whsec_c2hvcnQ="}, "16 bytes"),
            (Settings, {"CLERK_WEBHOOK_SECRET_PREVIOUS": "x"}, "no signing secret"),
            (GatewaySettings, {"CLERK_JWT_KEY": "-----BEGIN"}, "no RSA public key"),
            (
                GatewaySettings,
                {"CLERK_AUTHORIZED_PARTIES": "app.example.org"},
                "no origin",
            ),
            (
                GatewaySettings,
                {**KEYS, "ENVIRONMENT": "production"},
                "CLERK_AUTHORIZED_PARTIES or PUBLIC_URL",
            ),
        ],
    )
    def test_wrong_settings_are_told_at_the_start(
        self, load: Any, settings: Any, environment: dict[str, str], told: str
    ) -> None:
        with pytest.raises(InvalidSettings, match=told) as raised:
            load(settings, **environment)
        assert "sk_live_abc" not in str(raised.value)

    def test_private_key_is_never_taken_for_the_public_one(self, load: Any) -> None:
        private = ClerkKeys().private_pem
        with pytest.raises(InvalidSettings, match="no RSA public key") as raised:
            load(GatewaySettings, CLERK_JWT_KEY=private)
        assert private.split("\n")[2] not in str(raised.value)


class TestAuthorizedParties:
    def test_those_that_are_set_are_all(self, load: Any) -> None:
        found = load(
            GatewaySettings,
            CLERK_AUTHORIZED_PARTIES="https://App.example.org/, https://b.example:8443",
            PUBLIC_URL="https://c.example",
        )
        assert found.authorized_parties == {
            "https://app.example.org",
            "https://b.example:8443",
        }

    def test_public_url_and_other_origins_stand_for_them(self, load: Any) -> None:
        found = load(
            GatewaySettings,
            ENVIRONMENT="production",
            PUBLIC_URL="https://c.example/app",
            CORS_ALLOWED_ORIGINS="https://d.example",
        )
        assert found.authorized_parties == {"https://c.example", "https://d.example"}

    def test_machine_finds_itself_by_its_port(self, load: Any) -> None:
        found = load(GatewaySettings, PORT="8010", PUBLIC_URL="http://my.machine:8010")
        assert "http://localhost:8010" in found.authorized_parties
        assert "http://127.0.0.1:8010" in found.authorized_parties

    def test_api_address_is_taken_with_and_without_version(self, load: Any) -> None:
        for url in ("http://127.0.0.1:1", "http://127.0.0.1:1/v1/"):
            found = load(Settings, CLERK_API_URL=url)
            assert found.clerk_api_url == "http://127.0.0.1:1/v1"

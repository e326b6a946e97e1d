"""Who signs people in, and how Clerk's instance is told: AUTH_PROVIDER, CLERK_*.

The gateway and auth read the same settings, so that they come to the same answer."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from ipaddress import ip_address
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from libs.common.settings import CommonSettings

AuthProvider = Literal["local", "clerk"]

_PREFIXES = ("pk_test_", "pk_live_")
_SECRET_PREFIXES = ("sk_test_", "sk_live_")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")


def decode_publishable_key(key: str) -> str:
    """The host of the instance's frontend API, which issues its session tokens.

    The key is `pk_test_` or `pk_live_` and the base64 of `<host>$`. Raises ValueError.
    Source: clerk/javascript, packages/shared/src/keys.ts, seen 2026-08-21."""
    msg = (
        "this is no publishable key: it begins with pk_test_ or pk_live_, followed by"
        " the host of the instance's frontend API in base64"
    )
    if not key.startswith(_PREFIXES):
        raise ValueError(msg)
    encoded = key.split("_", 2)[2].rstrip("=")
    try:
        text = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True).decode()
    except (NotBase64, UnicodeDecodeError):
        raise ValueError(msg) from None
    host = text.removesuffix("$").lower()
    if not text.endswith("$") or not _HOST.fullmatch(host):
        raise ValueError(msg)
    return host


def check_outside_url(url: str) -> str:
    """The URL without a slash at its end; plain http is for this machine alone.

    Raises ValueError."""
    parts = urlsplit(url)
    is_here = parts.hostname == "localhost" or _is_loopback(parts.hostname or "")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "this is no address of the form https://host/path"
        raise ValueError(msg)
    if parts.scheme == "http" and not is_here:
        msg = "use https: http is only taken for addresses of this machine"
        raise ValueError(msg)
    if parts.username or parts.query or parts.fragment:
        msg = "use an address without user name, query and fragment"
        raise ValueError(msg)
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _decodable(key: str) -> str:
    decode_publishable_key(key)
    return key


def _secret_key(key: SecretStr) -> SecretStr:
    if not key.get_secret_value().startswith(_SECRET_PREFIXES):
        msg = "this is no secret key of Clerk: it begins with sk_test_ or sk_live_"
        raise ValueError(msg)
    return key


OutsideUrl = Annotated[str, AfterValidator(check_outside_url)]


class AuthProviderSettings(CommonSettings):
    """Which provider is in use. Without AUTH_PROVIDER it is Clerk if both of its keys
    are there, else our own."""

    auth_provider: AuthProvider | None = Field(None, description="None: see `provider`")
    clerk_publishable_key: Annotated[str, AfterValidator(_decodable)] | None = None
    clerk_secret_key: Annotated[SecretStr, AfterValidator(_secret_key)] | None = None

    @model_validator(mode="after")
    def _clerk_is_known(self) -> Self:
        if self.provider != "clerk":
            return self
        if self.clerk_publishable_key is None:
            msg = "CLERK_PUBLISHABLE_KEY is required with AUTH_PROVIDER=clerk"
            raise ValueError(msg)
        if self.clerk_secret_key is not None:
            secret = self.clerk_secret_key.get_secret_value()
            if secret.split("_")[1] != self.clerk_publishable_key.split("_")[1]:
                msg = (
                    "CLERK_PUBLISHABLE_KEY and CLERK_SECRET_KEY are of different"
                    " instances: one is a test key, the other a live one"
                )
                raise ValueError(msg)
        return self

    @property
    def provider(self) -> AuthProvider:
        """The provider in use."""
        if self.auth_provider:
            return self.auth_provider
        has_keys = self.clerk_publishable_key and self.clerk_secret_key
        return "clerk" if has_keys else "local"

    @property
    def clerk_host(self) -> str:
        """The host of Clerk's frontend API. Only where Clerk is in use."""
        return decode_publishable_key(self.clerk_publishable_key or "")

    @property
    def clerk_issuer(self) -> str:
        """`iss` of the instance's session tokens. Only where Clerk is in use."""
        return f"https://{self.clerk_host}"

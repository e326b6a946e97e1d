"""What the gateway reads from the environment."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator, model_validator
from pydantic_settings import NoDecode

from gateway.public_keys import read_public_key
from libs.common.auth_provider import AuthProviderSettings, OutsideUrl

IpNetwork = IPv4Network | IPv6Network
CommaSeparated = Annotated[tuple[str, ...], NoDecode]

_ANY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not bound to


def _pem(value: str) -> str:
    # Files of settings hold one line for each.
    text = value.replace("\\n", "\n")
    read_public_key(text)
    return text


def _origin(url: str) -> str:
    """Scheme, host and port as browsers write an origin. Raises ValueError."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = f"{url!r} is no origin of the form https://app.example.org"
        raise ValueError(msg)
    return f"{parts.scheme}://{parts.netloc}".lower()


class GatewaySettings(AuthProviderSettings):
    """Addresses, doors and limits. Times are in seconds, sizes in bytes."""

    service_name: ClassVar[str] = "gateway"

    bind: str = Field("127.0.0.1", description="Address of the public listener")
    port: int = Field(8000, ge=0, le=65535)
    internal_bind: str = Field("127.0.0.1", description="Never a public address")
    internal_port: int = Field(8001, ge=0, le=65535)

    upstream_auth: str = "http://127.0.0.1:8010"
    upstream_billing: str = "http://127.0.0.1:8011"
    upstream_social: str = "http://127.0.0.1:8012"
    upstream_analysis: str = "http://127.0.0.1:8013"
    upstream_analytics: str = "http://127.0.0.1:8014"
    upstream_insights: str = "http://127.0.0.1:8015"

    web_root: Path = Path("web/dist")
    allowed_hosts: CommaSeparated = Field(
        ("localhost", "127.0.0.1", "[::1]"),
        description="Names without port; `*.example.org` and `*` are understood",
    )
    cors_allowed_origins: CommaSeparated = Field(
        (), description="Origins beside our own, e.g. https://app.example.org"
    )
    trusted_proxies: CommaSeparated = Field(
        (), description="Addresses or networks whose X-Forwarded-* are believed"
    )
    public_url: str | None = Field(None, description="Where people find us")
    clerk_authorized_parties: CommaSeparated = Field(
        (), description="Origins whose pages may get Clerk's tokens for us (`azp`)"
    )
    clerk_jwks_url: OutsideUrl | None = Field(
        None, description="Where Clerk's keys are; else told by CLERK_PUBLISHABLE_KEY"
    )
    clerk_jwt_key: Annotated[str, AfterValidator(_pem)] | None = Field(
        None, description="Clerk's public key (PEM): its key set is then never asked"
    )

    requests_per_minute: int = Field(
        1200, ge=1, description="Per user, over all routes that know him"
    )
    analyses_per_hour: int = Field(20, ge=1, description="Per user; retries count too")
    chat_messages_per_hour: int = Field(100, ge=1, description="Per user")
    exports_per_day: int = Field(5, ge=1, description="Archives begun, per user")
    sign_ins_per_minute: int = Field(10, ge=1, description="Per address and route")
    token_refreshes_per_minute: int = Field(60, ge=1, description="Per address")

    connect_timeout_seconds: float = Field(2, gt=0)
    first_byte_timeout_seconds: float = Field(30, gt=0)
    idle_timeout_seconds: float = Field(60, gt=0)
    upstream_requests: int = Field(256, ge=1, description="Of each service, at once")
    upstream_waiting: int = Field(1024, ge=0, description="For their turn, at most")
    upstream_wait_seconds: float = Field(5, gt=0)
    upstream_streams: int = Field(
        20_000, ge=1, description="Of each service: streams, downloads, uploads"
    )
    stop_timeout_seconds: int = Field(10, ge=1, description="For requests under way")

    @field_validator(
        "allowed_hosts",
        "cors_allowed_origins",
        "trusted_proxies",
        "clerk_authorized_parties",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network, strict=False)
        return value

    @model_validator(mode="after")
    def _allows_its_own_address(self) -> Self:
        if self.bind not in _ANY_ADDRESS and self.bind not in self.allowed_hosts:
            own = f"[{self.bind}]" if ":" in self.bind else self.bind
            object.__setattr__(self, "allowed_hosts", (*self.allowed_hosts, own))
        return self

    @field_validator("clerk_authorized_parties")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_origin(origin) for origin in value)

    @model_validator(mode="after")
    def _knows_its_pages(self) -> Self:
        is_told = self.clerk_authorized_parties or self.public_url
        if (
            self.provider == "clerk"
            and self.environment == "production"
            and not is_told
        ):
            msg = (
                "CLERK_AUTHORIZED_PARTIES or PUBLIC_URL is required in production with"
                " AUTH_PROVIDER=clerk: the origins whose pages sign people in"
            )
            raise ValueError(msg)
        return self

    @property
    def authorized_parties(self) -> frozenset[str]:
        """Origins that a Clerk token may be made for: those that are set, else our own
        (PUBLIC_URL; outside production also by the names of this machine) and those of
        CORS_ALLOWED_ORIGINS."""
        if self.clerk_authorized_parties:
            return frozenset(self.clerk_authorized_parties)
        given = (self.public_url, *self.cors_allowed_origins)
        found = {_origin(origin) for origin in given if origin}
        if self.environment != "production":
            names = ("localhost", "127.0.0.1", "[::1]")
            found.update(f"http://{name}:{self.port}" for name in names)
        return frozenset(found)

    @property
    def trusted_networks(self) -> tuple[IpNetwork, ...]:
        """The networks of `trusted_proxies`."""
        return tuple(ip_network(n, strict=False) for n in self.trusted_proxies)

    @property
    def upstreams(self) -> dict[str, str]:
        """Service name → base URL without a slash at its end."""
        return {
            "auth": self.upstream_auth.rstrip("/"),
            "billing": self.upstream_billing.rstrip("/"),
            "social": self.upstream_social.rstrip("/"),
            "analysis": self.upstream_analysis.rstrip("/"),
            "analytics": self.upstream_analytics.rstrip("/"),
            "insights": self.upstream_insights.rstrip("/"),
        }

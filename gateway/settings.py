"""What the gateway reads from the environment."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, ClassVar, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import NoDecode

from libs.common.settings import CommonSettings

IpNetwork = IPv4Network | IPv6Network
CommaSeparated = Annotated[tuple[str, ...], NoDecode]

_ANY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not bound to


class GatewaySettings(CommonSettings):
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

    analyses_per_hour: int = Field(20, ge=1, description="Per user; retries count too")
    chat_messages_per_hour: int = Field(100, ge=1, description="Per user")
    sign_ins_per_minute: int = Field(10, ge=1, description="Per address and route")
    token_refreshes_per_minute: int = Field(60, ge=1, description="Per address")

    connect_timeout_seconds: float = Field(2, gt=0)
    first_byte_timeout_seconds: float = Field(30, gt=0)
    idle_timeout_seconds: float = Field(60, gt=0)
    stop_timeout_seconds: int = Field(10, ge=1, description="For requests under way")

    @field_validator(
        "allowed_hosts", "cors_allowed_origins", "trusted_proxies", mode="before"
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

"""Whose tokens are taken, and what is pinned for each: data, so that one can be added.

Nothing of it is ever read from a token but its issuer's name, which chooses the row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from libs.common.identity import Identity

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ServiceKeys:
    """The key set is asked of a service of ours."""

    service: str
    path: str


@dataclass(frozen=True, slots=True)
class OutsideKeys:
    """The key set is asked of its issuer; errors call that one by `name`."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class GivenKey:
    """The one public key (PEM) stands in the settings, whatever its tokens call it."""

    pem: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """One source of tokens. An `audience` of None is not looked at.

    `read_identity` makes the identity from verified claims; it raises ValueError,
    KeyError or TypeError for claims that it cannot read."""

    name: str
    audience: str | None
    algorithms: tuple[str, ...]
    required_claims: tuple[str, ...]
    keys: ServiceKeys | OutsideKeys | GivenKey
    read_identity: Callable[[Claims], Identity]


def _read_own_identity(claims: Claims) -> Identity:
    return Identity(
        user_id=UUID(claims["sub"]),
        owner_id=UUID(claims["owner"]),
        role=claims["role"],
        authenticated_by="session",
        session_id=UUID(claims["sid"]),
    )


OWN_ISSUER = Issuer(
    name="postscope",
    audience="postscope",
    algorithms=("EdDSA",),
    required_claims=("aud", "exp", "nbf", "iat", "sub", "sid", "role", "owner"),
    keys=ServiceKeys("auth", "/.well-known/jwks.json"),
    read_identity=_read_own_identity,
)

# The same keys and claims, but never taken for one another: the audience differs.
ADMIN_PAGES_ISSUER = replace(OWN_ISSUER, audience="postscope-admin")

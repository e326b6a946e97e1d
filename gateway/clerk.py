"""Clerk as an issuer: what is pinned of its session tokens, and where they come from.

Source: the token's claims as of 2026-08-21, clerk.com/docs/guides/sessions."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any

from gateway.exchange import Exchange
from gateway.issuers import Claims, GivenKey, Issuer, OutsideKeys
from gateway.settings import GatewaySettings
from libs.common.contracts.outside_users import OutsideSubject
from libs.common.http.same_origin import is_same_origin
from libs.common.identity import Identity
from libs.common.ids import derived_id

_MOST_CHARACTERS = 200
_READING = frozenset({"GET", "HEAD"})


def build_clerk_issuer(settings: GatewaySettings) -> Issuer:
    """The row of the table of issuers for the instance of the settings."""
    name = settings.clerk_issuer
    parties = settings.authorized_parties

    def read_identity(claims: Claims) -> Identity:
        # Absent where no browser asked for the token; null is not absent.
        if "azp" in claims and claims["azp"] not in parties:
            msg = "the token was made for a page that is none of ours"
            raise ValueError(msg)
        # `pending`: signed in, but something is left to do at Clerk (v2 only).
        if claims.get("sts", "active") != "active":
            msg = "the session is not active"
            raise ValueError(msg)
        subject, session = _text(claims["sub"]), _text(claims["sid"])
        user_id = OutsideSubject(issuer=name, subject=subject).user_id
        return Identity(
            user_id=user_id,
            owner_id=user_id,
            authenticated_by="session",
            session_id=derived_id(name, session),
        )

    jwt_key = settings.clerk_jwt_key
    return Issuer(
        name=name,
        # Clerk sets none; one that is added as a custom claim is not for us to judge.
        audience=None,
        algorithms=("RS256",),
        required_claims=("exp", "iat", "sub", "sid"),
        keys=GivenKey(jwt_key) if jwt_key else OutsideKeys("clerk", _key_set(settings)),
        read_identity=read_identity,
    )


class SessionCookie:
    """The cookie in which Clerk keeps the session token for pages of our own origin.

    Scripts can read it, so it is no secret from our pages; other sites' requests must
    not act by it."""

    def __init__(self, publishable_key: str) -> None:
        # Several instances of one machine share a jar: the one with the key's own
        # suffix comes first. Source: clerk/javascript, packages/shared/src/keys.ts.
        digest = hashlib.sha1(publishable_key.encode(), usedforsecurity=False).digest()
        suffix = urlsafe_b64encode(digest).decode()[:8]
        self.names = (f"__session_{suffix}", "__session")

    def read(self, exchange: Exchange) -> str | None:
        """The token of a request of the same origin; None without one."""
        header = exchange.headers.get(b"cookie")
        if header is None or not _is_same_origin(exchange):
            return None
        pairs = (pair.partition("=") for pair in header.decode("latin-1").split(";"))
        cookies = {name.strip(): value.strip() for name, _, value in pairs}
        found = (cookies.get(name) for name in self.names)
        return next((token for token in found if token), None)


def _is_same_origin(exchange: Exchange) -> bool:
    site = exchange.headers.get(b"sec-fetch-site")
    origin = exchange.headers.get(b"origin")
    if site is None and origin is None:
        # Hardly a browser. Of those that say neither, none does so of a change.
        return exchange.method in _READING
    return is_same_origin(
        site.decode("latin-1") if site is not None else None,
        origin.decode("latin-1") if origin is not None else None,
        exchange.host,
    )


def _key_set(settings: GatewaySettings) -> str:
    return settings.clerk_jwks_url or f"{settings.clerk_issuer}/.well-known/jwks.json"


def _text(value: Any) -> str:
    is_text = isinstance(value, str) and value.isprintable()
    if not is_text or not 0 < len(value) <= _MOST_CHARACTERS:
        msg = "a claim is no printable text of a sensible length"
        raise ValueError(msg)
    return str(value)

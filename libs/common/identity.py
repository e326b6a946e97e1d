"""Who is asking: signed once by the gateway, verified by services, nothing else is.

The header is `v1.<base64url JSON>.<base64url HMAC-SHA256>` and valid for 60 s."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError

from libs.common.clock import Clock
from libs.common.contracts.scopes import Scope
from libs.common.errors import Forbidden, NotAuthenticated
from libs.common.secret_keys import derive_key

IDENTITY_HEADER = "X-Postscope-Identity"
LIFETIME_SECONDS = 60
_CLOCK_SKEW_SECONDS = 5

Role = Literal["user", "admin"]
AuthenticatedBy = Literal["session", "api_key", "service"]


class Identity(BaseModel):
    """A verified caller. `owner_id` is the workspace whose objects may be seen.

    `scopes` None = all scopes (a session); `service` is set for calls from services;
    `session_id` is the session of the token, `api_key_id` the key that was sent, where
    there is one."""

    model_config = ConfigDict(frozen=True)

    user_id: UUID
    owner_id: UUID
    role: Role = "user"
    scopes: frozenset[str] | None = None
    authenticated_by: AuthenticatedBy = "session"
    session_id: UUID | None = None
    api_key_id: UUID | None = None
    service: str | None = None
    request_id: str = ""

    def has_scope(self, scope: str) -> bool:
        """Whether the caller may do what `scope` (`analysis:write`, ...) names."""
        return self.scopes is None or scope in self.scopes


class _Envelope(BaseModel):
    issued_at: float
    identity: Identity


class IdentityNotValid(NotAuthenticated):
    """The identity header is missing, altered or too old."""


class ScopeMissing(Forbidden):
    """The credential used does not carry the scope that is needed."""

    def __init__(self, scope: str) -> None:
        # RFC 6750, 3.1
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        super().__init__(
            f"This needs the scope {scope}.", headers={"WWW-Authenticate": challenge}
        )


class SessionRequired(Forbidden):
    """Asked with an API key for what only a person who has signed in may do."""

    message = "Sign in to do this: it is not possible with an API key."


class AdminOnly(Forbidden):
    """Only an administrator may do this."""

    message = "Only an administrator may do this."


class IdentitySigner:
    """Signs and verifies identities with one or two (rotation) secrets."""

    def __init__(self, secret: str, previous: str | None = None) -> None:
        self._key = derive_key(secret, "identity")
        keys = [self._key]
        if previous:
            keys.append(derive_key(previous, "identity"))
        self._accepted = tuple(keys)

    def sign(self, identity: Identity, now: datetime) -> str:
        """The header value for this identity, valid for 60 s from `now`."""
        envelope = _Envelope(issued_at=now.timestamp(), identity=identity)
        payload = urlsafe_b64encode(envelope.model_dump_json().encode())
        return f"v1.{payload.decode()}.{self._signature(self._key, payload)}"

    def verify(self, header: str, now: datetime) -> Identity:
        """The identity in a header. Raises IdentityNotValid."""
        version, _, rest = header.partition(".")
        payload, _, signature = rest.partition(".")
        encoded = payload.encode("utf-8", "replace")
        given = signature.encode("utf-8", "replace")
        is_genuine = any(
            hmac.compare_digest(self._signature(key, encoded).encode(), given)
            for key in self._accepted
        )
        if version != "v1" or not is_genuine:
            raise IdentityNotValid
        try:
            envelope = _Envelope.model_validate_json(urlsafe_b64decode(encoded))
        except (ValidationError, ValueError):
            raise IdentityNotValid from None
        age = now.timestamp() - envelope.issued_at
        if not -_CLOCK_SKEW_SECONDS <= age <= LIFETIME_SECONDS:
            raise IdentityNotValid
        return envelope.identity

    @staticmethod
    def _signature(key: bytes, payload: bytes) -> str:
        return urlsafe_b64encode(hmac.digest(key, b"v1." + payload, "sha256")).decode()


async def current_identity(request: Request) -> Identity:
    """The verified caller of this request. Raises IdentityNotValid (401)."""
    header = request.headers.get(IDENTITY_HEADER)
    if not header:
        raise IdentityNotValid
    signer: IdentitySigner = request.app.state.resources.identity_signer
    clock: Clock = request.app.state.resources.clock
    identity = signer.verify(header, clock.now())
    request.state.identity = identity
    return identity


CurrentIdentity = Annotated[Identity, Depends(current_identity)]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A dependency: the caller, who must be a user, hold the scope, and where it
    `is_session_only` have signed in. The API's description tells of it too."""

    scope: Scope
    is_session_only: bool = False

    async def __call__(self, identity: CurrentIdentity) -> Identity:
        """The caller. Raises IdentityNotValid, SessionRequired, ScopeMissing."""
        if identity.authenticated_by == "service":
            raise IdentityNotValid
        if self.is_session_only and identity.authenticated_by != "session":
            raise SessionRequired
        if not identity.has_scope(self.scope):
            raise ScopeMissing(self.scope)
        return identity


def require(scope: str) -> Requirement:
    """A dependency: the caller, who must be a user and hold the scope.

    Raises ValueError at once for a scope that there is not."""
    return Requirement(Scope(scope))


def require_session(scope: str) -> Requirement:
    """As `require`, for what no API key may do: whatever makes or ends credentials,
    changes how somebody signs in, or takes all of the account away."""
    return Requirement(Scope(scope), is_session_only=True)


async def require_admin(identity: CurrentIdentity) -> Identity:
    """A dependency: the caller, who must be an administrator."""
    if identity.role != "admin" or identity.authenticated_by == "service":
        raise AdminOnly
    return identity


def require_service(*allowed: str) -> Callable[[CurrentIdentity], Awaitable[Identity]]:
    """A dependency: the caller, who must be one of the named services."""

    async def dependency(identity: CurrentIdentity) -> Identity:
        if identity.service not in allowed:
            raise IdentityNotValid
        return identity

    return dependency


def service_identity(service: str, request_id: str) -> Identity:
    """The identity with which a service asks another one."""
    nobody = UUID(int=0)
    return Identity(
        user_id=nobody,
        owner_id=nobody,
        authenticated_by="service",
        service=service,
        request_id=request_id,
    )

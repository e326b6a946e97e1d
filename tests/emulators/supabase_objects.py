"""What the emulated Supabase Storage holds, and how it signs."""

import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import md5, sha256
from typing import Any
from uuid import uuid4

SECRET_KEY = "sb_secret_emulated_key_0123456789"


def legacy_key(role: str = "service_role") -> str:
    """A key of the old kind: a JWT with a role."""

    def part(value: object) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'HS256'})}.{part({'role': role})}.c2lnbmF0dXJl"


@dataclass
class StoredBytes:
    """An object."""

    content: bytes
    content_type: str
    metadata: dict[str, Any] | None
    id: str = field(default_factory=lambda: str(uuid4()))
    created_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat())

    @property
    def etag(self) -> str:
        """Quoted, as in headers."""
        return f'"{md5(self.content).hexdigest()}"'


@dataclass
class Upload:
    """A resumable upload under way."""

    bucket: str
    key: str
    size: int
    content_type: str
    metadata: dict[str, Any] | None
    received: bytearray = field(default_factory=bytearray)


class Refusal(Exception):
    """An error of the service."""

    def __init__(self, status: int, error: str, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.error, self.code, self.message = status, error, code, message


def sign(path: str, expires: float) -> str:
    """The token of a signed address."""
    body = urlsafe_b64encode(json.dumps([path, expires]).encode()).decode()
    return f"{body}.{hmac.new(b'emulated', body.encode(), sha256).hexdigest()}"


def read_token(token: str) -> str | None:
    """The path that a token opens, while it lasts."""
    body, _, signature = token.partition(".")
    expected = hmac.new(b"emulated", body.encode(), sha256).hexdigest()
    if not hmac.compare_digest(expected, signature):
        return None
    path, expires = json.loads(urlsafe_b64decode(body))
    return str(path) if time.time() < expires else None

"""Session tokens as the auth service makes them, and everything wrong with them."""

import base64
import json
import time
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from libs.common.ids import new_id


def encode_segment(value: object) -> str:
    """A part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class TokenMint:
    """One signing key and its id."""

    def __init__(self, key_id: str = "first") -> None:
        self.key_id = key_id
        self.private_key = Ed25519PrivateKey.generate()

    @property
    def public_bytes(self) -> bytes:
        """The raw public key (32 bytes)."""
        return self.private_key.public_key().public_bytes(
            Encoding.Raw, PublicFormat.Raw
        )

    @property
    def jwk(self) -> dict[str, str]:
        """The public key as it stands in a key set."""
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "alg": "EdDSA",
            "use": "sig",
            "kid": self.key_id,
            "x": encode_segment(self.public_bytes),
        }

    def claims(self, user_id: UUID | None = None, **overrides: Any) -> dict[str, Any]:
        """Claims of a good token; an override of None leaves the claim out."""
        user = str(user_id or new_id())
        now = int(time.time())
        claims = {
            "iss": "postscope",
            "aud": "postscope",
            "sub": user,
            "sid": str(new_id()),
            "role": "user",
            "owner": user,
            "iat": now,
            "nbf": now,
            "exp": now + 600,
            **overrides,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def issue(self, user_id: UUID | None = None, **overrides: Any) -> str:
        """A signed token."""
        return self.sign(self.claims(user_id, **overrides))

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """Any claims, signed; nothing is checked."""
        full = {"alg": "EdDSA", "typ": "JWT", "kid": self.key_id, **header}
        text = f"{encode_segment(full)}.{encode_segment(claims)}"
        return f"{text}.{encode_segment(self.private_key.sign(text.encode()))}"

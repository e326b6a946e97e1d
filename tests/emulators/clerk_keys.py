"""The keys of an emulated Clerk instance: session tokens, webhooks, publishable key."""

import base64
import hashlib
import hmac
import json
import secrets
import string
import time
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jwt.algorithms import RSAAlgorithm

HOST = "clerk.postscope.test"
ISSUER = f"https://{HOST}"
KEY_ID = "ins_test"
SECRET_KEY = "sk_test_" + "5" * 40
_ALPHABET = string.ascii_letters + string.digits


def publishable_key(host: str = HOST, prefix: str = "pk_test_") -> str:
    """The key that names the host of the frontend API."""
    return prefix + base64.b64encode(f"{host}$".encode()).decode().rstrip("=")


def new_clerk_id(prefix: str) -> str:
    """An id as Clerk makes them: `user_` and 27 characters."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(27))}"


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """The same key for the same name within a process: they take long to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class ClerkKeys:
    """Signs tokens and webhooks as one instance does."""

    def __init__(self, name: str = "first", key_id: str = KEY_ID) -> None:
        self.key_id = key_id
        self.private_key = rsa_key(name)
        self.webhook_secret = "whsec_" + base64.b64encode(b"w" * 24).decode()

    @property
    def pem(self) -> str:
        """The public key as the dashboard shows it."""
        public = self.private_key.public_key()
        return public.public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        ).decode()

    @property
    def private_pem(self) -> str:
        """The private key, which Clerk shows to nobody."""
        return self.private_key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode()

    @property
    def jwk(self) -> dict[str, Any]:
        """The public key as it stands in a key set."""
        told = RSAAlgorithm.to_jwk(self.private_key.public_key(), as_dict=True)
        kept = {name: told[name] for name in ("kty", "n", "e")}
        return {"use": "sig", "kid": self.key_id, "alg": "RS256", **kept}

    def claims(self, sub: str | None = "user_ada", **changes: Any) -> dict[str, Any]:
        """Claims of a good token, version 2; a change to None leaves a claim out."""
        now = int(time.time())
        claims = {
            "azp": "http://localhost:8000",
            "exp": now + 60,
            "fva": [0, -1],
            "iat": now,
            "iss": ISSUER,
            "jti": secrets.token_hex(10),
            "nbf": now - 10,
            "sid": "sess_1",
            "sts": "active",
            "sub": sub,
            "v": 2,
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def mint(self, sub: str | None = "user_ada", **changes: Any) -> str:
        """A session token."""
        return self.sign(self.claims(sub, **changes))

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """Any claims, signed by RS256; nothing is checked."""
        headers = {"kid": self.key_id, "cat": "cl_B7d4PD111AAA", "oiat": 1, **header}
        return jwt.encode(claims, self.private_key, algorithm="RS256", headers=headers)

    def sign_webhook(
        self, event_id: str, body: bytes, at: float | None = None
    ) -> dict[str, str]:
        """The headers of a delivery at that time (unix seconds; default now)."""
        timestamp = str(int(time.time() if at is None else at))
        key = base64.b64decode(self.webhook_secret.removeprefix("whsec_"))
        content = f"{event_id}.{timestamp}.".encode() + body
        digest = hmac.digest(key, content, hashlib.sha256)
        return {
            "svix-id": event_id,
            "svix-timestamp": timestamp,
            "svix-signature": f"v1,{base64.b64encode(digest).decode()}",
        }


def event_body(kind: str, data: Any, at_ms: int = 0) -> bytes:
    """A webhook's body."""
    event = {
        "object": "event",
        "type": kind,
        "timestamp": at_ms,
        "instance_id": KEY_ID,
        "event_attributes": {"http_request": {"client_ip": "", "user_agent": ""}},
        "data": data,
    }
    return json.dumps(event).encode()

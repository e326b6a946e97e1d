"""Links to stored objects that work for a while, without a session."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from libs.common.errors import Forbidden
from libs.common.storage.keys import check_key

MEDIA_PATH = "/media/"


class MediaLinkInvalid(Forbidden):
    """The link was not made by us, or was changed."""

    message = "This link to a file is not valid."


class MediaLinkExpired(Forbidden):
    """The link was ours and has run out."""

    message = "This link to a file has expired. Load the page again."


def sign_url(key: str, expires_at: datetime, secret: bytes) -> str:
    """The path `/media/<key>?expires=<Unix seconds>&signature=<base64url>`.

    `expires_at` is aware, cut to the second; the same moment gives the same path, so
    a caller that rounds it lets browsers keep the file. `secret` is a key derived for
    this purpose alone. Raises InvalidObjectKey."""
    if expires_at.tzinfo is None:
        raise ValueError("expires_at must be an aware time")
    expires = str(int(expires_at.timestamp()))
    signature = _sign(check_key(key), expires, secret)
    return f"{MEDIA_PATH}{key}?expires={expires}&signature={signature}"


def verify_signature(
    key: str,
    expires: str,
    signature: str,
    *,
    secrets: Sequence[bytes],
    now: datetime,
) -> datetime:
    """When the link runs out (UTC), for a link that is ours and still works.

    `expires` and `signature` are the texts of the query; `secrets` the present key and
    those it replaced. Compares in constant time.

    Raises MediaLinkInvalid, MediaLinkExpired, InvalidObjectKey."""
    check_key(key)
    given = signature.encode("utf-8", "surrogatepass")
    is_ours = False
    for secret in secrets:
        expected = _sign(key, expires, secret).encode()
        is_ours |= hmac.compare_digest(expected, given)
    if not is_ours:
        raise MediaLinkInvalid
    # Read only now: what is ours is a number as `sign_url` writes it.
    expires_at = datetime.fromtimestamp(int(expires), UTC)
    if expires_at <= now:
        raise MediaLinkExpired
    return expires_at


def _sign(key: str, expires: str, secret: bytes) -> str:
    # A key holds no line break, so no two pairs give the same message.
    message = f"{key}\n{expires}".encode("utf-8", "surrogatepass")
    digest = hmac.new(secret, message, sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()

"""The secret that webhooks are signed with, as it is shown: `whsec_<base64>`."""

from base64 import b64decode
from binascii import Error as NotBase64

_PREFIX = "whsec_"
_FEWEST_BYTES = 16


def check_webhook_secret(secret: str) -> None:
    """Raises ValueError for what is none.

    The library that verifies would take any text, and then refuse every webhook."""
    msg = "this is no signing secret: it is whsec_ and at least 16 bytes in base64"
    if not secret.startswith(_PREFIX):
        raise ValueError(msg)
    encoded = secret.removeprefix(_PREFIX).rstrip("=")
    try:
        key = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (NotBase64, ValueError):
        raise ValueError(msg) from None
    if len(key) < _FEWEST_BYTES:
        raise ValueError(msg)

"""A public key that a person puts into the settings."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def read_public_key(pem: str) -> RSAPublicKey:
    """The RSA public key of a PEM text. Raises ValueError."""
    msg = "this is no RSA public key in PEM (-----BEGIN PUBLIC KEY-----)"
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError(msg) from None
    if not isinstance(key, RSAPublicKey):
        raise ValueError(msg)  # noqa: TRY004 - the text is wrong, not its type
    return key

"""What the world sees of the keys."""

from pydantic import Field

from libs.common.schemas import Schema


class JsonWebKey(Schema):
    """A public key (RFC 7517, RFC 8037)."""

    kty: str = Field(description="Always `OKP`")
    crv: str = Field(description="Always `Ed25519`")
    x: str = Field(description="The public key, base64url")
    kid: str = Field(description="RFC 7638 thumbprint; the `kid` of a token's header")
    use: str = Field(description="Always `sig`")
    alg: str = Field(description="Always `EdDSA`")


class JsonWebKeySet(Schema):
    """The keys that verify access tokens."""

    keys: list[JsonWebKey] = Field(description="Newest first")

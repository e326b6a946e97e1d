"""What a request shows of who is asking, and who tells what it means."""

from gateway.caller import Caller, Verifier
from libs.common.api_key_format import PREFIX


def read_credential(headers: dict[bytes, bytes]) -> str | None:
    """The token or API key of a request: of `Authorization: Bearer`, else of
    `X-API-Key`. Never of the query, which is written into logs everywhere."""
    token = read_bearer(headers.get(b"authorization"))
    if token is not None:
        return token
    key = headers.get(b"x-api-key")
    if key is None:
        return None
    text = key.decode("latin-1").strip()
    # What is no key stays none in the place for keys, be it a token that holds.
    return text if text.startswith(PREFIX) else PREFIX


def read_bearer(authorization: bytes | None) -> str | None:
    """The token of an Authorization header of the scheme Bearer, else None."""
    if not authorization:
        return None
    scheme, _, token = authorization.decode("latin-1").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


class AnyCredential:
    """API keys, by how they begin, and session tokens, which is all else."""

    def __init__(self, tokens: Verifier, api_keys: Verifier) -> None:
        self._tokens = tokens
        self._api_keys = api_keys

    def recall(self, token: str) -> Caller | None:
        """The caller behind a credential that was verified before and still holds."""
        return self._of(token).recall(token)

    async def verify(self, token: str) -> Caller:
        """The caller. Raises as the verifier of its kind does."""
        return await self._of(token).verify(token)

    def _of(self, token: str) -> Verifier:
        return self._api_keys if token.startswith(PREFIX) else self._tokens

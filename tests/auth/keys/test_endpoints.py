"""The public keys over HTTP."""

from base64 import urlsafe_b64decode

import jwt

from services.auth.keys.key_pair import thumbprint
from tests.auth.running import Auth


class TestReadKeySet:
    async def test_first_question_makes_the_first_key(self, auth: Auth) -> None:
        answer = await auth.http.get("/.well-known/jwks.json")
        assert answer.status_code == 200
        (key,) = answer.json()["keys"]
        assert key["kty"] == "OKP"
        assert key["crv"] == "Ed25519"
        assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
        assert key["kid"] == (await auth.resources.signing_keys.current()).key_id

    async def test_key_verifies_a_token_offline(self, auth: Auth) -> None:
        token = (await auth.sign_up())["access_token"]
        answer = await auth.http.get("/.well-known/jwks.json")
        keys = jwt.PyJWKSet.from_dict(answer.json())
        header = jwt.get_unverified_header(token)
        key = keys[header["kid"]]
        claims = jwt.decode(
            token,
            key,
            algorithms=["EdDSA"],
            audience="postscope",
            issuer="postscope",
            options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
        assert claims["role"] == "user"
        assert header["alg"] == "EdDSA"

    def test_thumbprint_is_that_of_the_standard(self) -> None:
        # RFC 8037, appendix A.3

        x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
        assert (
            thumbprint(urlsafe_b64decode(x + "="))
            == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        )

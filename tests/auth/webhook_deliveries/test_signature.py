"""Signatures, held against the vectors of Standard Webhooks."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook

from services.auth.webhook_deliveries.signature import sign_headers

SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'


class TestSignHeaders:
    @pytest.mark.parametrize(
        ("timestamp", "signature"),
        [
            (1614260262, "v1,r0/MCP5k34vx2oFle3UNeuuptfPrS2kOFyEYQsox8y4="),
            (1614265330, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ],
    )
    @pytest.mark.parametrize("hours", [0, 5, -8])
    def test_signature_is_the_published_one_in_any_zone(
        self, timestamp: int, signature: str, hours: int
    ) -> None:
        zone = timezone(timedelta(hours=hours))
        at = datetime.fromtimestamp(timestamp, zone) + timedelta(milliseconds=900)
        headers = sign_headers(MESSAGE, BODY, [b64decode(SECRET)], at)
        assert headers["webhook-id"] == MESSAGE
        assert headers["webhook-timestamp"] == str(timestamp)
        assert headers["webhook-signature"] == signature
        assert headers["Content-Type"] == "application/json"

    def test_both_secrets_of_a_rotation_verify(self) -> None:
        secrets = [bytes([number]) * 32 for number in (1, 2, 3)]
        headers = sign_headers(MESSAGE, BODY, secrets[:2], datetime.now(UTC))
        for secret in secrets[:2]:
            assert Webhook(secret).verify(BODY, headers) == {"test": 2432232314}
        with pytest.raises(Exception, match="No matching signature"):
            Webhook(secrets[2]).verify(BODY, headers)

    def test_text_beyond_ascii_verifies(self) -> None:
        body = '{"name":"Zoë 🎬"}'.encode()
        headers = sign_headers(MESSAGE, body, [b"k" * 32], datetime.now(UTC))
        assert Webhook(b"k" * 32).verify(body, headers) == {"name": "Zoë 🎬"}

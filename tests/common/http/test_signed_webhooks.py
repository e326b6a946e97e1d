"""Webhooks of others: genuine ones pass, whatever else comes is refused alike."""

import base64
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.http.signed_webhooks import WebhookNotGenuine, WebhookVerifier
from libs.common.http.webhook_secrets import check_webhook_secret
from tests.emulators.clerk_keys import ClerkKeys

KEYS = ClerkKeys()
BODY = b'{"type": "user.created"}'
OTHER = "whsec_" + base64.b64encode(b"another secret of 24 byte").decode()


def verify(
    headers: dict[str, Any], body: bytes = BODY, secrets: tuple[str, ...] = ()
) -> str:
    verifier = WebhookVerifier(secrets or (KEYS.webhook_secret,), "svix")
    return verifier.verify(headers, body, datetime.now(UTC))


class TestVerify:
    def test_genuine_delivery_gives_its_id(self) -> None:
        assert verify(KEYS.sign_webhook("msg_1", BODY)) == "msg_1"

    @pytest.mark.parametrize("seconds", [-290, 290])
    def test_clocks_may_differ_by_minutes(self, seconds: int) -> None:
        verify(KEYS.sign_webhook("msg_1", BODY, time.time() + seconds))

    def test_previous_secret_is_taken_beside_the_present_one(self) -> None:
        signed = KEYS.sign_webhook("msg_1", BODY)
        assert verify(signed, secrets=(OTHER, KEYS.webhook_secret)) == "msg_1"

    def test_one_good_signature_of_several_is_enough(self) -> None:
        signed = KEYS.sign_webhook("msg_1", BODY)
        good = signed["svix-signature"]
        signed["svix-signature"] = f"v1a,Zm9v v1,{'A' * 44} {good}"
        assert verify(signed) == "msg_1"

    def test_body_need_not_be_json(self) -> None:
        assert verify(KEYS.sign_webhook("msg_1", b"hello"), b"hello") == "msg_1"

    @pytest.mark.parametrize(
        "changes",
        [
            {"svix-id": "msg_2"},
            {"svix-id": ""},
            {"svix-id": "msg\x00"},
            {"svix-id": "m" * 300},
            {"svix-timestamp": str(int(time.time()) + 1)},
            {"svix-timestamp": str(int(time.time()) - 301)},
            {"svix-timestamp": str(int(time.time()) + 301)},
            {"svix-timestamp": "nan"},
            {"svix-timestamp": "inf"},
            {"svix-timestamp": "soon"},
            {"svix-timestamp": "9" * 400},
            {"svix-signature": ""},
            {"svix-signature": "v1"},
            {"svix-signature": "v1,,"},
            {"svix-signature": "v1,é"},
            {"svix-signature": "v1,%%%"},
            {"svix-signature": f"v2,{'A' * 44}"},
        ],
        ids=" ".join,  # times differ between processes
    )
    def test_altered_delivery_is_refused(self, changes: dict[str, str]) -> None:
        signed = {**KEYS.sign_webhook("msg_1", BODY), **changes}
        with pytest.raises(WebhookNotGenuine):
            verify(signed)

    @pytest.mark.parametrize("name", ["svix-id", "svix-timestamp", "svix-signature"])
    def test_each_header_is_needed(self, name: str) -> None:
        signed = KEYS.sign_webhook("msg_1", BODY)
        del signed[name]
        with pytest.raises(WebhookNotGenuine):
            verify(signed)

    def test_old_delivery_that_was_signed_well_is_refused(self) -> None:
        for seconds in (-310, 310):
            signed = KEYS.sign_webhook("msg_1", BODY, time.time() + seconds)
            with pytest.raises(WebhookNotGenuine):
                verify(signed)

    def test_changed_body_and_foreign_secret_are_refused(self) -> None:
        signed = KEYS.sign_webhook("msg_1", BODY)
        with pytest.raises(WebhookNotGenuine):
            verify(signed, BODY + b" ")
        with pytest.raises(WebhookNotGenuine):
            verify(signed, b"\xff\xfe")
        with pytest.raises(WebhookNotGenuine):
            verify(signed, secrets=(OTHER,))

    def test_headers_of_another_name_are_not_read(self) -> None:
        signed = KEYS.sign_webhook("msg_1", BODY)
        renamed = {k.replace("svix", "webhook"): v for k, v in signed.items()}
        with pytest.raises(WebhookNotGenuine):
            verify(renamed)

    def test_without_a_secret_nothing_is_genuine(self) -> None:
        with pytest.raises(WebhookNotGenuine):
            WebhookVerifier((), "svix").verify(
                KEYS.sign_webhook("msg_1", BODY), BODY, datetime.now(UTC)
            )

    @given(st.text(), st.text(), st.text(), st.binary())
    def test_no_input_is_more_than_refused(
        self, event_id: str, timestamp: str, signature: str, body: bytes
    ) -> None:
        headers = {
            "svix-id": event_id,
            "svix-timestamp": timestamp,
            "svix-signature": signature,
        }
        with pytest.raises(WebhookNotGenuine):
            verify(headers, body)


class TestCheckWebhookSecret:
    def test_secret_as_it_is_shown_is_taken(self) -> None:
        check_webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    @pytest.mark.parametrize(
        "secret",
        [
            "",
            "whsec_",
            "whsec_c2hvcnQ=",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa%%",
            "whsec_MfKQ9r8GKYqrTwjUPD8I LPZIo2LaLaSw",
        ],
    )
    def test_what_cannot_be_one_is_refused(self, secret: str) -> None:
        with pytest.raises(ValueError, match="no signing secret"):
            check_webhook_secret(secret)

"""Links to media: ours alone, for their time, for their file."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from libs.common.storage.interface import InvalidObjectKey
from libs.common.storage.signing import (
    MediaLinkExpired,
    MediaLinkInvalid,
    sign_url,
    verify_signature,
)

SECRET = b"k" * 32
OTHER = b"o" * 32
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def _take_apart(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    assert parts.path.startswith("/media/")
    return (
        parts.path.removeprefix("/media/"),
        query["expires"][0],
        query["signature"][0],
    )


def _verify(key: str, expires: str, signature: str) -> datetime:
    return verify_signature(key, expires, signature, secrets=[SECRET], now=NOW)


class TestSignUrl:
    def test_signed_link_is_valid_until_its_time(self) -> None:
        link = _take_apart(sign_url("posts/a/0.png", LATER, SECRET))

        assert _verify(*link) == LATER

    def test_link_has_the_promised_form(self) -> None:
        url = sign_url("posts/a/0.png", datetime(2030, 1, 1, tzinfo=UTC), b"secret")

        # openssl dgst -sha256 -hmac secret, over the key, a line break and the time.
        assert url == (
            "/media/posts/a/0.png?expires=1893456000"
            "&signature=wrkIoyfeuEyX6Cvp7mGoqBsH6M_Vnu-H8e34bfHUnrM"
        )

    def test_same_moment_gives_the_same_link(self) -> None:
        first = sign_url("a", LATER, SECRET)

        assert first == sign_url("a", LATER + timedelta(microseconds=9), SECRET)

    def test_unsafe_key_is_not_signed(self) -> None:
        with pytest.raises(InvalidObjectKey):
            sign_url("../secret_key", LATER, SECRET)

    def test_time_without_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            sign_url("a", LATER.replace(tzinfo=None), SECRET)


class TestVerifySignature:
    def test_link_has_expired_at_its_second(self) -> None:
        link = _take_apart(sign_url("a", NOW, SECRET))

        with pytest.raises(MediaLinkExpired):
            _verify(*link)

    def test_later_time_cannot_be_written_in(self) -> None:
        key, expires, signature = _take_apart(sign_url("a", LATER, SECRET))

        with pytest.raises(MediaLinkInvalid):
            _verify(key, str(int(expires) + 1), signature)

    def test_other_file_cannot_be_written_in(self) -> None:
        _, expires, signature = _take_apart(sign_url("a/1", LATER, SECRET))

        with pytest.raises(MediaLinkInvalid):
            _verify("a/2", expires, signature)

    def test_link_of_another_secret_is_refused(self) -> None:
        with pytest.raises(MediaLinkInvalid):
            _verify(*_take_apart(sign_url("a", LATER, OTHER)))

    def test_link_of_the_previous_secret_still_works(self) -> None:
        link = _take_apart(sign_url("a", LATER, OTHER))

        assert verify_signature(*link, secrets=[SECRET, OTHER], now=NOW) == LATER

    def test_no_secret_accepts_nothing(self) -> None:
        with pytest.raises(MediaLinkInvalid):
            verify_signature("a", "1", "", secrets=[], now=NOW)

    @pytest.mark.parametrize("signature", ["", "ä", "\ud800", "A" * 43, "=" * 5000])
    def test_odd_signature_is_refused(self, signature: str) -> None:
        with pytest.raises(MediaLinkInvalid):
            _verify("a", "1893456000", signature)

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: f"0{text}",
            lambda text: f"+{text}",
            lambda text: f" {text}",
            lambda text: f"{text}.0",
            lambda text: text.replace("1", "١"),
            lambda text: "9" * 4000,
            lambda text: "",
        ],
    )
    def test_other_spelling_of_the_time_is_refused(
        self, change: Callable[[str], str]
    ) -> None:
        key, expires, signature = _take_apart(sign_url("a", LATER, SECRET))

        with pytest.raises(MediaLinkInvalid):
            _verify(key, change(expires), signature)

    @given(
        key=st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9._-]{1,8}x){0,3}", fullmatch=True),
        position=st.integers(min_value=0),
        letter=st.characters(),
    )
    def test_any_changed_letter_is_noticed(
        self, key: str, position: int, letter: str
    ) -> None:
        key, expires, signature = _take_apart(sign_url(key, LATER, SECRET))
        at = position % len(signature)
        assume(signature[at] != letter)

        with pytest.raises(MediaLinkInvalid):
            _verify(key, expires, signature[:at] + letter + signature[at + 1 :])

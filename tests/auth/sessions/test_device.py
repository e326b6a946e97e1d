"""Devices in a few words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.sessions.device import describe_device

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_ANDROID = "Mozilla/5.0 (Linux; Android 15; SM-S931B)"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"


class TestDescribeDevice:
    @pytest.mark.parametrize(
        ("user_agent", "device"),
        [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/2010 Firefox/133.0",
                "Firefox on Linux",
            ),
            (
                f"{_WINDOWS} {_WEBKIT} Chrome/131.0.0.0 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                f"{_WINDOWS} {_WEBKIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
                "Edge on Windows",
            ),
            (
                f"{_WINDOWS} {_WEBKIT} Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0",
                "Opera on Windows",
            ),
            (f"{_MAC} {_APPLE} Version/18.1 Safari/605.1.15", "Safari on macOS"),
            (
                f"{_IPHONE} {_APPLE} Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                f"{_IPHONE} {_APPLE} CriOS/131.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone",
            ),
            (
                f"{_IPHONE} {_APPLE} FxiOS/133.0 Mobile/15E148 Safari/604.1",
                "Firefox on iPhone",
            ),
            (
                f"{_ANDROID} {_WEBKIT} SamsungBrowser/27 Chrome/125 Mobile Safari/5",
                "Samsung Internet on Android",
            ),
            (
                f"Mozilla/5.0 (X11; CrOS x86_64 15917) {_WEBKIT} Chrome/131 Safari/5",
                "Chrome on ChromeOS",
            ),
            ("curl/8.11.0", "curl"),
            ("python-requests/2.32.3", "python-requests"),
            ("My program 1.0", "My"),
            ("x" * 400, "x" * 40),
            ("", None),
            (None, None),
        ],
    )
    def test_device_is_told_in_a_few_words(
        self, user_agent: str | None, device: str | None
    ) -> None:
        assert describe_device(user_agent) == device

    @given(st.text(max_size=500))
    def test_whatever_is_said_is_short_and_printable(self, user_agent: str) -> None:
        device = describe_device(user_agent)
        assert device is None or (len(device) <= 60 and device.isprintable())

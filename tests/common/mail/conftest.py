"""A mail to send."""

from datetime import UTC, datetime

import pytest

from libs.common.mail.interface import Mail


@pytest.fixture
def mail() -> Mail:
    """With everything that a mail can have."""
    return Mail(
        id="01a22d1640a774d595a9392f8d3b0236",
        at=datetime(2026, 11, 20, 12, tzinfo=UTC),
        to="zoë@bücher.example",
        subject="Bestätige\r\nBcc: eve@example.com",
        text="Guten Tag,\n\nhttps://postscope.example/#token=" + "x" * 90 + "\n",
        html="<p>Guten Tag</p>",
    )

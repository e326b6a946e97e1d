"""A mail's words, in both languages and both forms."""

from pathlib import Path
from string import Template

import pytest

from services.auth.mails import kinds
from services.auth.mails.kinds import KINDS, PATHS
from services.auth.mails.rendering import (
    LANGUAGES,
    MailTextMissing,
    language_of,
    write_mail,
)

TEXTS = Path(kinds.__file__).parent / "texts"
WORDS = {
    "name": "Ada",
    "link": "https://postscope.example/verify-email#token=abc",
    "public_url": "https://postscope.example",
    "email": "new@example.com",
}


def words_of(kind: str, language: str) -> set[str]:
    """The words that a text has room for."""
    text = (TEXTS / f"{kind}.{language}.txt").read_text("utf-8")
    return set(Template(text).get_identifiers())


class TestTexts:
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_is_there_in_every_language(self, kind: str) -> None:
        words = words_of(kind, "en")
        given = {word: f"<the {word}>" for word in words} | WORDS
        for language in LANGUAGES:
            assert words_of(kind, language) == words
            written = write_mail(kind, language, given)
            assert 10 < len(written.subject) < 90
            assert "$" not in written.subject + written.text + written.html
            assert all(given[word] in written.text for word in words)
            assert (WORDS["link"] in written.html) == (kind in PATHS)
            assert f'lang="{language}"' in written.html

    @pytest.mark.parametrize(
        ("tag", "language"),
        [("de", "de"), ("de-AT", "de"), ("en", "en"), ("pt-BR", "en"), ("deu", "en")],
    )
    def test_language_is_the_users_or_english(self, tag: str, language: str) -> None:
        assert language_of(tag) == language


class TestWriteMail:
    def test_words_of_users_are_text_on_one_line(self) -> None:
        hostile = "<script>\r\nBcc: eve@example.com $link ${link}"
        written = write_mail("verify_email", "en", {**WORDS, "name": hostile})
        assert "<script> Bcc: eve@example.com $link ${link}" in written.text
        assert "<script>" not in written.html
        assert "&lt;script&gt; Bcc:" in written.html

    def test_link_is_a_button_in_html(self) -> None:
        html = write_mail("reset_password", "en", WORDS).html
        assert f'<a href="{WORDS["link"]}"' in html

    @pytest.mark.parametrize("kind", ["unknown", "../texts/verify_email", "", "a/b"])
    def test_unknown_kind_is_said(self, kind: str) -> None:
        with pytest.raises(MailTextMissing):
            write_mail(kind, "en", WORDS)

    def test_missing_word_is_said(self) -> None:
        with pytest.raises(MailTextMissing, match="link"):
            write_mail("verify_email", "en", {"name": "Ada"})

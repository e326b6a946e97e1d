"""A mail's words, in both languages and both forms."""

import pytest

from services.auth.mails.kinds import KINDS, PATHS
from services.auth.mails.rendering import (
    LANGUAGES,
    MailTextMissing,
    language_of,
    write_mail,
)

WORDS = {
    "name": "Ada",
    "link": "https://postscope.example/verify-email#token=abc",
    "public_url": "https://postscope.example",
    "email": "new@example.com",
}


class TestTexts:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_is_there_in_every_language(
        self, kind: str, language: str
    ) -> None:
        written = write_mail(kind, language, WORDS)
        assert 10 < len(written.subject) < 70
        assert "\n" not in written.subject
        assert "Ada" in written.text
        for text in (written.text, written.html):
            assert "$" not in text
            assert (WORDS["link"] in text) == (kind in PATHS)
        assert f'lang="{language}"' in written.html

    @pytest.mark.parametrize("kind", KINDS)
    def test_languages_have_the_same_words_in_them(self, kind: str) -> None:
        known = {name: f"<{name}>" for name in WORDS}
        found = [
            {
                name
                for name in WORDS
                if f"<{name}>" in write_mail(kind, each, known).text
            }
            for each in LANGUAGES
        ]
        assert found[0] == found[1]

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

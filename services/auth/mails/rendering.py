"""A mail's text in one language, and the same as simple HTML; pure but for the files.

A file of `texts/` is `Subject: ...`, an empty line, and paragraphs. `$word` stands for
a parameter. A paragraph that is a link alone becomes a button."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template

_TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("en", "de")
_SUBJECT = "Subject: "

_PAGE = """\
<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="font: 16px/1.5 sans-serif; color: #1a1a1a; max-width: 34em">
{paragraphs}
</body>
</html>
"""
_BUTTON = (
    '<p><a href="{link}" style="display: inline-block; padding: 0.6em 1.2em; '
    'background: #1a1a1a; color: #fff; text-decoration: none">{label}</a></p>\n'
    '<p style="font-size: 13px; color: #555">{link}</p>'
)


class MailTextMissing(Exception):
    """There is no such kind of mail, or its text has a word that was not given."""


@dataclass(frozen=True, slots=True)
class Written:
    """A mail that is ready but for its address."""

    subject: str
    text: str
    html: str


def language_of(tag: str) -> str:
    """The language a user with this tag (`de-AT`, `fr`, ...) is written to."""
    language = tag.partition("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def write_mail(kind: str, language: str, words: Mapping[str, str]) -> Written:
    """The mail with its words in place. Raises MailTextMissing.

    Words are the users' own: each stays on one line and is text, never markup."""
    subject, body = _read(kind, language)
    plain = {name: " ".join(word.split()) for name, word in words.items()}
    try:
        subject = Template(subject).substitute(plain)
        text = Template(body).substitute(plain)
    except KeyError as error:
        raise MailTextMissing(f"{kind}.{language} needs {error}") from None
    html = _PAGE.format(
        language=language,
        subject=escape(subject),
        paragraphs="\n".join(_paragraph(part, subject) for part in text.split("\n\n")),
    )
    return Written(subject, text, html)


@cache
def _read(kind: str, language: str) -> tuple[str, str]:
    path = _TEXTS / f"{kind}.{language}.txt"
    # A kind may come from another service, so it could be the name of any file.
    if path.parent != _TEXTS or not kind.isidentifier() or not path.is_file():
        raise MailTextMissing(f"{kind}.{language}")
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    return head.removeprefix(_SUBJECT), body.strip() + "\n"


def _paragraph(text: str, label: str) -> str:
    stripped = text.strip()
    is_link = stripped.startswith(("http://", "https://")) and " " not in stripped
    if is_link:
        return _BUTTON.format(link=escape(stripped), label=escape(label))
    return f"<p>{escape(stripped)}</p>".replace("\n", "<br>\n")

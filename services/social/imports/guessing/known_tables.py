"""Tables that a platform's own export gives, told by their headings. Pure.

Seen in exports of 2020 to 2026, in the languages that are listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.social.imports.mapping import ImportField

TableName = Literal[
    "youtube_studio",
    "youtube_takeout",
    "linkedin_shares",
    "x_analytics",
    "youtube_totals",
]


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table that is known. `is_in_utc`: its times are, though they do not say so;
    `misleading` are fields that a heading only seems to name; `advice` is said where
    it has days and no posts."""

    name: TableName
    platform: str
    is_in_utc: bool = False
    misleading: frozenset[ImportField] = frozenset()
    advice: str | None = None

    @property
    def is_of_posts(self) -> bool:
        """Whether a row of it is a post."""
        return self.advice is None


def _words(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split(","))


_STUDIO_FIRST = _words(
    "content, video, videos, inhalte, inhalt, contenu, contenus, contenido, conteudo, "
    "contenuti, contenuto, tresci, icerik"
)
_STUDIO_TITLE = _words(
    "video title, videotitel, titre de la video, titulo del video, titulo do video, "
    "titolo del video, titolo video, tytul filmu, video basligi"
)
_VISIBILITY = _words(
    "privacy, datenschutz, sichtbarkeit, confidentialite, visibilite, privacidad, "
    "visibilidad, privacidade, visibilidade, visibilita"
)
_OF_A_POST = _words(
    "id, post id, tweet id, post url, url, link, permalink, post link, text, "
    "post text, tweet text, caption, title"
)
_TOTALS = {
    ("date", "views"),
    ("datum", "aufrufe"),
    ("date", "vues"),
    ("fecha", "visualizaciones"),
    ("data", "visualizacoes"),
    ("data", "visualizzazioni"),
}
_DAYS_ADVICE = (
    "This is X's account analytics: a line for each day, not for each post. Import the "
    "archive of your data instead (Settings, Your account, Download an archive)."
)
_TOTALS_ADVICE = (
    "This is the part of a YouTube Studio export that adds up days. Import the table "
    "beside it, “Table data.csv”: it has a line for each video."
)


def find_known_table(words: Sequence[str]) -> KnownTable | None:
    """The table with these headings (as `normalise` has them, in their order)."""
    names = frozenset(words)
    if names >= {"share link", "share commentary"}:
        return KnownTable("linkedin_shares", "linkedin", is_in_utc=True)
    if names & _STUDIO_TITLE and words[0] in _STUDIO_FIRST:
        # `Subscribers` are those that a video has won.
        won: frozenset[ImportField] = frozenset({"followers"})
        return KnownTable("youtube_studio", "youtube", misleading=won)
    if "video id" in names and any(word.startswith("video title") for word in words):
        return KnownTable("youtube_takeout", "youtube")
    return _find_days(words)


def _find_days(words: Sequence[str]) -> KnownTable | None:
    """A table that has a line for each day, and none for a post."""
    names = frozenset(words)
    if names >= {"date", "impressions"} and not names & _OF_A_POST:
        if names & {"engagements", "new follows"}:
            return KnownTable("x_analytics", "x", advice=_DAYS_ADVICE)
    elif len(words) == 2 and tuple(words) in _TOTALS:
        return KnownTable("youtube_totals", "youtube", advice=_TOTALS_ADVICE)
    return None


def find_visibility(known: KnownTable | None, words: Sequence[str]) -> int | None:
    """The place of the heading that says who may see a video; None: there is none."""
    if known is None or known.name != "youtube_takeout":
        return None
    return next((n for n, word in enumerate(words) if word in _VISIBILITY), None)

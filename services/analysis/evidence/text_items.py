"""Evidence of the form of the title and the text."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from libs.common.contracts.social import BaselinePost, PostDetail
from services.analysis.evidence import text_traits
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.comparing import compare, compare_trait
from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.wording.quoting import readable, shorten
from services.analysis.wording.wording import PostWords

# As much of the others' texts is at hand; of this one no more is counted beside them.
TEXT_COMPARED = 2_000
TRAITS: dict[str, Callable[[str], bool]] = {
    "question": text_traits.has_question,
    "number": text_traits.has_number,
    "price": text_traits.has_price,
    "capitals": text_traits.has_capitals,
}
COUNTS: dict[str, Callable[[str], int]] = {
    "hashtag_count": text_traits.count_hashtags,
    "mention_count": text_traits.count_mentions,
    "emoji_count": text_traits.count_emojis,
    "link_count": text_traits.count_links,
}


@dataclass(frozen=True, slots=True)
class _Texts:
    """What the post says, and the words."""

    title: str
    text: str
    words: PostWords

    @property
    def subject(self) -> str:
        """What is read as the headline: the title, or the text where there is none."""
        return "title" if self.title else "text"


def build_text_items(
    post: PostDetail, others: ComparableOthers, words: PostWords
) -> list[EvidenceItem]:
    """First words, lengths, traits of the headline, counts over title and text.

    The headline is the title, or the text of a post without one. Others are asked by
    their titles, or by the beginnings of their texts, as far as these are held."""
    texts = _Texts(readable(post.title), readable(post.content), words)
    if not texts.title and not texts.text:
        return []
    asked = [other for other in others.posts if _headline_of(other, texts)]
    items = [_build_first_words(texts)]
    if texts.title:
        items.append(_build_title_length(texts, asked))
    if texts.text:
        items.append(_build_text_length(texts, others))
    items += [
        compare_trait(
            _build_trait(name, texts),
            [other for other in asked if has_it(_headline_of(other, texts))],
            asked,
            others=others,
            words=words,
            sample=f"evidence.traits.{texts.subject}_sample",
        )
        for name, has_it in TRAITS.items()
    ]
    return items + [_build_count(kind, texts, others) for kind in COUNTS]


def _headline_of(other: BaselinePost, texts: _Texts) -> str:
    found = other.title if texts.subject == "title" else other.text
    return (found or "").strip()


def _build_first_words(texts: _Texts) -> EvidenceItem:
    is_title, words = bool(texts.title), texts.words
    name = "title" if is_title else "first_words"
    shown = shorten(texts.title) if is_title else text_traits.first_words(texts.text)
    return EvidenceItem(
        id="",
        kind="first_words",
        group="form",
        label=words.say(f"evidence.form.{name}"),
        value=shown,
        display=words.wording.quote(shown),
        basis=words.say(f"evidence.form.{name}_basis"),
        source=words.say("evidence.post_source"),
    )


def _build_title_length(texts: _Texts, titled: list[BaselinePost]) -> EvidenceItem:
    item = _build_length("title_length", texts.title, texts.words)
    lengths = [float(len((other.title or "").strip())) for other in titled]
    return compare(
        item,
        lengths,
        words=texts.words,
        show=lambda length: _show_characters(length, texts.words),
        sample="evidence.form.title_length_sample",
    )


def _build_text_length(texts: _Texts, others: ComparableOthers) -> EvidenceItem:
    item = _build_length("text_length", texts.text, texts.words)
    lengths = [float(other.text_length) for other in others.posts]
    # All zero means that nobody measured them, not that all are without text.
    return compare(
        item,
        lengths if any(lengths) else [],
        words=texts.words,
        show=lambda length: _show_characters(length, texts.words),
        sample="evidence.form.text_length_sample",
    )


def _show_characters(length: float, words: PostWords) -> str:
    # A median between two lengths is no length: half a character helps nobody.
    return words.numbers.count(math.floor(length + 0.5))


def _build_length(kind: str, text: str, words: PostWords) -> EvidenceItem:
    return EvidenceItem(
        id="",
        kind=kind,
        group="form",
        label=words.say(f"evidence.form.{kind}"),
        value=len(text),
        display=words.numbers.count(len(text)),
        unit="characters",
        basis=words.say("evidence.form.length_basis"),
        source=words.say("evidence.text_source"),
    )


def _build_trait(name: str, texts: _Texts) -> EvidenceItem:
    words, kind = texts.words, f"{texts.subject}_{name}"
    has_it = TRAITS[name]((texts.title or texts.text)[:TEXT_COMPARED])
    return EvidenceItem(
        id="",
        kind=kind,
        group="form",
        label=words.say(f"evidence.traits.label.{kind}"),
        value=has_it,
        display=words.say("evidence.yes" if has_it else "evidence.no"),
        basis=words.say(f"evidence.traits.{texts.subject}"),
        source=words.say("evidence.text_source"),
    )


def _build_count(kind: str, texts: _Texts, others: ComparableOthers) -> EvidenceItem:
    words, count = texts.words, COUNTS[kind]
    number = count(f"{texts.title[:TEXT_COMPARED]}\n{texts.text[:TEXT_COMPARED]}")
    item = EvidenceItem(
        id="",
        kind=kind,
        group="form",
        label=words.say(f"evidence.form.{kind}"),
        value=number,
        display=words.numbers.count(number),
        unit="count",
        basis=words.say("evidence.form.count_basis"),
        source=words.say("evidence.text_source"),
    )
    # Only where the text is held: a title alone says nothing about hashtags.
    known = [
        f"{other.title or ''}\n{other.text[:TEXT_COMPARED]}"
        for other in others.posts
        if other.text is not None
    ]
    return compare(
        item,
        [float(count(text)) for text in known] if texts.text else [],
        words=words,
        show=words.numbers.count,
        sample="evidence.form.count_sample",
    )

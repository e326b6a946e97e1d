"""Evidence of the form of the title and the text."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from libs.common.contracts.social import BaselinePost, PostDetail
from services.analysis.evidence import names, text_traits
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.comparing import compare, compare_trait
from services.analysis.evidence.display import show_count
from services.analysis.evidence.schemas import EvidenceItem

SOURCE = "counted in the text as published"


@dataclass(frozen=True, slots=True)
class _Trait:
    kind: str
    label: str
    has_it: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Count:
    kind: str
    label: str
    count: Callable[[str], int]


_TRAITS = (
    _Trait("question", "asks a question", text_traits.has_question),
    _Trait("number", "names a number", text_traits.has_number),
    _Trait(
        "capitals",
        "has words in capitals",
        lambda text: text_traits.count_capital_words(text) > 0,
    ),
)
_COUNTS = (
    _Count("hashtag_count", "Hashtags", text_traits.count_hashtags),
    _Count("mention_count", "Mentions", text_traits.count_mentions),
    _Count("emoji_count", "Emojis", text_traits.count_emojis),
    _Count("link_count", "Links", text_traits.count_links),
)


def build_text_items(post: PostDetail, others: ComparableOthers) -> list[EvidenceItem]:
    """First words, lengths, traits of the headline, counts over title and text.

    The headline is the title, or the text of a post without one. Others are compared
    by their titles and the lengths of their texts: nothing else of them is at hand."""
    title, text = (post.title or "").strip(), (post.content or "").strip()
    headline = title or text
    if not headline:
        return []
    _, many = names.format_names(post.format)
    sample = f"comparable {many}"
    titled = [other for other in others.posts if other.title]
    asked = titled if title else []
    items = [_build_first_words(headline, is_title=bool(title))]
    if title:
        items.append(_build_title_length(title, titled, f"{sample} with a title"))
    if text:
        items.append(_build_text_length(text, others, sample))
    items += [
        compare_trait(
            _build_trait(trait, headline, is_title=bool(title)),
            [other for other in asked if trait.has_it(other.title or "")],
            asked,
            others=others,
            sample=f"titles of {sample}",
        )
        for trait in _TRAITS
    ]
    whole = f"{title}\n{text}".strip()
    return items + [_build_count(count, whole) for count in _COUNTS]


def _show_characters(length: float) -> str:
    # A median between two lengths is no length: half a character helps nobody.
    return show_count(math.floor(length + 0.5))


def _build_first_words(headline: str, *, is_title: bool) -> EvidenceItem:
    words = text_traits.first_words(headline)
    return EvidenceItem(
        id="",
        kind="first_words",
        group="form",
        label="First words of the title" if is_title else "First words of the text",
        value=words,
        display=f"“{words}”",
        basis="first sentence, at most 12 words",
        source="the post as published",
    )


def _build_title_length(
    title: str, titled: list[BaselinePost], sample: str
) -> EvidenceItem:
    item = _build_length("title_length", "Title length", title)
    lengths = [float(len((other.title or "").strip())) for other in titled]
    return compare(item, lengths, show=_show_characters, sample=sample)


def _build_text_length(
    text: str, others: ComparableOthers, sample: str
) -> EvidenceItem:
    item = _build_length("text_length", "Text length", text)
    lengths = [float(other.text_length) for other in others.posts]
    # All zero means that nobody measured them, not that all are without text.
    return compare(
        item, lengths if any(lengths) else [], show=_show_characters, sample=sample
    )


def _build_length(kind: str, label: str, text: str) -> EvidenceItem:
    return EvidenceItem(
        id="",
        kind=kind,
        group="form",
        label=label,
        value=len(text),
        display=show_count(len(text)),
        unit="characters",
        basis="characters",
        source=SOURCE,
    )


def _build_trait(trait: _Trait, headline: str, *, is_title: bool) -> EvidenceItem:
    has_it = trait.has_it(headline)
    subject = "title" if is_title else "text"
    return EvidenceItem(
        id="",
        kind=f"{subject}_{trait.kind}",
        group="form",
        label=f"{subject.capitalize()} {trait.label}",
        value=has_it,
        display="yes" if has_it else "no",
        basis=subject,
        source=SOURCE,
    )


def _build_count(count: _Count, whole: str) -> EvidenceItem:
    number = count.count(whole)
    return EvidenceItem(
        id="",
        kind=count.kind,
        group="form",
        label=count.label,
        value=number,
        display=show_count(number),
        unit="count",
        basis="title and text",
        source=SOURCE,
        marks=("no_usual",),
    )

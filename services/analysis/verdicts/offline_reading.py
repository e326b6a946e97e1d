"""The evidence as the offline writer reads it, and the words that sentences need."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from libs.common.contracts.engagement import Interaction
from services.analysis.evidence.schemas import Contrast, EvidenceItem, EvidenceSet
from services.analysis.verdicts.schemas import Claim
from services.analysis.wording.quoting import isolate, readable, shorten
from services.analysis.wording.wording import PostWords, find_words

# Each platform's own choice first; the others where it is not known.
_RATES_FIRST = {
    "facebook": ("reach",),
    "instagram": ("reach", "followers"),
    "linkedin": ("impressions",),
    "x": ("impressions",),
}
_DENOMINATORS = ("views", "impressions", "reach", "followers")
_FEW = 8
_INTERACTIONS: tuple[Interaction, ...] = ("likes", "comments", "shares", "saves")
LONGEST_SUBJECT = 48
LIFTED = frozenset({"above", "outlier", "extreme"})


@dataclass(frozen=True)
class Reading:
    """One post's evidence in its own language."""

    evidence: EvidenceSet

    @cached_property
    def words(self) -> PostWords:
        """The catalogue that the evidence itself is written from."""
        subject = self.evidence.subject
        return find_words(subject.language, subject.platform, subject.format)

    def say(self, key: str, **values: object) -> str:
        """The sentence `verdict.<key>`."""
        return self.words.say(f"verdict.{key}", **values)

    def say_one_of(self, key: str, **values: object) -> str:
        """One of the phrasings of `verdict.<key>`: the same for the same post."""
        chance = self.evidence.subject.post_id.int
        return self.words.say_one_of(f"verdict.{key}", chance, **values)

    def has(self, key: str) -> bool:
        """Whether there is a sentence `verdict.<key>`."""
        return self.words.wording.has(f"verdict.{key}")

    @property
    def result(self) -> EvidenceItem:
        """The outlier item; every evidence set has it."""
        return self.get_item("outlier_multiple")

    @property
    def is_lifted(self) -> bool:
        """Above, outlier or extreme."""
        return self.evidence.verdict.band in LIFTED

    @property
    def has_usual(self) -> bool:
        """Whether anything may be said in comparison with the creator's own."""
        return self.evidence.verdict.baseline_state == "ready"

    @property
    def contrasts(self) -> tuple[Contrast, ...]:
        """What few of the others share, rarest first; empty without a baseline."""
        found = self.evidence.contrasts
        return found.rows if found is not None and self.has_usual else ()

    def find_item(self, kind: str) -> EvidenceItem | None:
        """The item of that kind, None if there is none."""
        return self.evidence.find_item(kind)

    def get_item(self, kind: str) -> EvidenceItem:
        """The item of that kind. Raises LookupError if there is none."""
        item = self.evidence.find_item(kind)
        if item is None:
            raise LookupError(f"no evidence of kind {kind}")
        return item

    def find_rate(self) -> EvidenceItem | None:
        """The engagement rate by the platform's own denominator, else the first.

        Where more people saw the post than follow, a rate by followers says more
        about the reach than about the reactions: then that by views comes first."""
        first = _RATES_FIRST.get(self.evidence.subject.platform, ())
        views = self.find_item("engagement_ratio_by_views")
        followers = self.find_item("engagement_ratio_by_followers")
        if views and followers and _as_float(views) < _as_float(followers):
            first = tuple(name for name in first if name != "followers")
        found = (
            self.find_item(f"engagement_ratio_by_{denominator}")
            for denominator in (*first, *_DENOMINATORS)
        )
        return next((item for item in found if item is not None), None)

    def show_by(self, rate: EvidenceItem) -> str:
        """ "by views"."""
        return self.say(f"by.{rate.kind.removeprefix('engagement_ratio_by_')}")

    def noun(self, count: float = 2) -> str:
        """ "views", "view"; "likes" where these are all that is known."""
        basis = self.result.basis or ""
        name = self.evidence.verdict.basis or "interactions"
        if name == "interactions" and " + " not in basis:
            for each in _INTERACTIONS:
                if self.words.interaction(each) == basis:
                    return self.words.interaction(each, count)
        return self.words.count_word(name, count)

    def show_result(self) -> str:
        """ "1.28 M views"."""
        value = self.evidence.verdict.value or 0
        return f"{self.words.numbers.short(value)} {self.noun(value)}"

    def count_beyond(self, *, lower: bool = False) -> int:
        """How many of the compared posts had more (or less) than this one."""
        drawn = self.result.comparison
        if drawn is None:
            return 0
        if lower:
            return sum(value < drawn.this for value in drawn.values)
        return sum(value > drawn.this for value in drawn.values)

    def subject(self) -> str:
        """What the post is about, quoted: its title, else its first words."""
        words = self.find_item("first_words")
        title = readable(self.evidence.subject.title)
        text = shorten(
            title or ("" if words is None else str(words.value)), LONGEST_SUBJECT
        )
        if not text:
            return self.say("ideas.subject_unknown")
        quoted = isolate(text.removesuffix("."))
        return self.words.say("quotation", text=quoted)

    def caution(self, count: int) -> str:
        """What keeps a small group from being read as a rule, or ""."""
        return self.say(f"caution.{count}") if 0 < count < _FEW else ""


def claim(text: str, *items: EvidenceItem | None) -> Claim:
    """A claim resting on these items, as a sentence begins."""
    return Claim(text=capitalise(text), evidence_ids=sort_ids(*items))


def sort_ids(*items: EvidenceItem | None) -> tuple[str, ...]:
    """The ids of the items there are, each once, E2 before E10; at most 12."""
    ids = {item.id for item in items if item is not None}
    return tuple(sorted(ids, key=_number_of))[:12]


def capitalise(text: str) -> str:
    """The first letter in upper case, the others as they are."""
    return text[:1].upper() + text[1:]


def list_present(*items: EvidenceItem | None) -> Iterator[EvidenceItem]:
    """Those there are."""
    return (item for item in items if item is not None)


def _as_float(item: EvidenceItem) -> float:
    return item.value if isinstance(item.value, float) else 0.0


def _number_of(evidence_id: str) -> int:
    return int(evidence_id.removeprefix("E"))

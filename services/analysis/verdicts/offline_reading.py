"""The evidence as the offline writer reads it: words for what stands there."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.analysis.evidence import names
from services.analysis.evidence.display import show_short
from services.analysis.evidence.schemas import EvidenceItem, EvidenceSet, Share
from services.analysis.verdicts.schemas import Claim

# Each platform's own choice first; the others where it is not known.
_RATES_FIRST = {
    "facebook": ("reach",),
    "instagram": ("reach", "followers"),
    "linkedin": ("impressions",),
    "x": ("impressions",),
}
_DENOMINATORS = ("views", "impressions", "reach", "followers")
_FEW = 8
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven")
LIFTED = frozenset({"above", "outlier", "extreme"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One post's evidence with the words that the sentences need."""

    evidence: EvidenceSet

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
    def account(self) -> str:
        """ "channel" or "account"."""
        return names.account_noun(self.evidence.subject.platform)

    @property
    def one(self) -> str:
        """ "Reel"."""
        return self.evidence.subject.format_singular

    @property
    def many(self) -> str:
        """ "Reels"."""
        return self.evidence.subject.format_plural

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
        """The engagement rate by the platform's own denominator, else the first."""
        first = _RATES_FIRST.get(self.evidence.subject.platform, ())
        found = (
            self.find_item(f"engagement_ratio_by_{denominator}")
            for denominator in (*first, *_DENOMINATORS)
        )
        return next((item for item in found if item is not None), None)

    def pick(self, options: Sequence[str]) -> str:
        """One of the phrasings, always the same one for the same post."""
        return options[self.evidence.subject.post_id.int % len(options)]

    @property
    def plural_noun(self) -> str:
        """ "views"; "likes" where likes are all that is known."""
        noun = self.result.basis or ""
        return "interactions" if " + " in noun else noun

    @property
    def result_noun(self) -> str:
        """`plural_noun`, or its singular where the post has one."""
        if self.evidence.verdict.value == 1:
            return singular(self.plural_noun)
        return self.plural_noun

    def show_result(self) -> str:
        """ "1.28 M views"."""
        return f"{show_short(self.evidence.verdict.value or 0)} {self.result_noun}"

    def count_beyond(self, *, lower: bool = False) -> int:
        """How many of the compared posts had more (or less) than this one."""
        drawn = self.result.comparison
        if drawn is None:
            return 0
        if lower:
            return sum(value < drawn.this for value in drawn.values)
        return sum(value > drawn.this for value in drawn.values)


def claim(text: str, *items: EvidenceItem | None) -> Claim:
    """A claim resting on these items."""
    return Claim(text=text, evidence_ids=sort_ids(*items))


def sort_ids(*items: EvidenceItem | None) -> tuple[str, ...]:
    """The ids of the items there are, each once, E2 before E10."""
    ids = {item.id for item in items if item is not None}
    return tuple(sorted(ids, key=_number_of))


def end_sentence(text: str) -> str:
    """The text with a full stop, unless a quotation at its end already closes it."""
    return text if text.endswith((".”", "!”", "?”", "…”")) else f"{text}."


def _number_of(evidence_id: str) -> int:
    return int(evidence_id.removeprefix("E"))


def singular(noun: str) -> str:
    """ "views" → "view", "replies" → "reply"."""
    return noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")


def capitalise(text: str) -> str:
    """The first letter in upper case, the others as they are."""
    return text[:1].upper() + text[1:]


def join_words(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def of_the_others(share: Share, verb: str, verb_many: str) -> str:
    """ "3 of the 34 others do", "none of the 34 others does"."""
    if share.count == 0:
        return f"none of the {share.total} others {verb}"
    if share.count == share.total:
        return f"all {share.total} others {verb_many}"
    return (
        f"{share.count} of the {share.total} others "
        f"{verb if share.count == 1 else verb_many}"
    )


def caution(count: int) -> str:
    """The sentence that keeps a small group from being read as a rule, or ""."""
    if count >= _FEW:
        return ""
    verb = "is" if count == 1 else "are"
    return (
        f" {capitalise(_WORDS[count])} {verb} few, so take this as a lead, not a rule."
    )


def shorten(text: str, limit: int = 48) -> str:
    """The text up to a word's end within the limit, then "…"."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[:limit].rsplit(" ", 1)[0].rstrip(",;:.-–— ")
    return f"{cut} …"

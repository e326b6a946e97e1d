"""What a model must answer about a post, and what is left of it once checked."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=240)
]
Sentences = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=900)
]
# An empty tuple is let through: the checker removes such a claim and reports it.
EvidenceIds = Annotated[tuple[str, ...], Field(max_length=12)]

RemovalReason = Literal["names_no_evidence", "unknown_evidence"]


class VerdictModel(BaseModel):
    """A frozen part of a verdict; keys that nobody asked for are dropped."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Claim(VerdictModel):
    """One statement and the evidence it rests on."""

    text: Sentences = Field(description="One to three plain sentences.")
    evidence_ids: EvidenceIds = Field(description="Ids such as E1 it rests on.")


class ContentObservation(VerdictModel):
    """What is to be seen, read and heard in the post, without judging it."""

    summary: Claim | None = Field(description="What the post is, in a sentence.")
    opening: Line | None = Field(description="Its first words, quoted, or null.")
    points: tuple[Claim, ...] = Field(max_length=12, description="What is observed.")


class ReplicableElement(VerdictModel):
    """Something that can be done again, and how."""

    element: Line = Field(description="What to do again, verb first.")
    how: Sentences = Field(description="How to do it, concretely.")
    evidence_ids: EvidenceIds = Field(description="Ids such as E1 it rests on.")


class PostIdea(VerdictModel):
    """A post that could be made next."""

    title: Line = Field(description="Its title or working title.")
    hook: Line = Field(description="Its first line, as it would be said or written.")
    format: Line = Field(description="What it is and how long.")
    why: Sentences = Field(description="What in the evidence speaks for it.")
    evidence_ids: EvidenceIds = Field(description="Ids such as E1 it rests on.")


class VerdictDraft(VerdictModel):
    """The answer a model must give. `viral_formula` is null where nothing stood out
    or no baseline is held."""

    virality_reasoning: tuple[Claim, ...] = Field(min_length=1, max_length=10)
    quick_takeaways: tuple[Claim, ...] = Field(min_length=3, max_length=5)
    creator_context: Claim
    content_observation: ContentObservation
    replicable_elements: tuple[ReplicableElement, ...] = Field(max_length=8)
    viral_formula: Claim | None = Field(description="One or two lines, or null.")
    improvements: tuple[Claim, ...] = Field(max_length=8)
    suggestions_for_future_posts: tuple[PostIdea, ...] = Field(
        min_length=4, max_length=4
    )


class Verdict(VerdictModel):
    """The checked answer: the draft's fields, less what nothing supports."""

    virality_reasoning: tuple[Claim, ...]
    quick_takeaways: tuple[Claim, ...]
    creator_context: Claim | None
    content_observation: ContentObservation
    replicable_elements: tuple[ReplicableElement, ...]
    viral_formula: Claim | None
    improvements: tuple[Claim, ...]
    suggestions_for_future_posts: tuple[PostIdea, ...]


class RemovedClaim(VerdictModel):
    """A statement that was taken out. `field` is its path in the draft
    (`quick_takeaways.1`), `named` the ids it gave that do not exist."""

    field: str
    text: str
    reason: RemovalReason
    named: tuple[str, ...] = ()


class CheckedVerdict(VerdictModel):
    """What may be shown, and what was removed for want of evidence."""

    verdict: Verdict
    removed: tuple[RemovedClaim, ...] = ()

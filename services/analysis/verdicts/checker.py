"""No sentence stands without a pointer to what was measured or observed."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from services.analysis.evidence.schemas import EvidenceSet
from services.analysis.verdicts.schemas import (
    CheckedVerdict,
    Claim,
    PostIdea,
    RemovalReason,
    RemovedClaim,
    ReplicableElement,
    Verdict,
    VerdictDraft,
)

Statement = Claim | ReplicableElement | PostIdea
StatementT = TypeVar("StatementT", Claim, ReplicableElement, PostIdea)


def find_unsupported(
    draft: VerdictDraft, evidence: EvidenceSet
) -> tuple[RemovedClaim, ...]:
    """The statements to send back to the model first, in the draft's order; empty
    where all stand. Those that stay unsupported are what `check_claims` removes."""
    return tuple(
        RemovedClaim(
            field=field,
            text=_text_of(statement),
            reason=reason,
            named=_unknown_ids(statement, evidence),
        )
        for field, statement in _list_statements(draft)
        if (reason := _find_reason(statement, evidence)) is not None
    )


def check_claims(draft: VerdictDraft, evidence: EvidenceSet) -> CheckedVerdict:
    """The draft without every claim, element and idea that names no evidence, or any
    id that does not exist, and the list of what was removed."""
    observation = draft.content_observation
    verdict = Verdict(
        virality_reasoning=_keep(draft.virality_reasoning, evidence),
        quick_takeaways=_keep(draft.quick_takeaways, evidence),
        creator_context=_keep_one(draft.creator_context, evidence),
        content_observation=observation.model_copy(
            update={
                "summary": _keep_one(observation.summary, evidence),
                "points": _keep(observation.points, evidence),
            }
        ),
        replicable_elements=_keep(draft.replicable_elements, evidence),
        viral_formula=_keep_one(draft.viral_formula, evidence),
        improvements=_keep(draft.improvements, evidence),
        suggestions_for_future_posts=_keep(
            draft.suggestions_for_future_posts, evidence
        ),
    )
    return CheckedVerdict(verdict=verdict, removed=find_unsupported(draft, evidence))


def _find_reason(statement: Statement, evidence: EvidenceSet) -> RemovalReason | None:
    if not statement.evidence_ids:
        return "names_no_evidence"
    return "unknown_evidence" if _unknown_ids(statement, evidence) else None


def _unknown_ids(statement: Statement, evidence: EvidenceSet) -> tuple[str, ...]:
    return tuple(name for name in statement.evidence_ids if name not in evidence.ids)


def _keep(
    statements: Sequence[StatementT], evidence: EvidenceSet
) -> tuple[StatementT, ...]:
    return tuple(
        statement
        for statement in statements
        if _find_reason(statement, evidence) is None
    )


def _keep_one(claim: Claim | None, evidence: EvidenceSet) -> Claim | None:
    if claim is None or _find_reason(claim, evidence) is not None:
        return None
    return claim


def _list_statements(draft: VerdictDraft) -> Iterator[tuple[str, Statement]]:
    lists: tuple[tuple[str, Sequence[Statement]], ...] = (
        ("virality_reasoning", draft.virality_reasoning),
        ("quick_takeaways", draft.quick_takeaways),
        ("content_observation.points", draft.content_observation.points),
        ("replicable_elements", draft.replicable_elements),
        ("improvements", draft.improvements),
        ("suggestions_for_future_posts", draft.suggestions_for_future_posts),
    )
    single: tuple[tuple[str, Claim | None], ...] = (
        ("creator_context", draft.creator_context),
        ("viral_formula", draft.viral_formula),
        ("content_observation.summary", draft.content_observation.summary),
    )
    for name, claim in single:
        if claim is not None:
            yield name, claim
    for name, statements in lists:
        for position, statement in enumerate(statements):
            yield f"{name}.{position}", statement


def _text_of(statement: Statement) -> str:
    match statement:
        case Claim():
            return statement.text
        case ReplicableElement():
            return f"{statement.element}: {statement.how}"
        case PostIdea():
            return f"{statement.title}: {statement.why}"

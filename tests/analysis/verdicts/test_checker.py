from typing import Any

import pytest
from pydantic import ValidationError

from services.analysis.verdicts.checker import check_claims, find_unsupported
from services.analysis.verdicts.schemas import (
    Claim,
    ContentObservation,
    PostIdea,
    ReplicableElement,
    VerdictDraft,
)
from tests.analysis.building import gather, make_others, make_post

EVIDENCE = gather(make_post(), make_others([100] * 10))


def make_claim(text: str = "It has views.", *ids: str) -> Claim:
    return Claim(text=text, evidence_ids=ids or ("E1",))


def make_idea(title: str = "Again", *ids: str) -> PostIdea:
    return PostIdea(
        title=title,
        hook="Once more.",
        format="Video",
        why="It ran well.",
        evidence_ids=ids or ("E1",),
    )


def make_draft(**overrides: Any) -> VerdictDraft:
    values: dict[str, Any] = {
        "virality_reasoning": (make_claim(),),
        "quick_takeaways": (make_claim("One."), make_claim("Two."), make_claim("Six.")),
        "creator_context": make_claim("A maker."),
        "content_observation": ContentObservation(
            summary=make_claim("A video."), opening=None, points=(make_claim("Glue."),)
        ),
        "replicable_elements": (
            ReplicableElement(element="Glue", how="Slowly.", evidence_ids=("E1",)),
        ),
        "viral_formula": make_claim("Glue and patience."),
        "improvements": (make_claim("Less glue."),),
        "suggestions_for_future_posts": (make_idea(),) * 4,
    }
    return VerdictDraft(**{**values, **overrides})


UNSUPPORTED = Claim(text="The hour made it.", evidence_ids=())


class TestCheckClaims:
    def test_supported_draft_stays_whole(self) -> None:
        draft = make_draft()
        checked = check_claims(draft, EVIDENCE)

        assert checked.removed == ()
        assert checked.verdict.model_dump() == draft.model_dump()

    @pytest.mark.parametrize(
        ("ids", "reason", "named"),
        [
            ((), "names_no_evidence", ()),
            (("E999",), "unknown_evidence", ("E999",)),
            (("E1", "e1"), "unknown_evidence", ("e1",)),
            (("",), "unknown_evidence", ("",)),
        ],
    )
    def test_claim_on_nothing_is_removed_and_reported(
        self, ids: tuple[str, ...], reason: str, named: tuple[str, ...]
    ) -> None:
        wrong = Claim(text="The hour made it.", evidence_ids=ids)
        draft = make_draft(virality_reasoning=(make_claim("Kept."), wrong))
        checked = check_claims(draft, EVIDENCE)

        assert [claim.text for claim in checked.verdict.virality_reasoning] == ["Kept."]
        (removed,) = checked.removed
        assert removed.field == "virality_reasoning.1"
        assert removed.text == "The hour made it."
        assert (removed.reason, removed.named) == (reason, named)

    def test_every_field_is_checked(self) -> None:
        draft = make_draft(
            virality_reasoning=(UNSUPPORTED,),
            quick_takeaways=(make_claim(), make_claim(), UNSUPPORTED),
            creator_context=UNSUPPORTED,
            content_observation=ContentObservation(
                summary=UNSUPPORTED, opening="Glue", points=(UNSUPPORTED,)
            ),
            replicable_elements=(
                ReplicableElement(element="Glue", how="Slowly.", evidence_ids=()),
            ),
            viral_formula=UNSUPPORTED,
            improvements=(UNSUPPORTED,),
            suggestions_for_future_posts=(
                *(make_idea(),) * 3,
                make_idea("Wrong", "E77"),
            ),
        )
        checked = check_claims(draft, EVIDENCE)
        verdict = checked.verdict

        assert {removed.field for removed in checked.removed} == {
            "creator_context",
            "viral_formula",
            "content_observation.summary",
            "content_observation.points.0",
            "virality_reasoning.0",
            "quick_takeaways.2",
            "replicable_elements.0",
            "improvements.0",
            "suggestions_for_future_posts.3",
        }
        assert verdict.creator_context is None
        assert verdict.viral_formula is None
        assert verdict.content_observation.summary is None
        assert verdict.content_observation.points == ()
        assert verdict.content_observation.opening == "Glue"
        assert len(verdict.quick_takeaways) == 2
        assert len(verdict.suggestions_for_future_posts) == 3

    def test_what_is_sent_back_is_what_would_be_removed(self) -> None:
        draft = make_draft(improvements=(UNSUPPORTED, make_claim()))

        assert find_unsupported(draft, EVIDENCE) == (
            check_claims(draft, EVIDENCE).removed
        )


class TestVerdictDraft:
    @pytest.mark.parametrize("count", [0, 3, 5])
    def test_other_than_four_ideas_are_refused(self, count: int) -> None:
        with pytest.raises(ValidationError):
            make_draft(suggestions_for_future_posts=(make_idea(),) * count)

    @pytest.mark.parametrize("count", [2, 6])
    def test_other_than_three_to_five_takeaways_are_refused(self, count: int) -> None:
        with pytest.raises(ValidationError):
            make_draft(quick_takeaways=(make_claim(),) * count)

    def test_blank_claim_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            Claim(text="  ", evidence_ids=("E1",))

    def test_answer_as_json_is_read(self) -> None:
        draft = make_draft()

        assert VerdictDraft.model_validate_json(draft.model_dump_json()) == draft

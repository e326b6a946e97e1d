import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given

from libs.common.contracts.social import (
    BaselinePost,
    PostDetail,
    PostMetrics,
    TranscriptSegment,
)
from services.analysis.evidence.schemas import EvidenceItem, EvidenceSet
from services.analysis.verdicts.checker import check_claims
from services.analysis.verdicts.offline_writer import write_offline_verdict
from services.analysis.verdicts.schemas import Claim, VerdictDraft
from tests.analysis.building import (
    MOMENT,
    gather,
    id_of,
    make_other,
    make_others,
    make_post,
)
from tests.analysis.strategies import posts_with_others

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
CAUSES = re.compile(
    r"\b(because|caused?|thanks to|due to|led to|drove|made it|viral|benchmark)\b", re.I
)
COMPARING = re.compile(
    r"\b(its usual|’s usual|usual for|than usual|as usual|the usual \d|median|others)\b"
)


# Only our own words are judged, not those quoted from the post.
WORDLESS = {
    "title": None,
    "content": None,
    "transcript": None,
    "transcript_segments": (),
}


def write(post: PostDetail, others: list[BaselinePost]) -> VerdictDraft:
    return write_offline_verdict(gather(post, others))


def list_claims(draft: VerdictDraft) -> Iterator[Claim]:
    yield from draft.virality_reasoning
    yield from draft.quick_takeaways
    yield from draft.improvements
    yield from draft.content_observation.points
    yield draft.creator_context
    single = (draft.viral_formula, draft.content_observation.summary)
    yield from (claim for claim in single if claim is not None)
    for element in draft.replicable_elements:
        yield Claim(
            text=f"{element.element}. {element.how}", evidence_ids=element.evidence_ids
        )
    for idea in draft.suggestions_for_future_posts:
        yield Claim(text=f"{idea.why} {idea.format}", evidence_ids=idea.evidence_ids)


def numbers_of(item: EvidenceItem) -> set[str]:
    """All numbers that stand in an item, or follow from counting what it shows."""
    texts = [item.display, item.label, item.usual_display, item.difference_display]
    texts += [item.basis, item.detail, str(item.value), str(item.sample_size)]
    texts += [figure.statement for figure in item.published]
    texts += [str(figure.year) for figure in item.published]
    if item.share is not None:
        texts += [str(item.share.count), str(item.share.total)]
        texts.append(item.share.multiple_display)
    if item.comparison is not None:
        drawn = item.comparison
        texts.append(str(sum(value > drawn.this for value in drawn.values)))
        texts.append(str(sum(value < drawn.this for value in drawn.values)))
    return {number for text in texts if text for number in NUMBER.findall(text)}


def peer_counts(evidence: EvidenceSet) -> set[str]:
    """The numbers that follow from counting the others behind E1, and the count of
    traits that were looked at with how many of these chance would give."""
    counted = range(len(evidence.others) + 1)
    found = {str(number) for number in counted} | {"3"}
    if evidence.contrasts is not None:
        found.add(str(evidence.contrasts.considered))
        found.add(f"{evidence.contrasts.expected_by_chance:.1f}")
    return found


def short_form(evidence: EvidenceSet) -> set[str]:
    """The value of the result as "1.28 M": a shorter spelling of what E1 shows."""
    value = evidence.verdict.value or 0
    for size in (1, 1e3, 1e6, 1e9):
        if value / size < 1_000.5:
            return {f"{value / size:.{places}f}" for places in (0, 1, 2)}
    return {f"{value / 1e9:,.0f}"}


def read_all(draft: VerdictDraft) -> str:
    return "\n".join(claim.text for claim in list_claims(draft))


class TestAnyPost:
    @given(posts_with_others())
    def test_nothing_is_removed_and_the_counts_are_kept(
        self, given_posts: tuple[PostDetail, list[BaselinePost]]
    ) -> None:
        evidence = gather(*given_posts)
        draft = write_offline_verdict(evidence)

        assert check_claims(draft, evidence).removed == ()
        assert len(draft.suggestions_for_future_posts) == 4
        assert 3 <= len(draft.quick_takeaways) <= 4
        assert len(draft.virality_reasoning) <= 10
        assert draft.improvements
        assert write_offline_verdict(evidence) == draft

    @given(posts_with_others())
    def test_every_number_stands_in_the_evidence_named(
        self, given_posts: tuple[PostDetail, list[BaselinePost]]
    ) -> None:
        evidence = gather(*given_posts)
        items = {item.id: item for item in evidence.items}
        needed = {str(evidence.verdict.needed), str(evidence.verdict.sample_size)}

        for claim in list_claims(write_offline_verdict(evidence)):
            allowed = set(needed)
            for name in claim.evidence_ids:
                allowed |= numbers_of(items[name])
            if "E1" in claim.evidence_ids:
                allowed |= short_form(evidence) | peer_counts(evidence)
            trimmed = {number.rstrip("0").rstrip(".") for number in allowed} | allowed
            assert set(NUMBER.findall(claim.text)) <= trimmed, claim

    @given(posts_with_others())
    def test_no_cause_is_claimed_and_no_praise_given(
        self, given_posts: tuple[PostDetail, list[BaselinePost]]
    ) -> None:
        post, others = given_posts
        draft = write(post.model_copy(update=WORDLESS), others)

        assert not CAUSES.search(read_all(draft))
        assert "!" not in read_all(draft)

    @given(posts_with_others())
    def test_without_a_baseline_nothing_is_compared(
        self, given_posts: tuple[PostDetail, list[BaselinePost]]
    ) -> None:
        post, others = given_posts
        evidence = gather(post.model_copy(update=WORDLESS), others[:7])
        draft = write_offline_verdict(evidence)

        assert evidence.verdict.baseline_state != "ready"
        assert not COMPARING.search(read_all(draft))
        assert draft.viral_formula is None


class TestBands:
    @pytest.mark.parametrize(
        ("views", "band"),
        [
            (500, "below"),
            (1_000, "usual"),
            (2_000, "above"),
            (5_000, "outlier"),
            (20_000, "extreme"),
        ],
    )
    def test_result_comes_first_with_its_number(self, views: int, band: str) -> None:
        evidence = gather(
            make_post(metrics=PostMetrics(views=views)), make_others([1_000] * 12)
        )
        first = write_offline_verdict(evidence).virality_reasoning[0]

        assert evidence.verdict.band == band
        assert evidence.items[0].difference_display is not None
        assert evidence.items[0].difference_display in first.text
        assert first.evidence_ids == ("E1",)

    @pytest.mark.parametrize("name", ["a", "b", "c", "d"])
    def test_usual_has_nothing_to_explain(self, name: str) -> None:
        post = make_post(id=id_of(name), metrics=PostMetrics(views=1_100))
        draft = write(post, make_others([1_000] * 12))

        assert "There is nothing to explain" in draft.virality_reasoning[0].text or (
            "there is nothing to explain" in draft.virality_reasoning[0].text
        )
        assert draft.viral_formula is None

    def test_phrasing_differs_between_posts(self) -> None:
        others = make_others([100] * 12)
        texts = {
            write(make_post(id=id_of(str(n))), others).virality_reasoning[0].text
            for n in range(12)
        }

        assert len(texts) > 1

    def test_below_prescribes_nothing_to_repeat(self) -> None:
        draft = write(
            make_post(metrics=PostMetrics(views=10)), make_others([1_000] * 12)
        )

        assert draft.replicable_elements == ()
        assert "none of them had less" in draft.virality_reasoning[0].text.lower()

    def test_interval_that_crosses_a_band_is_said(self) -> None:
        others = make_others([200, 250, 300, 310, 320, 330, 600, 900])
        draft = write(make_post(), others)

        assert "At the lower end this would be above the usual" in read_all(draft)

    def test_young_post_may_still_change(self) -> None:
        post = make_post(metrics_as_of=MOMENT + timedelta(days=3))

        assert "may still change" in read_all(write(post, make_others([100] * 9)))


class TestWithoutBaseline:
    def test_count_held_and_needed_are_told(self) -> None:
        post = make_post(platform="instagram", format="reel")
        others = make_others([100] * 5, format="reel")

        text = write(post, others).virality_reasoning[0].text
        assert text.startswith(
            "Too few Reels to call it. 5 are held, 8 are needed before a multiple "
            "means anything."
        )

    def test_missing_time_is_told(self) -> None:
        draft = write(make_post(published_at=None), make_others([100] * 20))

        assert "publishing time is not known" in draft.virality_reasoning[0].text
        assert "publishing time" in draft.improvements[0].text

    def test_unknown_account_kind_gets_both_figures_and_says_so(self) -> None:
        metrics = PostMetrics(likes=50, comments=5, followers=20_000)
        post = make_post(platform="instagram", format="reel", metrics=metrics)

        text = read_all(write(post, []))
        assert "Brands on Instagram" in text
        assert "Creators with 10\u00a0k to 100\u00a0k followers" in text
        assert "Which of the two this account is, is not known." in text

    def test_post_with_only_likes_is_told_in_likes(self) -> None:
        post = make_post(metrics=PostMetrics(likes=312))
        others = [make_other(f"p{n}", metrics=PostMetrics(likes=100)) for n in range(9)]

        assert "312 likes" in write(post, others).virality_reasoning[0].text


class TestFindings:
    def test_rare_title_trait_is_told_as_a_lead(self) -> None:
        others = [
            *make_others([100] * 20),
            *(
                make_other(f"n{n}", title="7 nails", metrics=PostMetrics(views=200))
                for n in range(3)
            ),
        ]
        text = read_all(write(make_post(title="A 40 dollar chair"), others))

        assert (
            "The title names a number; 3 of the 23 others do, and ran at 2.0×" in text
        )
        assert "Three are few, so take this as a lead, not a rule." in text
        assert "only the next video can show" in text

    def test_trait_that_did_no_better_before_is_not_prescribed(self) -> None:
        others = [
            *make_others([100] * 20),
            *(
                make_other(f"n{n}", title="7 nails", metrics=PostMetrics(views=100))
                for n in range(3)
            ),
        ]
        draft = write(make_post(title="A 40 dollar chair"), others)

        assert "3 of the 23 others do, and did as usual with it" in read_all(draft)
        assert "Name a number in the title" not in {
            element.element for element in draft.replicable_elements
        }

    def test_usual_hour_is_ruled_out(self) -> None:
        text = read_all(write(make_post(), make_others([100] * 12)))

        assert "It was not the hour." in text

    def test_spoken_opening_is_quoted(self) -> None:
        segment = TranscriptSegment(start_seconds=0.4, end_seconds=4, text="Glue it.")
        draft = write(make_post(transcript_segments=(segment,)), [])

        assert draft.content_observation.opening == "Glue it."
        assert "Speech begins at 0:00.4: “Glue it.”" in read_all(draft)

    def test_invented_account_is_told_as_such(self) -> None:
        draft = write(make_post(is_invented=True), [])

        assert "invented" in draft.creator_context.text

"""The verdicts an editor would read: each sentence once, true, in one language."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from services.analysis.evidence.schemas import EvidenceSet
from services.analysis.verdicts.checker import check_claims
from services.analysis.verdicts.offline_writer import write_offline_verdict
from services.analysis.verdicts.schemas import Claim, VerdictDraft
from services.analysis.wording.wording import LANGUAGES
from tests.analysis.building import gather
from tests.analysis.verdicts.scenes import TEXTS, Scene, build_scene, list_scenes

SCENES = list_scenes()
EVERY_SCENE = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
QUOTED = re.compile("[“„][^“”„]*[”“]")
SENTENCE = re.compile(r"(?<=[.:])\s+(?=[^\W\d_])")
MULTIPLE = re.compile(r"\d+(?:[.,]\d+)*(?=×|-Fache)")
# Words that one language has and the other has not.
ONLY = {
    "en": {"the", "and", "of", "this", "with", "others", "usual", "none", "held"},
    "de": {"der", "die", "das", "und", "ist", "nicht", "anderen", "üblich", "mit"},
}


def list_texts(draft: VerdictDraft) -> Iterator[str]:
    yield from (claim.text for claim in list_claims(draft))
    for element in draft.replicable_elements:
        yield from (element.element, element.how)
    for idea in draft.suggestions_for_future_posts:
        yield from (idea.title, idea.hook, idea.format, idea.why)


def list_claims(draft: VerdictDraft) -> Iterator[Claim]:
    yield from draft.virality_reasoning
    yield from draft.quick_takeaways
    yield from draft.improvements
    yield from draft.content_observation.points
    single = (
        draft.creator_context,
        draft.viral_formula,
        draft.content_observation.summary,
    )
    yield from (claim for claim in single if claim is not None)


def our_words(text: str) -> str:
    return QUOTED.sub("", text)


def list_labels(evidence: EvidenceSet) -> Iterator[str]:
    for item in evidence.items:
        texts = [item.label, item.display, item.basis, item.sample, item.detail]
        texts += [item.difference_display, item.usual_display]
        yield from (text for text in (*texts, item.source) if text)
        for figure in item.published:
            yield from (figure.statement, figure.metric, figure.n or "")
            yield from (figure.denominator, figure.note or "")
    yield from (missing.message for missing in evidence.missing)
    if evidence.contrasts is not None:
        yield evidence.contrasts.statement
        yield from (row.statement for row in evidence.contrasts.rows)


class TestEveryScene:
    @EVERY_LANGUAGE
    @EVERY_SCENE
    def test_every_claim_rests_on_evidence(self, scene: Scene, language: str) -> None:
        evidence = gather(scene.post, scene.others, language=language)
        draft = write_offline_verdict(evidence)

        assert check_claims(draft, evidence).removed == ()

    @EVERY_LANGUAGE
    @EVERY_SCENE
    def test_nothing_is_said_twice(self, scene: Scene, language: str) -> None:
        evidence = gather(scene.post, scene.others, language=language)
        draft = write_offline_verdict(evidence)
        sentences = Counter(
            sentence.rstrip(". ")
            for claim in list_claims(draft)
            for sentence in SENTENCE.split(our_words(claim.text))
            # The end of a list, not a sentence.
            if len(sentence.split()) > 3
        )

        assert [said for said, times in sentences.items() if times > 1] == []

    @EVERY_LANGUAGE
    @EVERY_SCENE
    def test_multiples_are_those_of_the_evidence(
        self, scene: Scene, language: str
    ) -> None:
        evidence = gather(scene.post, scene.others, language=language)
        items = {item.id: item for item in evidence.items}

        for claim in list_claims(write_offline_verdict(evidence)):
            allowed = {"3"}  # the border of outliers
            for name in claim.evidence_ids:
                item = items[name]
                shown = [item.difference_display, item.detail, item.usual_display]
                shown += [item.share.multiple_display] if item.share else []
                shown += [figure.statement for figure in item.published]
                for text in shown:
                    allowed |= set(MULTIPLE.findall(text or ""))
            assert set(MULTIPLE.findall(our_words(claim.text))) <= allowed, claim

    @EVERY_LANGUAGE
    @EVERY_SCENE
    def test_languages_are_not_mixed(self, scene: Scene, language: str) -> None:
        evidence = gather(scene.post, scene.others, language=language)
        other = "de" if language == "en" else "en"
        texts = [*list_texts(write_offline_verdict(evidence)), *list_labels(evidence)]

        for text in texts:
            words = set(re.findall(r"[^\W\d_]+", our_words(text).lower()))
            assert not words & ONLY[other], text

    @EVERY_LANGUAGE
    @EVERY_SCENE
    def test_sentences_are_well_formed(self, scene: Scene, language: str) -> None:
        evidence = gather(scene.post, scene.others, language=language)

        for text in list_texts(write_offline_verdict(evidence)):
            assert "{" not in text
            assert "None" not in re.findall(r"\bNone\b(?! (?:is|of))", text), text
            assert "  " not in text
            assert ".." not in text
            assert not re.search(r"[.,;:]”[.,;]", text), text
            assert text[:1] == text[:1].upper(), text
        for claim in list_claims(write_offline_verdict(evidence)):
            assert claim.text.endswith((".", "”", "“")), claim.text


class TestSituations:
    @pytest.mark.parametrize("text", TEXTS)
    @EVERY_LANGUAGE
    def test_any_text_gives_a_whole_verdict(self, text: str, language: str) -> None:
        for platform, post_format in (("x", "post"), ("youtube", "video")):
            scene = build_scene(platform, post_format, "outlier", text)
            evidence = gather(scene.post, scene.others, language=language)
            draft = write_offline_verdict(evidence)

            assert check_claims(draft, evidence).removed == ()
            assert evidence.subject.language == language
            assert max(len(said) for said in list_texts(draft)) <= 600

    def test_multiple_is_written_as_each_language_does(self) -> None:
        scene = build_scene("youtube", "video", "outlier")
        shown = {}
        for language in LANGUAGES:
            evidence = gather(scene.post, scene.others, language=language)
            shown[language] = evidence.items[0].difference_display or ""
            first = write_offline_verdict(evidence).virality_reasoning[0].text
            number = shown[language].removesuffix("×")
            assert number in first
        assert shown["de"] == shown["en"].replace(".", ",")

    def test_german_reader_is_told_german_weekdays_and_numbers(self) -> None:
        scene = build_scene("instagram", "reel", "below")
        evidence = gather(scene.post, scene.others, language="de-CH")
        day = evidence.find_item("posting_weekday")

        assert day is not None
        assert (day.value, day.display) == ("Thursday", "Donnerstag")
        assert [slot.label for slot in day.slots][:2] == ["Montag", "Dienstag"]
        assert evidence.items[0].display == "6.000"

    def test_result_below_names_how_those_before_did(self) -> None:
        scene = build_scene("youtube", "video", "below")
        text = write_offline_verdict(gather(scene.post, scene.others))
        first = text.virality_reasoning[0].text

        assert re.search(r"(Of|of) the 5 before it", first)

    def test_outlier_names_how_many_others_were_one(self) -> None:
        scene = build_scene("youtube", "video", "extreme")
        first = write_offline_verdict(
            gather(scene.post, scene.others)
        ).virality_reasoning[0]

        assert re.search(r"of the 24 others reached 3×", first.text)

    def test_no_more_rarities_than_chance_gives_are_no_formula(self) -> None:
        scene = build_scene("youtube", "video", "outlier")
        evidence = gather(scene.post, scene.others)
        assert evidence.contrasts is not None
        count = len(evidence.contrasts.rows)

        def tell(expected: float) -> str:
            contrasts = evidence.contrasts
            assert contrasts is not None
            told = contrasts.model_copy(update={"expected_by_chance": expected})
            draft = write_offline_verdict(
                evidence.model_copy(update={"contrasts": told})
            )
            assert draft.viral_formula is not None
            return draft.viral_formula.text

        assert count > 0
        assert tell(count - 0.1).startswith("A ")
        assert tell(float(count)).startswith(f"None to be named: {count} of")

    def test_age_of_the_others_is_told_only_if_known(self) -> None:
        scene = build_scene("tiktok", "video", "young")
        unknown = [
            other.model_copy(update={"metrics_as_of": None}) for other in scene.others
        ]

        def tell(others: list[object]) -> str:
            draft = write_offline_verdict(gather(scene.post, others))  # type: ignore[arg-type]
            return " ".join(claim.text for claim in draft.virality_reasoning)

        assert "The others were" in tell(list(scene.others))
        assert "How old the others were then is not known" in tell(list(unknown))

    @pytest.mark.parametrize(
        ("views", "place"),
        [
            (99_999, "more than any of those held"),
            (1, "fewer than any of those held"),
            (20_000, "within the range of those held"),
        ],
    )
    def test_few_others_give_an_order_but_no_multiple(
        self, views: int, place: str
    ) -> None:
        scene = build_scene("instagram", "reel", "no_baseline")
        metrics = scene.post.metrics.model_copy(update={"views": views})
        post = scene.post.model_copy(update={"metrics": metrics})
        evidence = gather(post, scene.others)
        text = write_offline_verdict(evidence).virality_reasoning[0].text

        assert place in text
        assert "×" not in text
        assert evidence.contrasts is None

    def test_rate_by_views_where_more_saw_it_than_follow(self) -> None:
        scene = build_scene("instagram", "reel", "no_baseline")
        said = " ".join(
            claim.text
            for claim in write_offline_verdict(
                gather(scene.post, scene.others)
            ).virality_reasoning
        )
        assert "by views: 1,000\u00a0likes and 80\u00a0comments on" in said
        assert "by followers" not in said

"""Evidence of length, media and spoken words."""

from collections import Counter

from libs.common.contracts.social import PostDetail, TranscriptSegment
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.comparing import compare
from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.evidence.text_traits import count_words, first_words
from services.analysis.wording import names
from services.analysis.wording.quoting import shorten
from services.analysis.wording.wording import PostWords

OPENING_SECONDS = 5.0
# A rate over less than this says more about the cut than about the speaker.
SHORTEST_SPEECH_SECONDS = 5.0


def build_media_items(
    post: PostDetail, others: ComparableOthers, words: PostWords
) -> list[EvidenceItem]:
    """What the post is (always), its media, its length."""
    found = [
        _build_format(post, words),
        _build_media(post, words),
        _build_duration(post, others, words),
    ]
    return [item for item in found if item is not None]


def build_speech_items(post: PostDetail, words: PostWords) -> list[EvidenceItem]:
    """First spoken words, when they come, and the rate; or that nobody speaks.

    Nothing where no transcript is held. The creator's other transcripts are not at
    hand: these items have no usual."""
    if post.transcript_state == "no_speech":
        return [_build_no_speech(words)]
    spoken = [segment for segment in post.transcript_segments if segment.text.strip()]
    if not spoken:
        return _build_untimed(post, words)
    found = [
        _build_opening(spoken, words),
        _build_first_speech(spoken, words),
        _build_rate(spoken, words),
    ]
    return [item for item in found if item is not None]


def has_transcript(post: PostDetail) -> bool:
    """Whether spoken words, or the fact that there are none, are held."""
    return post.transcript_state == "no_speech" or bool(
        (post.transcript or "").strip() or post.transcript_segments
    )


def _build_format(post: PostDetail, words: PostWords) -> EvidenceItem:
    platform = names.platform_name(post.platform)
    return EvidenceItem(
        id="",
        kind="format",
        group="form",
        label=words.say("evidence.form.format"),
        value=post.format,
        display=words.say("evidence.form.format_display", platform=platform),
        basis=words.say("evidence.form.format_basis"),
        source=words.say("evidence.form.format_source"),
    )


def _build_media(post: PostDetail, words: PostWords) -> EvidenceItem | None:
    # A thumbnail is a picture of the video, not a medium of its own.
    kinds = Counter(medium.kind for medium in post.media if medium.kind != "thumbnail")
    if not kinds:
        return None
    nouns = {"image": "pictures", "video": "videos"}
    shown = ", ".join(
        words.wording.quantity(count, nouns[kind])
        for kind, count in sorted(kinds.items())
    )
    return EvidenceItem(
        id="",
        kind="media_kinds",
        group="form",
        label=words.say("evidence.form.media"),
        value=shown,
        display=shown,
        basis=words.say("evidence.form.media_basis"),
        source=words.say("evidence.post_source"),
        marks=("no_usual",),
    )


def _build_duration(
    post: PostDetail, others: ComparableOthers, words: PostWords
) -> EvidenceItem | None:
    if not post.duration_seconds:
        return None
    item = EvidenceItem(
        id="",
        kind="duration",
        group="form",
        label=words.say("evidence.form.duration"),
        value=post.duration_seconds,
        display=words.numbers.duration(post.duration_seconds),
        unit="seconds",
        basis=words.say("evidence.form.duration_basis"),
        source=words.say("evidence.post_source"),
    )
    lengths = [other.duration_seconds for other in others.posts]
    return compare(
        item,
        [seconds for seconds in lengths if seconds],
        words=words,
        show=words.numbers.duration,
        sample="evidence.form.duration_sample",
        scale="log",
    )


def _build_no_speech(words: PostWords) -> EvidenceItem:
    return EvidenceItem(
        id="",
        kind="speech",
        group="speech",
        label=words.say("evidence.speech.speech"),
        value=False,
        display=words.say("evidence.speech.none_heard"),
        basis=words.say("evidence.speech.recognition"),
        source=words.say("evidence.speech.source"),
        marks=("no_usual",),
    )


def _build_opening(
    spoken: list[TranscriptSegment], words: PostWords
) -> EvidenceItem | None:
    said = opening_words(spoken)
    if not said:
        return None
    label = words.say("evidence.speech.opening", seconds=f"{OPENING_SECONDS:.0f}")
    return _opening_item(said, label, "evidence.speech.timed", words)


def _opening_item(said: str, label: str, basis: str, words: PostWords) -> EvidenceItem:
    return EvidenceItem(
        id="",
        kind="opening_words",
        group="speech",
        label=label,
        value=said,
        display=words.wording.quote(said),
        basis=words.say(basis),
        source=words.say("evidence.speech.source"),
        marks=("no_usual",),
    )


def opening_words(spoken: list[TranscriptSegment]) -> str:
    """The words that fall into the first 5 seconds, in order; "" where none do.

    A segment that runs past them gives words in proportion, at least one, then "…";
    at most 140 characters."""
    found: list[str] = []
    for segment in spoken:
        left = OPENING_SECONDS - segment.start_seconds
        if left <= 0:
            break
        words = segment.text.split()
        length = segment.end_seconds - segment.start_seconds
        part = min(1.0, left / length) if length > 0 else 1.0
        kept = words[: max(1, round(len(words) * part))]
        found += kept if len(kept) == len(words) else [*kept, "…"]
    return shorten(" ".join(found))


def _build_first_speech(
    spoken: list[TranscriptSegment], words: PostWords
) -> EvidenceItem:
    start = spoken[0].start_seconds
    return EvidenceItem(
        id="",
        kind="first_speech_at",
        group="speech",
        label=words.say("evidence.speech.first_word"),
        value=start,
        display=words.numbers.moment(start),
        unit="seconds",
        basis=words.say("evidence.speech.timed"),
        source=words.say("evidence.speech.source"),
        marks=("no_usual",),
    )


def _build_rate(
    spoken: list[TranscriptSegment], words: PostWords
) -> EvidenceItem | None:
    seconds = spoken[-1].end_seconds - spoken[0].start_seconds
    said = sum(count_words(segment.text) for segment in spoken)
    return _rate_item(said, seconds, "evidence.speech.rate_timed", words)


def _rate_item(
    said: int, seconds: float, basis: str, words: PostWords
) -> EvidenceItem | None:
    if seconds < SHORTEST_SPEECH_SECONDS or said == 0:
        return None
    rate = said / (seconds / 60)
    return EvidenceItem(
        id="",
        kind="speech_rate",
        group="speech",
        label=words.say("evidence.speech.rate"),
        value=rate,
        display=words.wording.quantity(round(rate), "words_a_minute"),
        unit="words_per_minute",
        basis=words.say(basis),
        source=words.say("evidence.speech.source"),
        marks=("no_usual",),
    )


def _build_untimed(post: PostDetail, words: PostWords) -> list[EvidenceItem]:
    transcript = (post.transcript or "").strip()
    said = first_words(transcript)
    if not said:
        return []
    label = words.say("evidence.speech.opening_untimed")
    opening = _opening_item(said, label, "evidence.speech.untimed", words)
    rate = _rate_item(
        count_words(transcript),
        post.duration_seconds or 0.0,
        "evidence.speech.rate_untimed",
        words,
    )
    return [opening] if rate is None else [opening, rate]

"""Evidence of length, media and spoken words."""

from collections import Counter

from libs.common.contracts.social import PostDetail, TranscriptSegment
from services.analysis.evidence import names
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.comparing import compare
from services.analysis.evidence.display import show_duration, show_plural
from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.evidence.text_traits import count_words, cut_opening, first_words

OPENING_SECONDS = 5.0
# A rate over less than this says more about the cut than about the speaker.
SHORTEST_SPEECH_SECONDS = 5.0


def build_media_items(post: PostDetail, others: ComparableOthers) -> list[EvidenceItem]:
    """What the post is (always), its media, its length."""
    found = [_build_format(post), _build_media(post), _build_duration(post, others)]
    return [item for item in found if item is not None]


def build_speech_items(post: PostDetail) -> list[EvidenceItem]:
    """First spoken words, when they come, and the rate; or that nobody speaks.

    Nothing where no transcript is held. The creator's other transcripts are not at
    hand: these items have no usual."""
    if post.transcript_state == "no_speech":
        return [_build_no_speech()]
    spoken = [segment for segment in post.transcript_segments if segment.text.strip()]
    if not spoken:
        return _build_untimed(post)
    found = [_build_opening(spoken), _build_first_speech(spoken), _build_rate(spoken)]
    return [item for item in found if item is not None]


def has_transcript(post: PostDetail) -> bool:
    """Whether spoken words, or the fact that there are none, are held."""
    return post.transcript_state == "no_speech" or bool(
        (post.transcript or "").strip() or post.transcript_segments
    )


def _build_format(post: PostDetail) -> EvidenceItem:
    one, _ = names.format_names(post.format)
    return EvidenceItem(
        id="",
        kind="format",
        group="form",
        label="What it is",
        value=post.format,
        display=f"{names.platform_name(post.platform)} {one}",
        basis="format that posts are compared within",
        source="kind given by the source, else length and date",
    )


def _build_media(post: PostDetail) -> EvidenceItem | None:
    # A thumbnail is a picture of the video, not a medium of its own.
    kinds = Counter(medium.kind for medium in post.media if medium.kind != "thumbnail")
    if not kinds:
        return None
    words = {"image": ("picture", "pictures"), "video": ("video", "videos")}
    shown = [show_plural(count, *words[kind]) for kind, count in sorted(kinds.items())]
    return EvidenceItem(
        id="",
        kind="media_kinds",
        group="form",
        label="Media",
        value=", ".join(shown),
        display=", ".join(shown),
        basis="pictures and videos of the post",
        source="the post as published",
        marks=("no_usual",),
    )


def _build_duration(post: PostDetail, others: ComparableOthers) -> EvidenceItem | None:
    if not post.duration_seconds:
        return None
    _, many = names.format_names(post.format)
    item = EvidenceItem(
        id="",
        kind="duration",
        group="form",
        label="Length",
        value=post.duration_seconds,
        display=show_duration(post.duration_seconds),
        unit="seconds",
        basis="running time",
        source="the post as published",
    )
    lengths = [other.duration_seconds for other in others.posts]
    return compare(
        item,
        [seconds for seconds in lengths if seconds],
        show=show_duration,
        sample=f"comparable {many} with a known length",
        scale="log",
    )


def _build_no_speech() -> EvidenceItem:
    return EvidenceItem(
        id="",
        kind="speech",
        group="speech",
        label="Speech",
        value=False,
        display="none heard",
        basis="speech recognition",
        source="transcript",
        marks=("no_usual",),
    )


def _build_opening(spoken: list[TranscriptSegment]) -> EvidenceItem | None:
    words = opening_words(spoken)
    if not words:
        return None
    return EvidenceItem(
        id="",
        kind="opening_words",
        group="speech",
        label=f"Said in the first {OPENING_SECONDS:.0f} seconds",
        value=words,
        display=f"“{words}”",
        basis="timed transcript",
        source="transcript",
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
    return cut_opening(" ".join(found))


def _build_first_speech(spoken: list[TranscriptSegment]) -> EvidenceItem:
    start = spoken[0].start_seconds
    return EvidenceItem(
        id="",
        kind="first_speech_at",
        group="speech",
        label="First word spoken at",
        value=start,
        display=f"0:{start:04.1f}" if start < 60 else show_duration(start),
        unit="seconds",
        basis="timed transcript",
        source="transcript",
        marks=("no_usual",),
    )


def _build_rate(spoken: list[TranscriptSegment]) -> EvidenceItem | None:
    seconds = spoken[-1].end_seconds - spoken[0].start_seconds
    words = sum(count_words(segment.text) for segment in spoken)
    return _rate_item(words, seconds, "words from the first to the last one spoken")


def _rate_item(words: int, seconds: float, basis: str) -> EvidenceItem | None:
    if seconds < SHORTEST_SPEECH_SECONDS or words == 0:
        return None
    rate = words / (seconds / 60)
    return EvidenceItem(
        id="",
        kind="speech_rate",
        group="speech",
        label="Speech rate",
        value=rate,
        display=show_plural(round(rate), "word a minute", "words a minute"),
        unit="words_per_minute",
        basis=basis,
        source="transcript",
        marks=("no_usual",),
    )


def _build_untimed(post: PostDetail) -> list[EvidenceItem]:
    transcript = (post.transcript or "").strip()
    if not transcript:
        return []
    words = first_words(transcript)
    opening = EvidenceItem(
        id="",
        kind="opening_words",
        group="speech",
        label="First words spoken",
        value=words,
        display=f"“{words}”",
        basis="transcript without times",
        source="transcript",
        marks=("no_usual",),
    )
    seconds = post.duration_seconds or 0.0
    rate = _rate_item(count_words(transcript), seconds, "words over the whole length")
    return [opening] if rate is None else [opening, rate]

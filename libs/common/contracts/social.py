"""What social tells and is asked: posts, their media and transcripts."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from libs.common.contracts.base import Contract, Message

FailureReason = Literal[
    "not_found",
    "private",
    "age_restricted",
    "members_only",
    "geo_blocked",
    "not_yet",
    "rate_limited",
    "no_credit",
    "auth",
    "blocked",
    "timeout",
    "malformed",
    "source_unavailable",
]

MissingWords = Literal[
    "nothing_to_hear",
    "not_told",
    "no_captions",
    "captions_refused",
    "no_video_held",
    "nobody_listens",
    "not_heard",
    "failed",
]

MetricBasis = Literal["views", "impressions", "interactions"]


class PostMetrics(Contract):
    """Counts of one post at one moment. None = not known, never 0 instead.

    Names are ours: on X reposts + quotes are `shares`, replies `comments`,
    bookmarks `saves`. `followers` are the creator's at that moment. `engagements` is
    the platform's own sum, clicks among it, where it tells no more (LinkedIn)."""

    views: int | None = None
    impressions: int | None = None
    reach: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    followers: int | None = None
    engagements: int | None = None

    @property
    def interactions(self) -> int | None:
        """Sum of the known ones of likes, comments, shares, saves; None if none is."""
        known = [
            count
            for count in (self.likes, self.comments, self.shares, self.saves)
            if count is not None
        ]
        return sum(known) if known else None


class MetricSnapshot(Contract):
    """The figures of a post as they were seen at one moment."""

    as_of: datetime
    metrics: PostMetrics


class TranscriptSegment(Contract):
    """One span of speech."""

    start_seconds: float = Field(ge=0)
    end_seconds: float = Field(ge=0)
    text: str


class FrameDetail(Contract):
    """A still of a video: a JPEG in storage, and the moment that it shows."""

    at_seconds: float
    storage_key: str
    width: int | None = None
    height: int | None = None


class MediaDetail(Contract):
    """One picture or video of a post; `storage_key` is None until it is stored.

    `frames` are stills of a stored video, in order of time: its first frame, its first
    seconds, then what differs most. A video without `audio_codec` is silent (or old:
    then `video_codec` is None, too). `is_expired`: our copy was given up since nobody
    needed it, CollectMedia brings it again."""

    id: UUID
    kind: Literal["image", "video", "thumbnail"]
    position: int
    storage_key: str | None = None
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None
    failure_reason: FailureReason | None = None
    size_bytes: int | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    is_expired: bool = False
    frames: tuple[FrameDetail, ...] = ()


class PostDetail(Contract):
    """A post as social holds it, with its newest figures.

    `format` is the kind that posts are compared within (`video`, `short`, `live`,
    `post`, `reel`, `carousel`, ...). `creator_key` names the account within its
    platform. `is_invented` marks a demo post. `origin` says which source answered
    (`import`, `demo`, ...). `metrics_as_of` is when the figures were seen.
    `snapshots` are the newest 100 of them, oldest first."""

    id: UUID
    platform: str
    platform_post_id: str
    url: str
    format: str
    creator_key: str
    creator_name: str
    title: str | None = None
    content: str | None = None
    published_at: datetime | None = None
    duration_seconds: float | None = None
    metrics: PostMetrics
    metrics_as_of: datetime
    snapshot_count: int = 1
    snapshots: tuple[MetricSnapshot, ...] = Field(default=(), max_length=100)
    transcript: str | None = None
    transcript_segments: tuple[TranscriptSegment, ...] = ()
    transcript_state: Literal["unknown", "present", "no_speech", "missing"] = "unknown"
    media: tuple[MediaDetail, ...] = ()
    is_invented: bool = False
    origin: str
    fetched_at: datetime


class BaselinePost(Contract):
    """One of the creator's other posts: what a comparison needs, no more.

    `text` is the first 2,000 characters, of the 30 nearest posts only; None where a
    post has none. `metrics_as_of` is when the figures were seen."""

    id: UUID
    platform_post_id: str
    format: str
    published_at: datetime | None
    duration_seconds: float | None = None
    metrics: PostMetrics
    metrics_as_of: datetime | None = None
    text_length: int = 0
    title: str | None = None
    text: str | None = None


class Baseline(Contract):
    """The creator's other posts visible to the asker, each identity once.

    Of the same format as the post and within 180 days of it, those that have the
    basis metric, nearest in time first (at equal distance the earlier, then the
    smaller platform id), at most the number asked for. `held` is how many there are.
    `basis` is None where the post itself has none of the three; `has_time` is False
    where the post has no publishing time; then `posts` is empty."""

    basis: MetricBasis | None
    has_time: bool
    held: int
    posts: tuple[BaselinePost, ...]


class PostReference(Contract):
    """A post asked for: what the URL parser found in the text the user gave."""

    platform: str
    post_id: str | None
    kind: str | None = None
    url: str
    needs_resolve: bool = False


class CollectedReference(Contract):
    """The answer for one asked post: either `post_id` (ours) or `reason`.

    `source` names the source that answered, or `held`; `resolved_post_id` is the
    platform's id, told where a pointer had to be followed; `title` helps the screen.
    `held_age_seconds` is set where no source answered and the held post was used.
    With `wants_baseline` there may be more of its creator's posts to compare it with:
    CollectBaseline gets them."""

    url: str
    post_id: UUID | None = None
    platform_post_id: str | None = None
    source: str | None = None
    from_held: bool = False
    held_age_seconds: int | None = None
    reason: FailureReason | None = None
    message: str | None = None
    wants_baseline: bool = False


class PostsCollected(Contract):
    """One entry per asked post, in the order asked."""

    posts: tuple[CollectedReference, ...]
    outside_calls: int = 0
    cost_micro_usd: int = 0


class CollectPosts(Message):
    """Get these posts of one platform, held ones without any outside call.

    Stores the links request-post, and access rows for the owner."""

    name: ClassVar[str] = "social.posts.collect_posts"
    owner: ClassVar[str] = "social"
    Answer: ClassVar[type[Contract]] = PostsCollected

    request_id: UUID
    owner_id: UUID
    platform: str
    references: tuple[PostReference, ...]


class BaselineCollected(Contract):
    """What there is now to compare the post with.

    `comparable` counts the creator's posts that it is compared with, at most 30;
    `collected` those that were brought for it just now, of whatever format. Where
    none could be brought, `reason` or a limit's `message` says why."""

    comparable: int
    collected: int = 0
    reason: FailureReason | None = None
    message: str | None = None
    outside_calls: int = 0
    cost_micro_usd: int = 0


class CollectBaseline(Message):
    """Get enough of the other recent posts of a collected post's creator.

    They are public and in nobody's library. A creator is listed once for all who ask,
    and not again for a while; what the request may cost is limited."""

    name: ClassVar[str] = "social.posts.collect_baseline"
    owner: ClassVar[str] = "social"
    Answer: ClassVar[type[Contract]] = BaselineCollected

    request_id: UUID
    owner_id: UUID
    post_id: UUID


class RecentPosts(Contract):
    """An account's newest posts, newest first; or `reason` why they are not known.

    They are held by then: collecting them asks nobody outside, but for what a listing
    leaves out."""

    posts: tuple[PostReference, ...] = ()
    creator_name: str | None = None
    reason: FailureReason | None = None
    message: str | None = None
    outside_calls: int = 0
    cost_micro_usd: int = 0


class ListRecentPosts(Message):
    """Which are an account's newest posts? `creator` is its address, as canonical as
    `post_urls.parse_creator` makes it; at most `count` are wanted."""

    name: ClassVar[str] = "social.watching.list_recent_posts"
    owner: ClassVar[str] = "social"
    Answer: ClassVar[type[Contract]] = RecentPosts

    request_id: UUID
    owner_id: UUID
    creator: str
    count: int = Field(ge=1, le=100)


class MediaCollected(Contract):
    """How many media the post has, how many are stored, and why others are not."""

    total: int
    stored: int
    failures: tuple[str, ...] = ()
    cost_micro_usd: int = 0


class CollectMedia(Message):
    """Bring the media of one post into our storage; what is stored is not fetched."""

    name: ClassVar[str] = "social.media.collect_media"
    owner: ClassVar[str] = "social"
    Answer: ClassVar[type[Contract]] = MediaCollected

    post_id: UUID
    owner_id: UUID


class PostTranscribed(Contract):
    """`state` as in PostDetail.transcript_state.

    `source` says where the words are from: captions (they came with the post, or the
    platform has them), faster_whisper, openai; held (it is known that nobody speaks),
    none. `can_be_heard`: they are missing, but HearPost may find them in the sound.
    automatic_captions are what the platform heard by itself. `reason` says why words
    are missing (nothing_to_hear: a text or pictures, of which nobody would say that
    words are missing), `message` the same for a person, as far as more is known."""

    state: Literal["present", "no_speech", "missing"]
    source: str
    cost_micro_usd: int = 0
    language: str | None = None
    can_be_heard: bool = False
    message: str | None = None
    reason: MissingWords | None = None


class TranscribePost(Message):
    """Make sure the post's words are held, if they can be had without listening."""

    name: ClassVar[str] = "social.transcripts.transcribe_post"
    owner: ClassVar[str] = "social"
    Answer: ClassVar[type[Contract]] = PostTranscribed

    post_id: UUID
    owner_id: UUID


class HearPost(Message):
    """Listen to the post's videos and hold what is said; this may take many minutes.

    How far it is is told meanwhile. `errand_id` is what it is done for: StopHearing
    ends all that is done for one."""

    name: ClassVar[str] = "social.transcripts.hear_post"
    owner: ClassVar[str] = "social"
    lane: ClassVar[str] = "speech"
    Answer: ClassVar[type[Contract]] = PostTranscribed

    post_id: UUID
    owner_id: UUID
    errand_id: UUID


class StopHearing(Message):
    """Nobody waits any more for what HearPost was asked for in this errand."""

    name: ClassVar[str] = "social.transcripts.stop_hearing"
    owner: ClassVar[str] = "social"

    owner_id: UUID
    errand_id: UUID


class HeldQuestion(Contract):
    """Which of these posts are held and fresh for this owner?"""

    owner_id: UUID
    references: tuple[PostReference, ...]


class HeldAnswer(Contract):
    """Per reference, in order: True where analysing it needs no outside call."""

    held: tuple[bool, ...]

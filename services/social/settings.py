"""Settings of social."""

from pathlib import Path
from typing import Annotated, ClassVar, Self

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from libs.common.settings import CommonSettings
from services.social.transcripts.transcriber import TranscriberName

_MEGABYTE = 1_000_000

Names = Annotated[tuple[str, ...], NoDecode]
"""Names apart by commas in the environment."""


class Settings(CommonSettings):
    """What social reads beside the common settings; sizes are in bytes."""

    service_name: ClassVar[str] = "social"
    lanes: ClassVar[tuple[str, ...]] = ("speech",)

    media_max_image_bytes: int = Field(25 * _MEGABYTE, gt=0)
    media_max_video_bytes: int = Field(500 * _MEGABYTE, gt=0)
    media_max_video_seconds: float = Field(3 * 3600, gt=0)
    media_timeout_seconds: float = Field(120, gt=0)
    media_probe_seconds: float = Field(
        60, gt=0, description="How long one file may take to be examined"
    )
    media_probe_memory_bytes: int = Field(
        1_500 * _MEGABYTE,
        ge=300 * _MEGABYTE,
        description="Address space of a process that examines files",
    )
    media_frames: int = Field(
        8, ge=0, le=60, description="Stills that are kept of a video, for the model"
    )
    media_retention_days: float = Field(
        30, gt=0, description="Of public posts' media that nobody has in a library"
    )
    media_quota_bytes: int = Field(
        50_000 * _MEGABYTE, ge=0, description="Of all public posts' media; 0: no limit"
    )
    media_link_seconds: int = Field(6 * 3600, ge=60)

    import_max_bytes: int = Field(2_000 * _MEGABYTE, gt=0)
    import_zip_max_members: int = Field(50_000, gt=0)
    import_zip_max_unpacked_bytes: int = Field(8_000 * _MEGABYTE, gt=0)
    import_zip_max_ratio: float = Field(200, gt=1)
    import_batch_rows: int = Field(1000, ge=1, le=5000)

    post_freshness_share_of_age: float = Field(
        1 / 30, ge=0, le=1, description="How long a look lasts, by the post's age"
    )
    post_freshness_min_seconds: float = Field(5 * 60, ge=0)
    post_freshness_max_seconds: float = Field(30 * 24 * 3600, ge=0)
    post_freshness_seconds: float = Field(
        24 * 3600, ge=0, description="Of a post whose age is not known"
    )
    collection_claim_seconds: float = Field(30, gt=0)

    baseline_posts_per_creator: int = Field(
        50, ge=0, le=500, description="Newest posts to compare with; 0 = never listed"
    )
    baseline_enough_posts: int = Field(
        15, ge=1, le=30, description="So many held with fresh figures do"
    )
    baseline_listing_seconds: float = Field(24 * 3600, ge=0)
    baseline_retry_seconds: float = Field(3600, ge=0)
    baseline_creators_per_request: int = Field(50, ge=0)
    baseline_cost_per_request_micro_usd: int = Field(1_000_000, ge=0)
    creator_watch_hours: float = Field(
        24, ge=1, description="How often a followed creator is looked at"
    )
    creator_watch_posts: int = Field(
        30, ge=1, le=100, description="How many of the newest posts a look asks for"
    )
    creator_watch_at_once: int = Field(
        50, ge=1, le=1000, description="At most so many looks are begun in 5 minutes"
    )
    creator_watch_daily_usd: float = Field(
        5, ge=0, description="What looks may cost in 24 hours, all together"
    )
    creator_freshness_minutes: float = Field(
        60, ge=0, description="A list of newest posts that is younger is used as it is"
    )
    activity_kept_days: int = Field(
        365, ge=1, description="How long it is kept who did what with a post"
    )

    custom_source_url: AnyHttpUrl | None = Field(
        None, description="A collector of your own, see services/social/README.md"
    )
    custom_source_key: SecretStr | None = None
    custom_source_platforms: Names = ("instagram", "x", "youtube")
    custom_source_timeout_seconds: float = Field(60, gt=0)
    custom_source_batch_size: int = Field(10, ge=1, le=100)

    twitterapi_key: SecretStr | None = Field(
        None, description="A key of TwitterAPI.io, which brings posts of X"
    )
    twitterapi_base_url: AnyHttpUrl = AnyHttpUrl("https://api.twitterapi.io")
    twitterapi_requests_per_second: float = Field(3, ge=0.05, le=1000)
    twitterapi_replies_per_post: int = Field(20, ge=0, le=200)
    twitterapi_post_micro_usd: int = Field(150, ge=0)
    twitterapi_timeout_seconds: float = Field(30, gt=0)
    brightdata_api_key: SecretStr | None = Field(
        None, description="A key of Bright Data, which brings posts of Instagram"
    )
    brightdata_base_url: AnyHttpUrl = AnyHttpUrl("https://api.brightdata.com")
    brightdata_posts_dataset: str = "gd_lk5ns7kz21pck8jpis"
    brightdata_reels_dataset: str = "gd_lyclm20il4r5helnj"
    brightdata_comments_dataset: str = "gd_ltppn085pokosxh13"
    brightdata_profiles_dataset: str = "gd_l1vikfch901nx3by4"
    brightdata_batch_size: int = Field(20, ge=1, le=500)
    brightdata_sync_urls: int = Field(
        0, ge=0, le=20, description="Up to so many at once are asked for in one call"
    )
    brightdata_comments_per_post: int = Field(0, ge=0, le=1000)
    brightdata_first_poll_seconds: float = Field(5, ge=0)
    brightdata_poll_seconds: float = Field(2, gt=0)
    brightdata_patience_seconds: float = Field(420, gt=0)
    brightdata_retry_seconds: float = Field(2, ge=0)
    brightdata_record_micro_usd: int = Field(
        1500, ge=0, description="$1.50 per 1,000 rows: pay as you go, 2026-11-20"
    )
    transcribers: Annotated[tuple[TranscriberName, ...], NoDecode] = Field(
        ("faster_whisper", "openai"),
        description="Who listens where no words came; those that are set up, in order",
    )
    whisper_model_path: Path | None = Field(
        None, description="The folder of a speech model for faster-whisper"
    )
    openai_api_key: SecretStr | None = None
    openai_base_url: AnyHttpUrl = AnyHttpUrl("https://api.openai.com/v1")
    openai_transcription_model: str | None = None
    speech_max_seconds: float = Field(2 * 3600, gt=0)
    speech_max_bytes: int = Field(500 * _MEGABYTE, gt=0)

    youtube_api_key: SecretStr | None = None
    youtube_api_url: AnyHttpUrl = AnyHttpUrl(
        "https://youtube.googleapis.com/youtube/v3"
    )
    youtube_units_per_day: int = Field(
        10_000, gt=0, description="Of the key's project; each call takes one"
    )
    youtube_comments_per_post: int = Field(20, ge=0, le=200)

    ytdlp_enabled: bool | None = Field(
        None, description="YouTube without a key; unset: on a development machine only"
    )
    ytdlp_timeout_seconds: float = Field(45, gt=0)
    ytdlp_memory_bytes: int = Field(1000 * _MEGABYTE, ge=100 * _MEGABYTE)
    ytdlp_processes: int = Field(2, ge=1, le=16)
    ytdlp_asks_per_hour: int = Field(250, gt=0)
    ytdlp_recent_posts: int = Field(10, ge=1, le=50)
    ytdlp_proxy: SecretStr | None = None

    url_guard_allowed_hosts: Names = Field(
        (), description="host:port that media may come from though private; for tests"
    )

    @field_validator(
        "custom_source_platforms",
        "transcribers",
        "url_guard_allowed_hosts",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.post_freshness_min_seconds > self.post_freshness_max_seconds:
            msg = "POST_FRESHNESS_MIN_SECONDS is more than POST_FRESHNESS_MAX_SECONDS"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _is_guarded_in_production(self) -> Self:
        if self.url_guard_allowed_hosts and self.environment == "production":
            msg = "URL_GUARD_ALLOWED_HOSTS is for tests; remove it in production"
            raise ValueError(msg)
        return self

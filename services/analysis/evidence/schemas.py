"""What is known about a post before anyone has an opinion on it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from libs.common.contracts.social import MetricBasis
from libs.common.standing.bands import Band, BandName
from libs.common.standing.judging import BaselineState

AccountKind = Literal["brand", "creator"]
Confidence = Literal["medium", "low", "very_low", "none"]
Direction = Literal["has", "lacks", "more", "less", "time"]
Denominator = Literal["views", "impressions", "reach", "followers"]
Group = Literal["result", "engagement", "timing", "form", "speech", "account"]
Place = Literal["below", "within", "above"]
Scale = Literal["log", "linear"]
Standing = Literal["lower", "as_usual", "higher"]
Statistic = Literal["median", "average", "range", "index", "share", "not_stated"]

Mark = Literal[
    "account_kind_unknown",
    "no_baseline",
    "no_comparable_benchmark",
    "no_metrics",
    "no_published_time",
    "no_usual",
    "young_post",
]
MissingName = Literal[
    "no_baseline",
    "no_duration",
    "no_engagement_ratio",
    "no_followers",
    "no_growth",
    "no_impressions",
    "no_media",
    "no_metrics",
    "no_published_time",
    "no_text",
    "no_transcript",
]


class EvidenceModel(BaseModel):
    """A frozen part of the evidence."""

    model_config = ConfigDict(frozen=True)


class Comparison(EvidenceModel):
    """What the strip draws: the others' values and this one, in the item's unit.

    `values` ascending, without this post. `median` and quartiles (linear
    interpolation) are None where too few others are held: then no usual, no band.
    `bands` are multiples of the median + 1 and only there for the outlier multiple."""

    values: tuple[float, ...]
    this: float
    median: float | None
    quartile_low: float | None
    quartile_high: float | None
    scale: Scale
    bands: tuple[Band, ...] = ()


class Share(EvidenceModel):
    """How many of the others have the trait that the item names: `count` of `total`.

    `multiple` is how those with it did: the median of their counts, + 1, ÷ the usual
    + 1; None below 3 of them or without a baseline. It goes with the trait, it is not
    caused by it."""

    count: int = Field(ge=0)
    total: int = Field(ge=0)
    multiple: float | None = None
    multiple_display: str | None = None


class PublishedFigure(EvidenceModel):
    """A published figure of the same denominator: a prior, never the creator's own.

    `low`, `median`, `high` are in the item's unit; `median` is the study's typical
    value, what kind of typical value says `statistic`. `via` = read in a page that
    quotes the study. `place` is where the item's value lies against it. `n` is
    the study's size in its own words. `statement` is the figure in one sentence."""

    study: str
    year: int
    metric: str
    denominator: str
    statistic: Statistic
    low: float | None = None
    median: float | None = None
    high: float | None = None
    n: str | None = None
    via: bool = False
    account_kind: AccountKind | None = None
    confidence: Confidence | None = None
    place: Place | None = None
    note: str | None = None
    statement: str


class Slot(EvidenceModel):
    """One hour (0-23) or weekday (0 = Monday), and the others that went out in it.

    `multiple` is how those did: the median of their counts, + 1, ÷ the usual + 1; None
    below 3 of them or without a baseline. `is_this`: the post went out in it."""

    slot: int = Field(ge=0, le=23)
    label: str
    count: int = Field(ge=0)
    multiple: float | None = None
    is_this: bool = False


class GrowthPoint(EvidenceModel):
    """The count at one moment; `per_day` is the pace since the point before, negative
    where the platform took counts back, None for the first."""

    at: datetime
    value: int
    per_day: float | None = None


class EvidenceItem(EvidenceModel):
    """One measured or observed fact about the post.

    `id` is E1, E2, ... in a stable order. `value` in `unit`; `display` is the same for
    a person. `basis` names what it is made of (`views`, `(likes + comments) ÷ views`).
    `usual` is the median of the creator's comparable posts, in the same unit, None
    where fewer than 8 are known. `difference` is value ÷ usual; for
    `outlier_multiple` it is the multiple itself, (value + 1) ÷ (usual + 1).
    `standing` says on which side of the others' middle half the value lies;
    `difference_display` is "6.4×", "+16 %", "as usual" or None.
    `sample` says in words what `sample_size` counts. `source` names the rule.
    `slots` are all 24 hours or 7 weekdays, of the items of timing alone; `growth` the
    counts over time, oldest first, of the item of growth alone."""

    id: str
    kind: str
    group: Group
    label: str
    value: float | int | str | bool | None
    display: str
    unit: str | None = None
    basis: str | None = None
    usual: float | None = None
    usual_display: str | None = None
    difference: float | None = None
    difference_display: str | None = None
    standing: Standing | None = None
    sample_size: int = 0
    sample: str | None = None
    share: Share | None = None
    comparison: Comparison | None = None
    published: tuple[PublishedFigure, ...] = ()
    slots: tuple[Slot, ...] = ()
    growth: tuple[GrowthPoint, ...] = ()
    source: str
    marks: tuple[Mark, ...] = ()
    detail: str | None = None


class MultipleInterval(EvidenceModel):
    """Where the multiple lies, given that the usual is itself only estimated.

    `coverage` (0-1) is the exact probability, for independent posts of one
    distribution, that the interval of `method` holds the true median."""

    low: float
    high: float
    coverage: float
    method: str


class OutlierVerdict(EvidenceModel):
    """How far above the creator's own usual the post is.

    `multiple`, `band`, `is_viral`, `percentile` (0-1, by rank, ties half),
    `robust_z` (log scale, by MAD) and `interval` are None unless `baseline_state` is
    `ready`; `robust_z` also where the others do not differ. `sample_size` is the
    number of comparable posts used, `needed` how many a multiple takes."""

    baseline_state: BaselineState
    basis: MetricBasis | None
    value: int | None
    usual: float | None
    multiple: float | None
    band: BandName | None
    is_viral: bool | None
    percentile: float | None
    robust_z: float | None
    interval: MultipleInterval | None
    sample_size: int
    needed: int
    rule: str


class OtherPost(EvidenceModel):
    """One of the comparable posts that the post is measured against.

    `value` is its count of the basis, `multiple` the same against the usual, + 1 each;
    None without a baseline. `title` is shortened, and may be its first words."""

    post_id: UUID
    title: str | None
    published_at: datetime
    value: int
    multiple: float | None = None


class Contrast(EvidenceModel):
    """Something about the post that few of the others share.

    `direction`: it `has` or `lacks` a trait, has `more` or `less` of something than
    they, or came at a `time` they do not. `count` of the `total` others are alike:
    they do or lack the same, or have as much or more (as little or less). `having` is
    how many have the trait itself, None where it is a quantity or a time."""

    kind: str
    label: str
    direction: Direction
    display: str
    count: int = Field(ge=0)
    total: int = Field(ge=1)
    share: float = Field(ge=0, le=1)
    having: int | None = Field(default=None, ge=0)
    statement: str
    evidence_ids: tuple[str, ...]


class ContrastSet(EvidenceModel):
    """What the post does that the others do not, rarest first.

    `considered` traits were looked at; a trait is told where at most `rare_share` of
    the others are alike. `expected_by_chance` is how many would be told on average of
    a post drawn at random from this one and its others: a sum over the traits, which
    holds however much they depend on each other. `statement` says both."""

    rows: tuple[Contrast, ...]
    considered: int = Field(ge=0)
    rare_share: float
    expected_by_chance: float
    statement: str


class Missing(EvidenceModel):
    """Something that is not known about the post, in words for a person."""

    name: MissingName
    message: str


class Subject(EvidenceModel):
    """Which post the evidence is about. `timezone` is an IANA name.

    `format_singular`, `format_plural`: "video", "videos"; "Reel", "Reels", in the
    `language` (ISO 639) that all words of the evidence are in."""

    post_id: UUID
    platform: str
    platform_name: str
    format: str
    format_singular: str
    format_plural: str
    creator_name: str
    title: str | None
    published_at: datetime | None
    metrics_as_of: datetime
    timezone: str
    language: str = "en"
    is_invented: bool = False


class EvidenceSet(EvidenceModel):
    """All evidence about one post; the ground that every claim has to stand on."""

    subject: Subject
    verdict: OutlierVerdict
    items: tuple[EvidenceItem, ...]
    missing: tuple[Missing, ...] = ()
    others: tuple[OtherPost, ...] = Field(
        default=(), description="The comparable posts, nearest in time first"
    )
    contrasts: ContrastSet | None = Field(
        default=None, description="Null without a baseline"
    )

    def find_item(self, kind: str) -> EvidenceItem | None:
        """The first item of that kind, None if there is none."""
        return next((item for item in self.items if item.kind == kind), None)

    @property
    def ids(self) -> frozenset[str]:
        """The ids a claim may name."""
        return frozenset(item.id for item in self.items)

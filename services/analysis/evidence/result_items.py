"""Evidence of what came of the post: the counts, and the account they rest on."""

from datetime import timedelta

from libs.common.contracts.engagement import Interaction
from libs.common.contracts.social import PostDetail
from libs.common.standing.bands import BANDS
from libs.common.standing.judging import RULE, SMALLEST_SAMPLE
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.comparing import (
    build_comparison,
    compare,
    find_standing,
)
from services.analysis.evidence.growth_items import build_growth_item
from services.analysis.evidence.outlier import other_counts
from services.analysis.evidence.published import published_views
from services.analysis.evidence.schemas import EvidenceItem, Mark, OutlierVerdict
from services.analysis.wording import names
from services.analysis.wording.numbers import SPACE
from services.analysis.wording.quoting import isolate, shorten
from services.analysis.wording.wording import PostWords

YOUNG = timedelta(days=7)
DAY = timedelta(days=1)
_INTERACTIONS: tuple[Interaction, ...] = ("likes", "comments", "shares", "saves")


def build_result_items(
    post: PostDetail,
    others: ComparableOthers,
    verdict: OutlierVerdict,
    words: PostWords,
) -> list[EvidenceItem]:
    """The outlier multiple first, then the baseline where it is too small, the age of
    the figures, the growth, the account. The first and the last are always there."""
    found = [
        _build_outlier(post, others, verdict, words),
        _build_comparable_posts(verdict, words),
        _build_age(post, others, words),
        build_growth_item(post, verdict.basis, words),
        _build_account(post, words),
    ]
    return [item for item in found if item is not None]


def measured_age(post: PostDetail) -> timedelta | None:
    """From publishing to when the figures were seen; None if unknown or negative."""
    if post.published_at is None or post.metrics_as_of < post.published_at:
        return None
    return post.metrics_as_of - post.published_at


def is_young(post: PostDetail) -> bool:
    """Whether the figures were seen within the post's first week."""
    age = measured_age(post)
    return age is not None and age < YOUNG


def show_age(days: float, words: PostWords) -> str:
    """ "36 hours" up to two days, then whole days."""
    if days < 2:
        return words.wording.quantity(round(days * 24), "hours")
    return words.wording.quantity(int(days), "days")


def _build_outlier(
    post: PostDetail,
    others: ComparableOthers,
    verdict: OutlierVerdict,
    words: PostWords,
) -> EvidenceItem:
    if verdict.basis is None or verdict.value is None:
        return _build_unknown_result(words)
    counts = other_counts(verdict.basis, others.posts)
    drawn = build_comparison(float(verdict.value), counts, "log")
    item = EvidenceItem(
        id="",
        kind="outlier_multiple",
        group="result",
        label=words.say(f"evidence.result.{verdict.basis}"),
        value=verdict.value,
        display=words.numbers.count(verdict.value),
        unit=verdict.basis,
        basis=_describe_basis(post, verdict, words),
        sample_size=verdict.sample_size,
        sample=words.say("evidence.result.sample") if counts else None,
        comparison=drawn if counts else None,
        source=words.say("evidence.result.source", rule=show_rule(words)),
    )
    if verdict.multiple is None or verdict.usual is None:
        return _without_usual(item, post, verdict, words)
    marks: tuple[Mark, ...] = ("young_post",) if is_young(post) else ()
    return item.model_copy(
        update={
            "comparison": drawn.model_copy(update={"bands": BANDS}),
            "usual": verdict.usual,
            "usual_display": words.numbers.short(verdict.usual),
            "difference": verdict.multiple,
            "difference_display": words.wording.multiple(verdict.multiple),
            "standing": find_standing(drawn),
            "marks": marks,
            "detail": _describe_interval(verdict, words),
        }
    )


def show_rule(words: PostWords) -> str:
    """The name of the outlier rule, with its version."""
    return words.say("evidence.rule", version=RULE.rpartition(" ")[2])


def _build_unknown_result(words: PostWords) -> EvidenceItem:
    return EvidenceItem(
        id="",
        kind="outlier_multiple",
        group="result",
        label=words.say("evidence.result.unknown"),
        value=None,
        display=words.say("evidence.not_known"),
        basis=words.say("evidence.result.unknown_basis"),
        source=show_rule(words),
        marks=("no_metrics",),
    )


def _without_usual(
    item: EvidenceItem, post: PostDetail, verdict: OutlierVerdict, words: PostWords
) -> EvidenceItem:
    mark: Mark = "no_baseline"
    if verdict.baseline_state == "no_published_time":
        mark = "no_published_time"
        detail = words.say("evidence.result.no_time")
    else:
        form = "one" if verdict.sample_size == 1 else "many"
        detail = words.say(
            f"evidence.result.held_{form}",
            count=verdict.sample_size,
            needed=SMALLEST_SAMPLE,
        )
    published = (
        published_views(post.platform, verdict.value, words)
        if verdict.basis == "views" and verdict.value is not None
        else ()
    )
    return item.model_copy(
        update={"marks": (mark,), "detail": detail, "published": published}
    )


def _build_comparable_posts(
    verdict: OutlierVerdict, words: PostWords
) -> EvidenceItem | None:
    if verdict.baseline_state != "no_baseline":
        return None
    return EvidenceItem(
        id="",
        kind="comparable_posts",
        group="account",
        label=words.say("evidence.comparable_posts.label"),
        value=verdict.sample_size,
        display=words.say(
            "evidence.comparable_posts.display",
            count=verdict.sample_size,
            needed=SMALLEST_SAMPLE,
        ),
        unit="posts",
        basis=words.say("evidence.comparable_posts.basis"),
        source=show_rule(words),
        marks=("no_baseline",),
    )


def _build_age(
    post: PostDetail, others: ComparableOthers, words: PostWords
) -> EvidenceItem | None:
    age = measured_age(post)
    if age is None:
        return None
    item = EvidenceItem(
        id="",
        kind="measured_age",
        group="result",
        label=words.say("evidence.age.label"),
        value=age / DAY,
        display=show_age(age / DAY, words),
        unit="days",
        basis=words.say("evidence.age.basis"),
        source=words.say("evidence.metrics_source"),
        marks=("young_post",) if is_young(post) else (),
    )
    ages = [
        (other.metrics_as_of - other.published_at) / DAY
        for other in others.posts
        if other.metrics_as_of and other.published_at
        if other.metrics_as_of >= other.published_at
    ]
    if not ages:  # without a mark: that is the rule while nobody tells their ages
        return item
    return compare(
        item,
        ages,
        words=words,
        show=lambda days: show_age(days, words),
        sample="evidence.age.sample",
        scale="log",
    )


def _build_account(post: PostDetail, words: PostWords) -> EvidenceItem:
    followers = post.metrics.followers
    word = names.follower_word(post.platform)
    if followers is None:
        display = words.say("evidence.account.unknown", followers=words.plural(word))
    else:
        noun = words.count_word(word, followers)
        display = f"{words.numbers.short(followers)}{SPACE}{noun}"
    return EvidenceItem(
        id="",
        kind="creator_account",
        group="account",
        label=words.say(
            "evidence.account.label",
            creator=isolate(shorten(post.creator_name)),
            platform=names.platform_name(post.platform),
        ),
        value=followers,
        display=display,
        unit="followers",
        basis=words.say("evidence.account.basis"),
        source=words.say("evidence.metrics_source"),
        detail=words.say("evidence.account.invented") if post.is_invented else None,
    )


def _describe_interval(verdict: OutlierVerdict, words: PostWords) -> str | None:
    if verdict.interval is None:
        return None
    return words.say(
        "evidence.result.interval",
        low=words.wording.multiple(verdict.interval.low),
        high=words.wording.multiple(verdict.interval.high),
    )


def _describe_basis(post: PostDetail, verdict: OutlierVerdict, words: PostWords) -> str:
    """What the count is made of: "views", "likes + comments"."""
    if verdict.basis is None or verdict.basis != "interactions":
        return words.plural(verdict.basis or "interactions")
    known = [name for name in _INTERACTIONS if getattr(post.metrics, name) is not None]
    return " + ".join(words.interaction(name) for name in known)

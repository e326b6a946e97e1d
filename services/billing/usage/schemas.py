"""What is told of usage."""

from datetime import date as calendar_date
from datetime import datetime

from pydantic import Field

from libs.common.schemas import Schema
from services.billing.plans.schemas import PlanRead


class UsageCounters(Schema):
    """What was used. Posts count when they are analysed, questions when answered."""

    url_lookups: int = Field(description="Posts analysed that were given by URL")
    handle_analyses: int = Field(description="Posts reached through a creator's handle")
    post_suggestions: int = Field(description="Drafts and post ideas generated")
    questions_asked: int = Field(description="Chat questions that got an answer")


class PlatformUsageRead(UsageCounters):
    """What was used on one platform."""

    platform: str = Field(description="`instagram`, `x`, `youtube`, ...")


class UsageDayRead(Schema):
    """What was used on one day."""

    date: calendar_date = Field(description="The day, where the owner lived")
    timezone: str = Field(description="IANA timezone that the day follows")
    by_platform: list[PlatformUsageRead] = Field(description="By platform's name")
    totals: UsageCounters = Field(description="All platforms together")


class UsageTodayRead(UsageDayRead):
    """What was used today."""

    starts_at: datetime = Field(description="When this day began")
    resets_at: datetime = Field(description="When this day ends and counting restarts")


class LimitRead(Schema):
    """A limit and what is left of it."""

    limit: int
    used: int = Field(description="Work that was done")
    reserved: int = Field(description="Held for work under way; what fails comes back")
    left: int = Field(description="How many more are admitted")


class HandleLimitRead(Schema):
    """A limit on how many exist at one time; who keeps them counts them."""

    limit: int


class LimitsRead(Schema):
    """The limits of the plan, by their names in the plan."""

    max_urls: LimitRead = Field(description="Posts in one request; each begins anew")
    max_analyses_per_day: LimitRead = Field(description="Posts a day")
    max_handles: HandleLimitRead = Field(description="Creators followed at one time")
    max_questions_per_day: LimitRead = Field(description="Chat questions answered")
    max_generations_per_day: LimitRead = Field(description="Drafts and post ideas")


class UsageLimitsRead(Schema):
    """What the caller may still do today."""

    plan: PlanRead
    limits: LimitsRead
    date: calendar_date = Field(description="Today, where the owner lives")
    timezone: str = Field(description="IANA timezone that today follows")
    resets_at: datetime = Field(description="When the daily limits are whole again")

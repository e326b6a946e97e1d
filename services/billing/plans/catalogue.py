"""The plans that are sold: a file, read and checked once at start."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from libs.common.errors import InternalError

DEFAULT_PLANS_FILE = Path(__file__).parents[1] / "plans.toml"

PlanId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
PerDay = Annotated[int, Field(ge=0, le=1_000_000)]


class InvalidPlans(ValueError):
    """The file of plans is wrong; the text says where and why."""


class PlanUnknown(InternalError):
    """A subscription is to a plan that the file of plans no longer has."""


class Plan(BaseModel):
    """A plan and its limits. `amount_minor` is per `interval`, in cents or the like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: PlanId
    name: str = Field(min_length=1, max_length=80)
    amount_minor: int = Field(ge=0)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    interval: Literal["month", "year"]
    max_urls: int = Field(ge=1, le=10_000)
    max_analyses_per_day: PerDay
    max_handles: int = Field(ge=0, le=1_000_000)
    max_questions_per_day: PerDay
    max_generations_per_day: PerDay


class PlanCatalogue(BaseModel):
    """All plans, in the order in which they are shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    default_id: PlanId = Field(alias="default")
    plans: tuple[Plan, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        ids = [plan.id for plan in self.plans]
        if len(set(ids)) < len(ids):
            msg = "two plans have the same id"
            raise ValueError(msg)
        if self.default_id not in ids:
            msg = f"the default plan {self.default_id!r} is not among the plans"
            raise ValueError(msg)
        if self.default.amount_minor:
            msg = f"the default plan {self.default_id!r} must cost nothing"
            raise ValueError(msg)
        return self

    @property
    def default(self) -> Plan:
        """The plan of everybody who has no other."""
        return self.get(self.default_id)

    def get(self, plan_id: str) -> Plan:
        """The plan of that id. Raises PlanUnknown."""
        for plan in self.plans:
            if plan.id == plan_id:
                return plan
        raise PlanUnknown(f"The plan {plan_id} is not known here any more.")


def read_plans(path: Path) -> PlanCatalogue:
    """Reads and checks a TOML file of plans. Raises InvalidPlans."""
    try:
        return PlanCatalogue.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, p['loc'])) or 'file'}: {p['msg']}"
            for p in error.errors(include_input=False, include_url=False)
        ]
        raise InvalidPlans(f"{path}: {'; '.join(problems)}") from None
    except OSError as error:
        raise InvalidPlans(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:  # bytes that are no text, text that is no TOML
        raise InvalidPlans(f"{path}: {error}") from None

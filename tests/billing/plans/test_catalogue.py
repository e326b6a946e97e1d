"""The file of plans: what is sold, and what is refused at start."""

from pathlib import Path
from typing import Any

import pytest

from libs.common.settings import InvalidSettings, load_settings
from services.billing.plans.catalogue import (
    DEFAULT_PLANS_FILE,
    InvalidPlans,
    PlanUnknown,
    read_plans,
)
from services.billing.settings import Settings

PLAN = """
[[plans]]
id = "{id}"
name = "Some plan"
amount_minor = {amount}
currency = "{currency}"
interval = "month"
max_urls = {max_urls}
max_analyses_per_day = 5
max_handles = 1
max_questions_per_day = 5
max_generations_per_day = 5
"""


def plan(**overrides: Any) -> str:
    values = {"id": "free", "amount": 0, "currency": "USD", "max_urls": 5}
    return PLAN.format(**{**values, **overrides})


@pytest.fixture
def plans_file(tmp_path: Path) -> Path:
    return tmp_path / "plans.toml"


class TestReadPlans:
    def test_sold_plans_have_the_agreed_figures(self) -> None:
        plans = read_plans(DEFAULT_PLANS_FILE)
        figures = {
            p.id: (
                p.max_urls,
                p.max_analyses_per_day,
                p.max_handles,
                p.max_questions_per_day,
                p.amount_minor,
                p.currency,
                p.interval,
            )
            for p in plans.plans
        }
        assert figures == {
            "free": (20, 25, 1, 20, 0, "USD", "month"),
            "pro": (100, 500, 25, 500, 2900, "USD", "month"),
        }
        assert plans.default.id == "free"

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('default = "free"', "plans: Field required"),
            ('default = "free"' + plan(max_urls=0), "plans.0.max_urls: "),
            ('default = "free"' + plan(currency="usd"), "plans.0.currency: "),
            ('default = "free"' + plan(amount=-1), "plans.0.amount_minor: "),
            ('default = "free"' + plan(amount="2.5"), "plans.0.amount_minor: "),
            ('default = "pro"' + plan(), "'pro' is not among the plans"),
            ('default = "free"' + plan(amount=100), "'free' must cost nothing"),
            ('default = "free"' + plan() + plan(), "two plans have the same id"),
            ('default = "free"' + plan() + "max_ulrs = 3", "plans.0.max_ulrs: Extra"),
            ("default = ", "Invalid value"),
        ],
    )
    def test_wrong_file_is_refused_saying_where(
        self, plans_file: Path, text: str, told: str
    ) -> None:
        plans_file.write_text(text)
        with pytest.raises(InvalidPlans) as refused:
            read_plans(plans_file)
        assert told in str(refused.value)
        assert str(plans_file) in str(refused.value)

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00"])
    def test_file_that_is_no_text_is_refused(
        self, plans_file: Path, content: bytes
    ) -> None:
        plans_file.write_bytes(content)
        with pytest.raises(InvalidPlans):
            read_plans(plans_file)

    def test_plan_that_is_gone_is_named(self) -> None:
        with pytest.raises(PlanUnknown, match="gold"):
            read_plans(DEFAULT_PLANS_FILE).get("gold")


class TestPlansFileSetting:
    def test_missing_file_stops_the_start(
        self, plans_file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PLANS_FILE", str(plans_file))
        with pytest.raises(InvalidSettings, match=r"PLANS_FILE: .* cannot be read"):
            load_settings(Settings)

    def test_other_file_is_taken(
        self, plans_file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plans_file.write_text('default = "free"' + plan(max_urls=7))
        monkeypatch.setenv("PLANS_FILE", str(plans_file))
        assert read_plans(load_settings(Settings).plans_file).default.max_urls == 7

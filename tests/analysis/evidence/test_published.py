import tomllib
from pathlib import Path

import pytest

from services.analysis.evidence import published
from services.analysis.evidence.published import (
    published_day,
    published_hour,
    published_rates,
    published_views,
)
from services.analysis.wording.wording import find_words

WORDS = find_words("en", "youtube", "video")
FOLDER = Path(published.__file__).parent


class TestPublishedRates:
    def test_unknown_kind_gets_both_families_of_the_same_denominator(self) -> None:
        figures = published_rates(
            0.02,
            platform="instagram",
            denominator="followers",
            followers=50_000,
            account_kind=None,
            words=WORDS,
        )

        assert {figure.account_kind for figure in figures} == {"brand", "creator"}
        assert {figure.denominator for figure in figures} == {"followers"}
        # Newest of each study and family: two of brands, four of creators.
        assert len({(f.study, f.account_kind) for f in figures}) == len(figures) == 6

    def test_known_kind_gets_its_own_family_alone(self) -> None:
        figures = published_rates(
            0.02,
            platform="instagram",
            denominator="followers",
            followers=50_000,
            account_kind="brand",
            words=WORDS,
        )

        assert [(f.study, f.year, f.median) for f in figures] == [
            ("Socialinsider", 2026, 0.0048),
            ("Rival IQ", 2025, 0.0036),
        ]

    @pytest.mark.parametrize(
        ("followers", "expected"),
        [(9_999, (0.06, 0.10)), (10_000, (0.04, 0.07)), (5_000_000, (0.01, 0.02))],
    )
    def test_tier_holds_its_lower_border(
        self, followers: int, expected: tuple[float, float]
    ) -> None:
        (figure,) = published_rates(
            0.05,
            platform="tiktok",
            denominator="views",
            followers=followers,
            account_kind="creator",
            words=WORDS,
        )

        assert (figure.low, figure.high) == expected

    @pytest.mark.parametrize(
        ("rate", "place"),
        [(0.0399, "below"), (0.04, "within"), (0.07, "within"), (0.071, "above")],
    )
    def test_place_is_told_against_the_range(self, rate: float, place: str) -> None:
        (figure,) = published_rates(
            rate,
            platform="tiktok",
            denominator="views",
            followers=20_000,
            account_kind=None,
            words=WORDS,
        )

        assert figure.place == place

    def test_creator_figures_need_a_size(self) -> None:
        figures = published_rates(
            0.02,
            platform="youtube",
            denominator="followers",
            followers=None,
            account_kind=None,
            words=WORDS,
        )

        assert figures == ()

    def test_views_are_not_laid_beside_impressions(self) -> None:
        assert not published_rates(
            0.02,
            platform="youtube",
            denominator="views",
            followers=10_000,
            account_kind=None,
            words=WORDS,
        )

    def test_each_row_names_where_it_is_from(self) -> None:
        table = tomllib.loads((FOLDER / "published_rates.toml").read_text())

        for study in table["study"]:
            assert study["study"]
            assert study["year"] >= 2023
            assert study["metric"]
            assert study["n"]
            assert isinstance(study["via"], bool)
            assert study["denominator"] in {"views", "impressions", "followers"}
            for rate in study["rates"]:
                values = [rate[k] for k in ("low", "median", "high") if k in rate]
                assert values == sorted(values)
                assert 0 < values[0] < values[-1] + 1e-12 < 0.2


class TestPublishedTimes:
    @pytest.mark.parametrize(
        ("hour", "index"),
        [
            (0, 0.98),
            (5, 0.98),
            (6, 1.01),
            (9, 1.05),
            (20, 1.01),
            (21, 0.96),
            (23, 0.96),
        ],
    )
    def test_hour_falls_into_its_span(self, hour: int, index: float) -> None:
        assert published_hour("instagram", hour, WORDS).median == index

    def test_platform_without_a_study_takes_all_together(self) -> None:
        figure = published_day("mastodon", 1, WORDS)

        assert (figure.median, figure.confidence) == (1.03, "none")

    def test_confidence_and_agreement_are_told(self) -> None:
        figure = published_hour("x", 9, WORDS)

        assert figure.confidence == "medium"
        assert "agree moderately" in figure.statement

    def test_each_platform_has_a_whole_week(self) -> None:
        table = tomllib.loads((FOLDER / "published_times.toml").read_text())

        assert len(table) == 7
        for row in table.values():
            assert (len(row["hours"]), len(row["days"])) == (7, 7)
            assert row["low"] <= min(row["hours"] + row["days"])
            assert row["high"] >= max(row["hours"] + row["days"])


class TestPublishedViews:
    @pytest.mark.parametrize(
        ("views", "share", "place"),
        [
            (0, 0.65, "below"),
            (100, 0.65, "above"),
            (999, 0.65, "above"),
            (1_000, 0.87, "above"),
            (10_000, 0.963, "above"),
        ],
    )
    def test_largest_step_that_is_reached(
        self, views: int, share: float, place: str
    ) -> None:
        (figure,) = published_views("youtube", views, WORDS)

        assert f"{share * 100:.0f}" in figure.statement
        assert figure.place == place

    def test_other_platforms_have_no_distribution(self) -> None:
        assert published_views("instagram", 1_000, WORDS) == ()

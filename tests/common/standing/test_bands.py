import math

import pytest

from libs.common.standing.bands import BANDS, VIRAL_BANDS, VIRAL_FROM, find_band


class TestFindBand:
    @pytest.mark.parametrize(
        ("multiple", "band"),
        [
            (0.0, "below"),
            (math.nextafter(0.67, 0), "below"),
            (0.67, "usual"),
            (math.nextafter(1.5, 0), "usual"),
            (1.5, "above"),
            (math.nextafter(3.0, 0), "above"),
            (3.0, "outlier"),
            (math.nextafter(10.0, 0), "outlier"),
            (10.0, "extreme"),
            (1e12, "extreme"),
        ],
    )
    def test_border_belongs_to_the_band_above(self, multiple: float, band: str) -> None:
        assert find_band(multiple) == band

    def test_viral_bands_are_those_from_the_limit_on(self) -> None:
        beyond = [band.name for band in BANDS if (band.low or 0) >= VIRAL_FROM]

        assert list(VIRAL_BANDS) == beyond

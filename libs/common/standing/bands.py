"""What a multiple is called."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

BandName = Literal["below", "usual", "above", "outlier", "extreme"]

VIRAL_FROM = 3.0


class Band(BaseModel):
    """One span of the multiple: low <= multiple < high; None = open end."""

    model_config = ConfigDict(frozen=True)

    name: BandName
    low: float | None
    high: float | None


BANDS: tuple[Band, ...] = (
    Band(name="below", low=None, high=0.67),
    Band(name="usual", low=0.67, high=1.5),
    Band(name="above", low=1.5, high=VIRAL_FROM),
    Band(name="outlier", low=VIRAL_FROM, high=10.0),
    Band(name="extreme", low=10.0, high=None),
)

VIRAL_BANDS: tuple[BandName, ...] = ("outlier", "extreme")
"""The bands from `VIRAL_FROM` on."""


def find_band(multiple: float) -> BandName:
    """The band that holds the multiple; a border belongs to the band above it."""
    return next(
        band.name for band in BANDS if band.high is None or multiple < band.high
    )

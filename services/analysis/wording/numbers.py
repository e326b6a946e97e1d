"""Numbers as a person reads them, in one language. Units stand after a no-break
space."""

from collections.abc import Callable
from dataclasses import dataclass

SPACE = "\u00a0"
MINUS = "\u2212"

_SHORT_FROM = 10_000
# Up to here a difference reads better in percent than as a multiple.
_PERCENT_BETWEEN = (0.5, 2.0)


@dataclass(frozen=True, slots=True)
class Numbers:
    """`units` are (size, name), largest first, for counts too long to read."""

    decimal: str
    group: str
    units: tuple[tuple[float, str], ...]

    def count(self, value: float) -> str:
        """1284310 → "1,284,310"; halves (medians of even counts) keep one decimal."""
        if float(value).is_integer():
            return self._local(f"{int(value):,}")
        return self._local(f"{value:,.1f}")

    def short(self, value: float) -> str:
        """Three digits from 10,000 on: "201 k", "1.28 M"; below as `count`."""
        if value < _SHORT_FROM:
            return self.count(value if value < 100 else round(value))
        for size, name in self.units:
            # 999,600 is "1 M", not "1000 k".
            if value >= size * 0.9995:
                return f"{self._local(_three_digits(value / size))}{SPACE}{name}"
        # A language without a word for thousands: "201,000".
        return self._local(f"{_round_to_three(value):,}")

    def size(self, followers: int) -> str:
        """Borders of tiers are whole thousands: "1 k", "500 k", "1 M"."""
        for size, name in self.units:
            if followers >= size:
                return f"{self._local(f'{followers / size:g}')}{SPACE}{name}"
        return self.count(followers)

    def decimals(self, value: float, places: int) -> str:
        """1.064 → "1.06" with two places."""
        return self._local(f"{value:,.{places}f}")

    def multiple(self, value: float, band_of: Callable[[float], str]) -> str:
        """6.42 → "6.4×", 0.143 → "0.14×"; as many decimals as the band needs: 2.97 is
        no outlier and stays "2.97×"."""
        first = 0 if value >= 100 else 1 if value >= 1 else 2
        for places in range(first, 7):
            shown = round(value, places)
            if shown > 0 and band_of(shown) == band_of(value):
                return self._local(f"{_trim(f'{shown:,.{places}f}', keep=1)}×")
        return self._local(f"{value:.2g}×")

    def percent(self, ratio: float) -> str:
        """0.049 → "4.9 %", 0.32 → "32 %", 0.00048 → "0.048 %"."""
        percent = ratio * 100
        if percent >= 9.95:
            shown = f"{percent:,.0f}"
        elif percent >= 0.995:
            shown = f"{percent:.1f}"
        else:
            shown = _plain(percent, digits=2)
        return f"{self._local(shown)}{SPACE}%"

    def difference(self, ratio: float) -> str:
        """Value ÷ usual as "+16 %", "−20 %", or as a multiple where it is far off."""
        low, high = _PERCENT_BETWEEN
        if low < ratio < high:
            percent = round((ratio - 1) * 100)
            sign = MINUS if percent < 0 else "+"
            return f"{sign}{abs(percent)}{SPACE}%"
        return self._local(f"{ratio:.2f}×" if ratio < 1 else f"{ratio:,.1f}×")

    def duration(self, seconds: float) -> str:
        """848 → "14:08", 3723 → "1:02:03"."""
        minutes, rest = divmod(round(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        if hours:
            return f"{hours}:{minutes:02d}:{rest:02d}"
        return f"{minutes}:{rest:02d}"

    def moment(self, seconds: float) -> str:
        """Within a video, to the tenth in its first minute: 1.24 → "0:01.2"."""
        if seconds >= 59.95:
            return self.duration(seconds)
        return self._local(f"0:{seconds:04.1f}")

    def _local(self, text: str) -> str:
        """From the form of the programming language to that of the person's."""
        return text.translate(str.maketrans(",.", f"{self.group}{self.decimal}"))


def _trim(text: str, *, keep: int) -> str:
    """Zeros at the end are cut as long as more than `keep` decimals are left."""
    while "." in text and text.endswith("0") and len(text.split(".")[1]) > keep:
        text = text[:-1]
    return text


def _three_digits(value: float) -> str:
    decimals = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _round_to_three(value: float) -> int:
    return int(float(f"{value:.3g}"))


def _plain(value: float, digits: int) -> str:
    """`digits` significant digits, never in scientific notation."""
    if value == 0:
        return "0"
    text = f"{float(f'{value:.{digits}g}'):.12f}"
    return text.rstrip("0").rstrip(".")

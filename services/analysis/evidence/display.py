"""Numbers as a person reads them. Units stand after a no-break space."""

from libs.common.standing.bands import find_band

SPACE = "\u00a0"
MINUS = "\u2212"

_UNITS = ((1e9, "B"), (1e6, "M"), (1e3, "k"))
_SHORT_FROM = 10_000
# Up to here a difference reads better in percent than as a multiple.
_PERCENT_BETWEEN = (0.5, 2.0)


def show_count(value: float) -> str:
    """1284310 → "1,284,310"; halves (medians of even counts) keep one decimal."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.1f}"


def show_short(value: float) -> str:
    """Three digits from 10,000 on: "201 k", "1.28 M"; below as `show_count`."""
    if value < _SHORT_FROM:
        return show_count(value) if value < 100 else f"{round(value):,}"
    for size, name in _UNITS:
        # 999,600 is "1 M", not "1000 k".
        if value >= size * 0.9995:
            digits = _three_digits(value / size)
            return f"{digits}{SPACE}{name}"
    raise AssertionError("unreachable: the smallest unit is below the limit")


def show_multiple(multiple: float) -> str:
    """6.42 → "6.4×", 0.143 → "0.14×"; as many decimals as the band needs: 2.97 is no
    outlier and stays "2.97×"."""
    first = 0 if multiple >= 100 else 1 if multiple >= 1 else 2
    for decimals in range(first, 7):
        shown = round(multiple, decimals)
        if shown > 0 and find_band(shown) == find_band(multiple):
            return f"{_trim(f'{shown:,.{decimals}f}', keep=1)}×"
    return f"{multiple:.2g}×"


def show_percent(ratio: float) -> str:
    """0.049 → "4.9 %", 0.32 → "32 %", 0.00048 → "0.048 %"."""
    percent = ratio * 100
    if percent >= 9.95:
        return f"{percent:,.0f}{SPACE}%"
    if percent >= 0.995:
        return f"{percent:.1f}{SPACE}%"
    return f"{_plain(percent, digits=2)}{SPACE}%"


def show_difference(ratio: float) -> str:
    """Value ÷ usual as "+16 %", "−20 %", or as a multiple where it is far off."""
    low, high = _PERCENT_BETWEEN
    if low < ratio < high:
        percent = round((ratio - 1) * 100)
        sign = MINUS if percent < 0 else "+"
        return f"{sign}{abs(percent)}{SPACE}%"
    return f"{ratio:.2f}×" if ratio < 1 else f"{ratio:,.1f}×"


def show_duration(seconds: float) -> str:
    """848 → "14:08", 3723 → "1:02:03"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}"


def show_plural(count: int, one: str, many: str) -> str:
    """ "1 video", "2 videos"."""
    return f"{count:,}{SPACE}{one if count == 1 else many}"


def _trim(text: str, *, keep: int) -> str:
    """Zeros at the end are cut as long as more than `keep` decimals are left."""
    while "." in text and text.endswith("0") and len(text.split(".")[1]) > keep:
        text = text[:-1]
    return text


def _three_digits(value: float) -> str:
    decimals = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: float, digits: int) -> str:
    """`digits` significant digits, never in scientific notation."""
    if value == 0:
        return "0"
    text = f"{float(f'{value:.{digits}g}'):.12f}"
    return text.rstrip("0").rstrip(".")

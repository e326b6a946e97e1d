"""Instagram's two spellings of a media id: shortcode and number (pk)."""

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_PK_LIMIT = 1 << 64
MAX_SHORTCODE_LENGTH = 11


def shortcode_to_pk(shortcode: str) -> int:
    """The 64-bit media pk of a shortcode, read as a number of base 64.

    Raises ValueError for an empty or too long code (11 digits at most), a character
    outside `A-Z a-z 0-9 - _`, or a value that 64 bits cannot hold.
    Source: yt-dlp `yt_dlp/extractor/instagram.py`, commit 81ecd58 (2026-08-20)."""
    if not 1 <= len(shortcode) <= MAX_SHORTCODE_LENGTH:
        raise ValueError("a shortcode has 1 to 11 characters")
    pk = 0
    for digit in shortcode:
        value = _VALUES.get(digit)
        if value is None:
            raise ValueError("a shortcode has the characters A-Z a-z 0-9 - _")
        pk = pk * 64 + value
    if pk >= _PK_LIMIT:
        raise ValueError("a shortcode stands for 64 bits")
    return pk


def pk_to_shortcode(pk: int) -> str:
    """The shortcode of a media pk: its digits of base 64, without a leading `A`.

    Raises ValueError unless 0 <= pk < 2^64. Source: as `shortcode_to_pk`."""
    if not 0 <= pk < _PK_LIMIT:
        raise ValueError("a media pk has 64 bits")
    digits = [_DIGITS[pk % 64]]
    while pk := pk // 64:
        digits.append(_DIGITS[pk % 64])
    return "".join(reversed(digits))

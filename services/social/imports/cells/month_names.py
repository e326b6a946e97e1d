"""Months by their names, in the languages that exports of posts come in.

Source: Unicode CLDR, Gregorian calendar, month names (wide, format; for Slavic
languages the stand-alone form too). A shorter form is the beginning of a name, at
least three letters, where it belongs to one month only."""

import unicodedata
from functools import cache

_NAMES = {
    "en": "january february march april may june july august september october "
    "november december",
    "de": "januar februar märz april mai juni juli august september oktober "
    "november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre "
    "novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre "
    "ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro "
    "novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober "
    "november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober "
    "november december",
    "da": "januar februar marts april maj juni juli august september oktober "
    "november december",
    "nb": "januar februar mars april mai juni juli august september oktober "
    "november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września "
    "października listopada grudnia",
    "pl alone": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień "
    "październik listopad grudzień",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "id": "januari februari maret april mei juni juli agustus september oktober "
    "november desember",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября "
    "ноября декабря",
    "ru alone": "январь февраль март апрель май июнь июль август сентябрь октябрь "
    "ноябрь декабрь",
}
# Short forms that are no beginning of a name.
_SHORT = {"mrz": 3, "mrt": 3}
_SHORTEST = 3


def find_month(word: str) -> int | None:
    """1 to 12 for a month's name or its beginning, in any case; else None."""
    return _load_months().get(_fold(word))


@cache
def _load_months() -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for names in _NAMES.values():
        for month, name in enumerate(names.split(), 1):
            folded = _fold(name)
            for length in range(min(_SHORTEST, len(folded)), len(folded) + 1):
                found.setdefault(folded[:length], set()).add(month)
    certain = {text: months.pop() for text, months in found.items() if len(months) == 1}
    return certain | _SHORT


def _fold(word: str) -> str:
    """Lower case, without accents: exports lose them now and then."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))

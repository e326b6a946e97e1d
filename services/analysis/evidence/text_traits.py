"""What can be counted in a text without understanding it."""

import re

from services.analysis.wording.quoting import shorten

OPENING_WORDS = 12

_LINK = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
# A hashtag holds a letter, else it is a number ("#1"); "&#39;" and "a#b" are none.
_HASHTAG = re.compile(r"(?<![\w&#])#(?=\w*[^\W\d_])\w+")
# "me@example.org" is an address, not a mention.
_MENTION = re.compile(r"(?<![\w.@/])@\w(?:[\w.]*\w)?")
# "40", "$1,200" and "10k" are numbers; "2e" and "1st" are names.
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*[kmb]?(?!\w)", re.IGNORECASE)
# A sign or a code of money beside a number: "$40", "40 €", "EUR 3.50", "20 dollars".
_MONEY_WORDS = "usd|eur|gbp|chf|cad|aud|inr|jpy|dollars?|euros?|pounds?|bucks"
_MONEY = rf"[$€£¥₹₽₩₺₴₦₫₪฿]|\b(?:{_MONEY_WORDS})\b"
_AMOUNT = r"\d{1,9}(?:[.,]\d{1,9}){0,4}[kmb]?"
_PRICE = re.compile(
    rf"(?:{_MONEY})\s?{_AMOUNT}(?!\w)|(?<![\w.,]){_AMOUNT}\s?(?:{_MONEY})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s|\n")
_QUESTION = re.compile(r"[?？؟]")

# Pictographs of Unicode 16 that are drawn as pictures by default, or become one
# by the variation selector (U+FE0F). Source: unicode.org/reports/tr51.
_PICTURE = (
    "(?:[\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f201"
    "\U0001f21a\U0001f22f\U0001f232-\U0001f236\U0001f238-\U0001f23a"
    "\U0001f250\U0001f251\U0001f300-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f7e0-\U0001f7eb\U0001f7f0\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653"
    "\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea"
    "\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e"
    "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]"
    "|[\u00a9\u00ae\u203c-\u3299](?=\ufe0f))[\ufe0f\U0001f3fb-\U0001f3ff]*"
)
_EMOJI = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_PICTURE}(?:\u200d{_PICTURE})*"
)


def without_links(text: str) -> str:
    """The text with its links cut out."""
    return _LINK.sub(" ", text)


def count_links(text: str) -> int:
    """Web addresses, with scheme or beginning with www."""
    return len(_LINK.findall(text))


def count_hashtags(text: str) -> int:
    """Hashtags outside of links."""
    return len(_HASHTAG.findall(without_links(text)))


def count_mentions(text: str) -> int:
    """Names after an @, outside of links and mail addresses."""
    return len(_MENTION.findall(without_links(text)))


def count_emojis(text: str) -> int:
    """Emojis as drawn: a flag, a family or a hand with a skin tone counts once."""
    return len(_EMOJI.findall(text))


def count_words(text: str) -> int:
    """Runs of letters and digits outside of links; "don't" is one word."""
    return len(_WORD.findall(without_links(text)))


def has_question(text: str) -> bool:
    """Whether a question mark stands outside of links."""
    return bool(_QUESTION.search(without_links(text)))


def has_number(text: str) -> bool:
    """Whether a number stands by itself, outside of links, hashtags and names."""
    plain = _MENTION.sub(" ", _HASHTAG.sub(" ", without_links(text)))
    return bool(_NUMBER.search(plain))


def has_price(text: str) -> bool:
    """Whether a number stands beside a sign, code or name of money."""
    return bool(_PRICE.search(without_links(text)))


def has_capitals(text: str) -> bool:
    """Whether a word of three or more letters is in capitals throughout."""
    return count_capital_words(text) > 0


def count_capital_words(text: str) -> int:
    """Words of three or more letters in capitals throughout."""
    words = _WORD.findall(without_links(text))
    return sum(len(word) >= 3 and word.isalpha() and word.isupper() for word in words)


def first_words(text: str) -> str:
    """The first sentence or line, at most 12 words and 140 characters of it, then
    "…"; "" if empty. Clean, as `quoting.clean` says."""
    start = text.strip()[: OPENING_WORDS * 1_000]
    sentence = _SENTENCE_END.split(start, maxsplit=1)[0]
    words = sentence.split()
    if len(words) > OPENING_WORDS:
        words = [*words[:OPENING_WORDS], "…"]
    return shorten(" ".join(words))

"""What strangers wrote, made fit to stand inside our own sentences. Pure."""

import unicodedata

LONGEST_QUOTE = 140
# Joins letters in some scripts and pictures in emojis.
_JOINERS = frozenset("\u200c\u200d")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def clean(text: str) -> str:
    """One line without control characters, marks of direction, lone surrogates, and
    stacks of accents higher than three."""
    kept: list[str] = []
    stacked = 0
    for letter in text:
        category = unicodedata.category(letter)
        stacked = stacked + 1 if category == "Mn" else 0
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif _is_shown(letter, category) and stacked <= 3:
            kept.append(letter)
    return " ".join("".join(kept).split())


def readable(text: str | None) -> str:
    """The text as it is, without white space around it; "" where nothing of its
    beginning would be shown."""
    kept = (text or "").strip()
    return kept if clean(kept[:1_000]) else ""


def storable(text: str | None) -> str | None:
    """The text without what no database takes: NUL, halves of surrogate pairs."""
    if text is None:
        return None
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def shorten(text: str, limit: int = LONGEST_QUOTE) -> str:
    """The text, clean, if it fits; else up to a word's end, then " …": at most
    `limit` characters."""
    # Cut first: nobody waits for the cleaning of what is not shown.
    looked_at = text[: limit * 20]
    flat = clean(looked_at)
    if len(flat) <= limit and looked_at == text:
        return flat
    start = flat[: limit - 2]
    head = start.rpartition(" ")[0]
    is_whole_word = flat[limit - 2 : limit - 1] in ("", " ")
    # Scripts without spaces, and pasted rubbish, make "words" of any length.
    cut = start if is_whole_word or len(head) < limit // 2 else head
    return f"{cut.rstrip(',;:.-–— ')} …".strip()


def isolate(text: str) -> str:
    """The text so that its direction changes nothing around it."""
    if any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text):
        return f"{_ISOLATE}{text}{_END_ISOLATE}"
    return text


def closes_itself(text: str) -> bool:
    """Whether a full stop after it would be one too many."""
    bare = text.rstrip(f"”“»{_END_ISOLATE}")
    is_quoted = bare != text
    return bare.endswith((".", "…")) or (is_quoted and bare.endswith(("!", "?", "؟")))


def _is_shown(letter: str, category: str) -> bool:
    # Formats (Cf) turn our own words around, or hide some of the quoted ones.
    return letter in _JOINERS or category not in ("Cf", "Cs", "Co", "Cn")

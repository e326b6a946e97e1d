"""The sentences of one language, and how its numbers are written.

All words that the evidence and the offline verdict consist of stand in the catalogues
beside this module, one file per language, under the same keys."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from libs.common.contracts.engagement import Interaction
from libs.common.standing.bands import find_band
from services.analysis.wording import names
from services.analysis.wording.numbers import SPACE, Numbers
from services.analysis.wording.quoting import closes_itself, isolate, shorten

LANGUAGES = ("en", "de")
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. `texts` are templates by dotted key, `lists` alternatives."""

    language: str
    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    numbers: Numbers

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key with the values put in; what the values hold is
        not looked into. A full stop after one that ends a sentence is left out.

        Raises KeyError for a key or a value that is missing."""
        return _fill(self.texts[key], values)

    def say_one_of(self, key: str, chance: int, **values: object) -> str:
        """One of the phrasings of that key: the same for the same `chance`."""
        options = self.lists[key]
        return _fill(options[chance % len(options)], values)

    def has(self, key: str) -> bool:
        """Whether there is a sentence of that key."""
        return key in self.texts

    def multiple(self, value: float) -> str:
        """6.42 → "6.4×"."""
        return self.numbers.multiple(value, find_band)

    def quantity(self, count: int, name: str) -> str:
        """ "1 video", "2 videos", by the words of `nouns.<name>`."""
        noun = self.texts[f"nouns.{name}.{'one' if count == 1 else 'many'}"]
        return f"{self.numbers.count(count)}{SPACE}{noun}"

    def quantity_after(self, count: int, name: str) -> str:
        """The same after a preposition: German puts it into the dative."""
        noun = self.texts[f"nouns.{name}.{'one' if count == 1 else 'after'}"]
        return f"{self.numbers.count(count)}{SPACE}{noun}"

    def quote(self, text: str) -> str:
        """What a stranger wrote, shortened, in quotation marks."""
        return self.say("quotation", text=isolate(shorten(text)))

    def join(self, words: list[str]) -> str:
        """ "a", "a and b", "a, b and c"."""
        if len(words) < 2:
            return "".join(words)
        return self.say("join", first=", ".join(words[:-1]), last=words[-1])


@dataclass(frozen=True, slots=True)
class PostWords:
    """A language as it speaks about one format of posts on one platform.

    `nouns` are what the post and its account are called, in the forms that sentences
    need: they are at hand in every one."""

    wording: Wording
    platform: str
    post_format: str
    nouns: Mapping[str, str]

    @property
    def numbers(self) -> Numbers:
        """How numbers are written."""
        return self.wording.numbers

    def say(self, key: str, **values: object) -> str:
        """As `Wording.say`, with the nouns."""
        return self.wording.say(key, **{**self.nouns, **values})

    def say_one_of(self, key: str, chance: int, **values: object) -> str:
        """As `Wording.say_one_of`, with the nouns."""
        return self.wording.say_one_of(key, chance, **{**self.nouns, **values})

    def count_word(self, name: str, count: float = 2) -> str:
        """ "views", or "view" for one of them."""
        return self.wording.texts[f"nouns.{name}.{'one' if count == 1 else 'many'}"]

    def plural(self, name: str) -> str:
        """ "views"."""
        return self.count_word(name)

    def interaction(self, interaction: Interaction, count: float = 2) -> str:
        """The platform's own word: on X `comments` are "replies"."""
        return self.count_word(
            names.interaction_word(self.platform, interaction), count
        )


@lru_cache(maxsize=500)
def find_words(language: str, platform: str, post_format: str) -> PostWords:
    """The words for one kind of post in the language of a BCP 47 tag."""
    wording = find_wording(language)
    nouns = {
        **_below(wording.texts, f"formats.{names.known_format(post_format)}."),
        **_below(wording.texts, f"accounts.{names.account_word(platform)}."),
    }
    return PostWords(wording, platform, post_format, nouns)


def find_wording(language: str) -> Wording:
    """The catalogue of a BCP 47 tag ("de-AT" is German), else the English one."""
    primary = language.lower().replace("_", "-").partition("-")[0]
    return _load(primary if primary in LANGUAGES else "en")


@cache
def _load(language: str) -> Wording:
    path = _FOLDER / f"{language}.toml"
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    numbers = tree.pop("numbers")
    leaves = dict(_list_leaves(tree))
    return Wording(
        language=language,
        texts={key: text for key, text in leaves.items() if isinstance(text, str)},
        lists={key: tuple(of) for key, of in leaves.items() if isinstance(of, list)},
        numbers=Numbers(
            decimal=numbers["decimal"],
            group=numbers["group"],
            units=tuple((float(size), name) for size, name in numbers["units"]),
        ),
    )


def _list_leaves(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, branch in tree.items():
        if isinstance(branch, dict):
            yield from _list_leaves(branch, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", branch


def _below(texts: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {
        key.removeprefix(prefix): text
        for key, text in texts.items()
        if key.startswith(prefix)
    }


def _fill(template: str, values: Mapping[str, object]) -> str:
    said = ""
    for literal, name, _, _ in Formatter().parse(template):
        is_spare = literal.startswith(".") and closes_itself(said)
        said += literal[1:] if is_spare else literal
        if name is not None:
            said += _value_of(name, values)
    return said


def _value_of(name: str, values: Mapping[str, object]) -> str:
    # Some languages say "the 6.4-fold" where others write "6.4×".
    if name == "fold":
        return str(values["multiple"]).removesuffix("×")
    return str(values[name])

"""Every language has the same sentences, with the same values in them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from libs.common.contracts.engagement import counted_interactions
from services.analysis.evidence.schemas import Confidence, Denominator
from services.analysis.wording import names, wording
from services.analysis.wording.wording import LANGUAGES, find_wording, find_words

FOLDER = Path(wording.__file__).parent


def list_leaves(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, branch in tree.items():
        if isinstance(branch, dict):
            yield from list_leaves(branch, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", branch


def read(language: str) -> dict[str, Any]:
    text = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    return dict(list_leaves(tomllib.loads(text)))


def is_noun(key: str) -> bool:
    return key.startswith(("formats.", "accounts."))


CATALOGUES = {language: read(language) for language in LANGUAGES}
# Forms of nouns differ: German has cases. They are at hand in every sentence.
NOUNS = {
    key.rpartition(".")[2]
    for texts in CATALOGUES.values()
    for key in texts
    if is_noun(key)
}


def values_in(template: str) -> set[str]:
    """The values a template asks for; "6.4-fold" is the multiple without its sign."""
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    return {"multiple" if name == "fold" else name for name in names} - NOUNS


class TestCatalogues:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_keys_are_those_of_english(self, language: str) -> None:
        own = {key for key in CATALOGUES[language] if not is_noun(key)}
        assert own == {key for key in CATALOGUES["en"] if not is_noun(key)}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_values_are_those_of_english(self, language: str) -> None:
        for key, template in CATALOGUES["en"].items():
            if is_noun(key) or key.startswith("numbers."):
                continue
            other = CATALOGUES[language][key]
            if isinstance(template, list):
                assert len(template) == len(other), key
                pairs = list(zip(template, other, strict=True))
            else:
                pairs = [(template, other)]
            for one, two in pairs:
                assert values_in(one) == values_in(two), key

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_format_and_account_has_every_form(self, language: str) -> None:
        nouns = {
            key: text for key, text in CATALOGUES[language].items() if is_noun(key)
        }
        for kind, known in (
            ("formats", names.FORMATS),
            ("accounts", {"channel", "account"}),
        ):
            forms = {
                name: {
                    key.rpartition(".")[2]
                    for key in nouns
                    if key.startswith(f"{kind}.{name}.")
                }
                for name in known
            }
            assert len({frozenset(found) for found in forms.values()}) == 1
            assert all(forms.values())
        assert all(nouns.values())

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_counted_words_have_both_numbers(self, language: str) -> None:
        words = {
            names.interaction_word(platform, interaction)
            for platform in ("facebook", "linkedin", "x", "youtube", "else")
            for interaction in counted_interactions(platform)
        }
        for word in words | {"views", "impressions", "reach", "hours", "days"}:
            for form in ("one", "many", "after"):
                assert CATALOGUES[language][f"nouns.{word}.{form}"]

    def test_keys_built_from_names_exist(self) -> None:
        texts = CATALOGUES["en"]
        for denominator in Denominator.__args__:  # type: ignore[attr-defined]
            assert f"verdict.by.{denominator}" in texts
            assert f"evidence.engagement.{denominator}" in texts
        for confidence in Confidence.__args__:  # type: ignore[attr-defined]
            assert f"published.agreement.{confidence}" in texts

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_praise_no_haste(self, language: str) -> None:
        for key, text in CATALOGUES[language].items():
            for each in text if isinstance(text, list) else [text]:
                assert "!" not in str(each), key
                assert not re.search(r"\b(viral|crush|AI)\b", str(each), re.I), key
                assert "  " not in str(each), key


class TestFindWording:
    @pytest.mark.parametrize(
        ("tag", "language"),
        [
            ("en", "en"),
            ("de", "de"),
            ("de-AT", "de"),
            ("DE_ch", "de"),
            ("pt-BR", "en"),
            ("", "en"),
            ("../de", "en"),
        ],
    )
    def test_unknown_language_is_english(self, tag: str, language: str) -> None:
        assert find_wording(tag).language == language


class TestSay:
    def test_full_stop_is_not_doubled(self) -> None:
        words = find_words("de", "youtube", "video")
        said = words.say("verdict.creator.known", account="A", followers_shown="1 Mio.")
        assert said == "A, 1 Mio."
        quoted = words.say("verdict.content.titled", what="Video", words="„Warum?“")
        assert quoted == "Video mit dem Titel „Warum?“"

    def test_braces_in_a_value_are_left_alone(self) -> None:
        words = find_words("en", "x", "post")
        hostile = "{multiple} {0.__class__} %s"
        assert words.say("quotation", text=hostile) == f"“{hostile}”"

    def test_unknown_format_is_a_post_and_unknown_platform_an_account(self) -> None:
        nouns = find_words("en", "myspace", "polaroid").nouns
        assert (nouns["one"], nouns["account"]) == ("post", "account")

"""Secrets are taken out of everything that is logged."""

import re
from collections.abc import Mapping

REDACTED = "[redacted]"
TOO_DEEP = "[nested too deeply]"

_NAMES = (
    r"password|passwd|secret|token|authorization|cookie|api[_-]?key|credential"
    r"|signature"
)
_SECRET_NAME = re.compile(_NAMES, re.IGNORECASE)
_SECRET_VALUES = (
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"),
    re.compile(r"\bps_(?:live|test)_[A-Za-z0-9]+"),
    # Keys of providers: OpenAI, Stripe; Google; webhook secrets.
    re.compile(r"\b(?:sk|rk|pk)[-_][A-Za-z0-9_-]{16,}"),
    re.compile(r"\bAIza[A-Za-z0-9_-]{30,}"),
    re.compile(r"\bwhsec_[A-Za-z0-9+/=_-]+"),
    re.compile(r"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"),
    # Of URLs: the password, with or without a user name before it.
    re.compile(r"(?<=://)[^/\s:@?#]*:[^/\s?#]+(?=@)"),
)
# In running text and rendered lines: "access_token": "...", token=...; quotes stay, so
# that a JSON line stays one.
_NAME = rf"(?:{_NAMES})\w{{0,40}}"
_NAMED_VALUES = (
    re.compile(
        rf"""({_NAME}\\{{0,3}}["']?\s{{0,3}}[:=]\s{{0,3}}(\\{{0,3}}["']))"""
        # Until the same quote, not escaped, or the end.
        r"""(?:.*?(?=(?<!\\)\2)|.+)""",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(rf"""({_NAME}=)[^\s&;,"'\\()<>]+""", re.IGNORECASE),
)


def names_secret(text: str) -> bool:
    """Whether anything in the text is called as secrets are."""
    return _SECRET_NAME.search(text) is not None


def redact_text(text: str) -> str:
    """The text with tokens, keys and passwords in URLs replaced."""
    for pattern in _SECRET_VALUES:
        text = pattern.sub(REDACTED, text)
    for pattern in _NAMED_VALUES:
        text = pattern.sub(rf"\1{REDACTED}", text)
    return text


def redact(value: object, *, depth: int = 6) -> object:
    """A copy of a loggable value with secrets replaced, by field name and by form.

    Numbers are no secrets (`input_tokens`). What is nested deeper is left out."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping | list | tuple | set | frozenset) and depth == 0:
        return TOO_DEEP
    if isinstance(value, Mapping):
        return {
            key: REDACTED if _is_secret(key, item) else redact(item, depth=depth - 1)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item, depth=depth - 1) for item in value]
    return value


def _is_secret(name: object, value: object) -> bool:
    is_harmless = value is None or isinstance(value, bool | int | float)
    return isinstance(name, str) and not is_harmless and names_secret(name)

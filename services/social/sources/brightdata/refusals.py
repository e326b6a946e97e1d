"""What Bright Data's rows of errors mean. Pure.

Codes as its documentation of errors and recorded answers have them, November 2026."""

import re

from services.social.clients.brightdata import Row
from services.social.sources.source import Failure
from services.social.sources.values import read_text

_AGAIN = re.compile(r"blocked|timeout|crawl_\w+")
_PRIVATE = re.compile(r"\bprivate\b", re.IGNORECASE)
_FOR_ADULTS = re.compile(r"\bage.restrict|\badults?\b|\b18\+", re.IGNORECASE)
_NO_POSTS = re.compile(r"no (public )?posts", re.IGNORECASE)


def is_worth_another_try(row: Row) -> bool:
    """Whether a second job may find what this one did not. Others only cost time."""
    return bool(_AGAIN.fullmatch(_code_of(row)))


def says_no_posts(row: Row) -> bool:
    """Whether an account was looked at, and has published nothing."""
    return bool(_NO_POSTS.search(read_text(row.get("error"))))


def explain_error(row: Row) -> Failure:
    """Why there is no post."""
    code, text = _code_of(row), read_text(row.get("error"))
    if code == "dead_page":
        return _explain_dead_page(text)
    if code == "bad_input":
        return Failure("malformed", "Bright Data does not take this link.")
    if code == "blocked":
        words = "Instagram kept Bright Data out. Try again in a while."
        return Failure("blocked", words)
    if code == "timeout":
        words = "Instagram did not answer Bright Data in time. Try again in a while."
        return Failure("timeout", words)
    if code == "parse_error":
        words = "Bright Data could not read Instagram's page of this post."
        return Failure("malformed", words)
    named = f" ({code[:40]})" if code.isidentifier() else ""
    words = f"Bright Data could not collect this post{named}. Try again in a while."
    return Failure("source_unavailable", words)


def _explain_dead_page(text: str) -> Failure:
    if _PRIVATE.search(text):
        return Failure("private", "This is private on Instagram.")
    if _FOR_ADULTS.search(text):
        return Failure("age_restricted", "Instagram shows this to adults only.")
    return Failure(
        "not_found",
        "Instagram does not show this: it was deleted, it is private, or the link is "
        "wrong.",
    )


def _code_of(row: Row) -> str:
    return read_text(row.get("error_code")).lower()

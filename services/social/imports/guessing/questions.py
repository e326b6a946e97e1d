"""What has to be asked before a file can be read. Pure."""

from collections.abc import Sequence

from services.social.imports.cells.written_dates import DateOrder
from services.social.imports.guessing.numbers import ALL_FORMATS
from services.social.imports.preview_schemas import ImportQuestion
from services.social.platforms.catalogue import load_platforms

# What an account is known by where its posts are read by link as well.
_ACCOUNTS = {
    "youtube": " Give the channel's id (UC...) or its address: then they are compared "
    "with videos that are read by link as well.",
    "instagram": " Give the user name.",
    "tiktok": " Give the user name.",
}


def ask_platform(guess: str | None) -> ImportQuestion:
    """Which platform the posts are of; the likeliest first."""
    names = [name for name, found in load_platforms().items() if found.is_active]
    choices = sorted(names, key=lambda name: name != guess)
    return ImportQuestion(
        option="platform",
        message="Which platform are these posts of?",
        choices=choices,
        is_needed=True,
    )


def ask_account(platform: str | None = None) -> ImportQuestion:
    """Whose posts they are."""
    how = _ACCOUNTS.get(platform or "", "")
    return ImportQuestion(
        option="account",
        message="Whose posts are these? Posts are compared within one account." + how,
        choices=[],
        is_needed=True,
    )


def ask_timezone() -> ImportQuestion:
    """Where the clock stands that the times are of."""
    return ImportQuestion(
        option="timezone",
        message="The times name no zone. In which time zone are they?",
        choices=[],
        is_needed=True,
    )


def ask_date_order(orders: Sequence[DateOrder], example: str) -> ImportQuestion:
    """Which number is the day."""
    return ImportQuestion(
        option="date_order",
        message=f"Dates such as {example!r} can be read in two ways. Which is it?",
        choices=list(orders),
        is_needed=True,
    )


def ask_number_format(example: str) -> ImportQuestion:
    """Whether a mark parts thousands or fractions."""
    return ImportQuestion(
        option="number_format",
        message=f"Numbers such as {example!r} can be read in two ways. Which is it?",
        choices=list(ALL_FORMATS),
        is_needed=True,
    )


def ask_encoding(used: str) -> ImportQuestion:
    """Whether the texts look right; some were damaged before they came here."""
    others = ("utf-8", "cp1252", "latin-1", "cp1250", "cp1251", "utf-16", "mac-roman")
    return ImportQuestion(
        option="encoding",
        message="The texts may have been damaged before. Do they look right so?",
        choices=list(dict.fromkeys((used, *others))),
        is_needed=False,
    )


def ask_time(columns: Sequence[str]) -> ImportQuestion:
    """Which column is the time of publishing, if any is."""
    return ImportQuestion(
        option="time",
        message="No column seems to tell when a post was published. Without a time a "
        "post cannot be compared with the others.",
        choices=list(columns),
        is_needed=False,
    )

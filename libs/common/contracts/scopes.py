"""The scopes there are: what an API key can be allowed to do. The one list of them.

`<first word of the path>:read` or `:write`. A session may do all of it."""

from enum import StrEnum
from typing import Self


class Scope(StrEnum):
    """A scope, with what it allows in words for the person who chooses."""

    description: str

    ACCOUNTS_READ = (
        "accounts:read",
        "See your profile, plan, usage, sessions, API keys and webhooks",
    )
    ACCOUNTS_WRITE = "accounts:write", "Change your profile, and set up webhooks"
    ANALYSIS_READ = "analysis:read", "See your analyses and their results"
    ANALYSIS_WRITE = "analysis:write", "Start, retry, stop and delete analyses"
    BILLING_READ = "billing:read", "See your subscription and payments"
    SOCIAL_READ = "social:read", "See your library, your imports and their posts"
    SOCIAL_WRITE = "social:write", "Import posts, and change what the library holds"

    def __new__(cls, value: str, description: str = "") -> Self:
        """A member that is its value, and carries its description."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member

"""Which passwords are taken. Length counts; composition rules do not help.

Source: NIST SP 800-63B §5.1.1.2 (length over composition, refuse the commonplace)."""

from dataclasses import dataclass

MIN_LENGTH = 10
MAX_LENGTH = 200

# The commonplace among those that are long enough.
_TRIVIAL = frozenset(
    {
        "0123456789",
        "1234567890",
        "12345678910",
        "123456789a",
        "0987654321",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "abcdefghij",
        "abcdefghijk",
        "abc1234567",
        "asdfghjkl1",
        "baseball123",
        "changeme123",
        "contraseña",
        "football123",
        "iloveyou12",
        "iloveyou123",
        "letmein123",
        "motdepasse",
        "passw0rd123",
        "password01",
        "password12",
        "password123",
        "password1234",
        "passwordpassword",
        "passwort123",
        "postscope1",
        "postscope123",
        "princess123",
        "qwerty12345",
        "qwerty123456",
        "qwertyuiop",
        "qwertyuiop1",
        "qwertz12345",
        "sunshine123",
        "superman123",
        "trustno123",
        "welcome123",
        "welcome1234",
        "zaq12wsxcde3",
    }
)


@dataclass(frozen=True, slots=True)
class PasswordProblem:
    """Why a password is not taken: a reason for programs, a sentence for people."""

    reason: str
    message: str


def find_password_problem(password: str, email: str | None) -> PasswordProblem | None:
    """The first thing wrong with a new password; None if it is taken."""
    folded = password.strip().casefold()
    if len(password) < MIN_LENGTH:
        return PasswordProblem("too_short", f"Use at least {MIN_LENGTH} characters.")
    if len(password) > MAX_LENGTH:
        return PasswordProblem("too_long", f"Use at most {MAX_LENGTH} characters.")
    if email and folded == email.casefold():
        message = "The password must not be the e-mail address."
        return PasswordProblem("same_as_email", message)
    if folded in _TRIVIAL or len(set(folded)) <= 2:
        message = "This password is among the first that anyone would try."
        return PasswordProblem("too_common", message)
    return None

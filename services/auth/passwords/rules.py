"""Which passwords are taken by themselves. Length counts, and how soon it is guessed;
composition rules do not help.

Source: NIST SP 800-63B §5.1.1.2 (length over composition, refuse the commonplace)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MIN_LENGTH = 10
MAX_LENGTH = 200

# zxcvbn's time grows with the square of the length, and doubles with each of the
# characters that can stand for letters (`4` for `a`): all of them in 48 characters take
# over a second, ten of them 45 ms. Only what comes before that is judged.
_JUDGED_LENGTH = 48
_MOST_STAND_INS = 10
# zxcvbn's 0 to 4; 3 is 10⁸ guesses and more.
_LOWEST_SCORE = 3
_PRODUCT = "postscope"


@dataclass(frozen=True, slots=True)
class PasswordProblem:
    """Why a password is not taken: a reason for programs, a sentence for people."""

    reason: str
    message: str


TOO_SHORT = PasswordProblem("too_short", f"Use at least {MIN_LENGTH} characters.")
TOO_LONG = PasswordProblem("too_long", f"Use at most {MAX_LENGTH} characters.")
TOO_COMMON = PasswordProblem(
    "too_common", "This password is among the first that anyone would try."
)
TOO_EASY = PasswordProblem(
    "too_easy", "This password is guessed too soon. Add another uncommon word or two."
)
SAME_AS_EMAIL = PasswordProblem(
    "same_as_email", "The password must not be the e-mail address."
)
BREACHED = PasswordProblem(
    "breached", "This password is in a published list of stolen ones. Use another one."
)


def find_length_problem(password: str) -> PasswordProblem | None:
    """What is wrong with the length of a new password."""
    if len(password) < MIN_LENGTH:
        return TOO_SHORT
    return TOO_LONG if len(password) > MAX_LENGTH else None


def find_guess_problem(password: str, known: Sequence[str]) -> PasswordProblem | None:
    """What makes a password easy to guess; `known` is what is known of its owner.

    Takes up to some 50 ms, and is not to be run twice at one time."""
    # Its lists are large: loaded when the first password is judged.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    folded = unicodedata.normalize("NFKC", password.strip()).casefold()
    if folded in {word.casefold() for word in known if "@" in word}:
        return SAME_AS_EMAIL
    verdict = zxcvbn(_judged_part(folded), user_inputs=_words(known))
    if verdict["score"] >= _LOWEST_SCORE:
        return None
    return TOO_COMMON if "common" in verdict["feedback"]["warning"] else TOO_EASY


def _judged_part(password: str) -> str:
    from zxcvbn.matching import L33T_TABLE  # noqa: PLC0415

    stand_ins = {each for those in L33T_TABLE.values() for each in those}
    seen: set[str] = set()
    for place, character in enumerate(password[:_JUDGED_LENGTH]):
        seen |= stand_ins & {character}
        if len(seen) > _MOST_STAND_INS:
            return password[:place]
    return password[:_JUDGED_LENGTH]


def _words(known: Sequence[str]) -> list[str]:
    """The texts, and the parts of each: of an address what stands before the @, ..."""
    words = [_PRODUCT]
    for text in known:
        words += [text, *text.replace("@", " ").replace(".", " ").split()]
    return words

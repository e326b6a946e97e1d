"""Which passwords are taken by themselves."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.passwords.rules import (
    MAX_LENGTH,
    MIN_LENGTH,
    find_guess_problem,
    find_length_problem,
)

KNOWN = ["ada@example.com", "Ada Lovelace", "Engines Ltd"]
GOOD = [
    "ten chars!",
    "correct horse battery",
    "пароль подлиннее",
    "a quite uncommon sentence",
    "'; DROP TABLE users; --",
]


class TestFindLengthProblem:
    @given(st.text(max_size=300))
    def test_length_alone_decides(self, password: str) -> None:
        problem = find_length_problem(password)
        reason = problem.reason if problem else None
        assert (reason == "too_short") == (len(password) < MIN_LENGTH)
        assert (reason == "too_long") == (len(password) > MAX_LENGTH)


class TestFindGuessProblem:
    @pytest.mark.parametrize(
        ("password", "reason"),
        [
            ("Ada@Example.com", "same_as_email"),
            (" ada@example.com ", "same_as_email"),
            ("Password123", "too_common"),
            ("1234567890", "too_common"),
            ("1qaz2wsx3edc", "too_common"),
            ("ｐａｓｓｗｏｒｄ123", "too_common"),
            ("aaaaaaaaaaaa", "too_easy"),
            ("ababababab", "too_easy"),
            ("abcdefghij", "too_easy"),
            ("y7y7" + "x" * 196, "too_easy"),
            ("Lovelace2026", "too_easy"),
            ("Postscope2026", "too_easy"),
        ],
    )
    def test_weak_password_is_named_with_reason(
        self, password: str, reason: str
    ) -> None:
        problem = find_guess_problem(password, KNOWN)
        assert problem is not None
        assert problem.reason == reason
        assert problem.message.endswith(".")

    @pytest.mark.parametrize("password", GOOD)
    def test_password_that_is_hard_to_guess_is_taken(self, password: str) -> None:
        assert find_guess_problem(password, KNOWN) is None

    def test_what_is_known_of_one_owner_is_forgotten_for_the_next(self) -> None:
        name = "Grüttenhöfer Zwiesel"
        assert find_guess_problem(name, [name]) is not None
        assert find_guess_problem(name, KNOWN) is None

    @pytest.mark.parametrize(
        "pattern",
        [
            *("p4$$w0rd!1l3s", "aA1!", "1", "qwerty"),
            # All stand-ins: over a second, were they judged whole.
            *("4@8({[<369&#!|105$+7%2", "[!36%{9$|1[!36%{9$|"),
        ],
    )
    def test_longest_password_is_judged_in_bounded_time(self, pattern: str) -> None:
        password = (pattern * MAX_LENGTH)[:MAX_LENGTH]
        find_guess_problem(GOOD[0], KNOWN)  # the lists are read
        started = time.process_time()
        find_guess_problem(password, KNOWN)
        assert time.process_time() - started < 0.2

"""What auth says of people whom an outside issuer signs in: who they are, their role.

Their tokens say neither. Auth is told once of each subject that was not seen before;
from then on the answer is in memory, and asked for anew beside the requests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pydantic import ValidationError

from gateway.auth_service import AuthService
from gateway.caller import Caller, Verifier
from gateway.errors import TokenNotValid
from libs.common.clock import Clock
from libs.common.contracts.outside_users import OutsideSubject, OutsideUser
from libs.common.errors import DomainError, UpstreamFailed
from libs.common.recent import Recent
from libs.common.single_flight import SingleFlight

log = structlog.get_logger()

_PATH = "/internal/auth/outside-users"
_ATTEMPTS = 2
_REMEMBERED = 100_000
# A change is heard of within a minute: whoever asks in the second half of an answer's
# life has it asked for anew, whoever comes later waits for it.
_RENEWED_AFTER = timedelta(seconds=30)
_KEPT_FOR = timedelta(seconds=60)
# Auth is away: as long as a role lives in a token of our own.
_KEPT_WITHOUT_AUTH = timedelta(minutes=10)
_TRIED_AGAIN_AFTER = timedelta(seconds=2)


@dataclass(slots=True)
class _Known:
    user: OutsideUser
    asked_at: datetime
    renew_at: datetime


class OutsideUsers:
    """The users of one outside issuer, as auth knows them."""

    def __init__(self, issuer: str, auth: AuthService, clock: Clock) -> None:
        self._issuer = issuer
        self._auth = auth
        self._clock = clock
        self._known: Recent[str, _Known] = Recent(_REMEMBERED)
        self._questions = SingleFlight(self._ask)

    def recall(self, caller: Caller) -> OutsideUser | None:
        """What auth said within the last minute, else None."""
        known = self._known.get(caller.subject)
        now = self._clock.now()
        if known is None or now - known.asked_at > _KEPT_FOR:
            return None
        if now >= known.renew_at:
            self._questions.start(caller.subject)
        return known.user

    async def find(self, caller: Caller) -> OutsideUser:
        """What auth says; of many who ask at one moment one does.

        Raises UpstreamUnavailable and its kin while auth is away and nothing that it
        said is young enough."""
        if found := self.recall(caller):
            return found
        held = self._known.get(caller.subject)
        if held and self._clock.now() < held.renew_at and self._may_serve(held):
            return held.user
        try:
            return await self._questions.wait(caller.subject)
        except DomainError:
            if held and self._may_serve(held):
                return held.user
            raise

    async def close(self) -> None:
        """Ends what is being asked."""
        await self._questions.close()

    def _may_serve(self, known: _Known) -> bool:
        return self._clock.now() - known.asked_at <= _KEPT_WITHOUT_AUTH

    async def _ask(self, subject: str) -> OutsideUser:
        asked_at = self._clock.now()
        try:
            user = await self._ask_auth(subject)
        except Exception as error:
            log.warning("outside_user_not_asked", error=str(error))
            if known := self._known.get(subject):
                known.renew_at = self._clock.now() + _TRIED_AGAIN_AFTER
            raise
        known = _Known(user, asked_at, asked_at + _RENEWED_AFTER)
        self._known.remember(subject, known)
        return user

    async def _ask_auth(self, subject: str) -> OutsideUser:
        question = OutsideSubject(issuer=self._issuer, subject=subject)
        body = question.model_dump_json().encode()
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                status, answer = await self._auth.ask(_PATH, body=body)
                break
            except UpstreamFailed:
                # A kept connection that auth has just let go of. It may be asked twice.
                if attempt == _ATTEMPTS:
                    raise
        if status != 200:
            raise UpstreamFailed(f"An outside user was answered with {status}.")
        try:
            return OutsideUser.model_validate(answer)
        except ValidationError:
            raise UpstreamFailed("An outside user cannot be read.") from None


class OutsideVerifier:
    """Tokens of an outside issuer → callers with the role that auth gives them."""

    def __init__(self, tokens: Verifier, users: OutsideUsers) -> None:
        self._tokens = tokens
        self._users = users

    def recall(self, token: str) -> Caller | None:
        """The caller, if token and user are known and neither has ended."""
        caller = self._tokens.recall(token)
        user = self._users.recall(caller) if caller else None
        if caller is None or user is None or user.standing != "active":
            return None
        return _with_role(caller, user)

    async def verify(self, token: str) -> Caller:
        """The caller. Raises TokenNotValid, also for one whose account is erased;
        UpstreamUnavailable and its kin while nobody can say."""
        caller = await self._tokens.verify(token)
        user = await self._users.find(caller)
        if user.standing != "active":
            raise TokenNotValid("This account does not exist any more.")
        return _with_role(caller, user)


def _with_role(caller: Caller, user: OutsideUser) -> Caller:
    if caller.identity.role == user.role:
        return caller
    identity = caller.identity.model_copy(update={"role": user.role})
    return Caller.of(identity, caller.subject, expires_at=caller.expires_at)

"""Clerk's Backend API: the calls that auth needs, and its errors by their code.

Source: clerk.com/docs/reference/backend-api, API version 2025-11-10, seen 2026-08-21.
Its own SDK repeats POSTs for up to an hour and reads answers strictly, hence this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from libs.common.clock import Clock
from libs.common.errors import UpstreamFailed
from libs.common.http.outside import OutsideAnswer, OutsideClient
from libs.common.http.outside_calls import OutsideCalls
from libs.common.http.vendor import Method
from libs.common.http.vendor_terms import VendorPatience

API_VERSION = "2025-11-10"
_PAGE = 100


@dataclass(frozen=True, slots=True)
class ClerkProblem:
    """One of the errors of an answer: what programs go by, a sentence, the field."""

    code: str
    message: str
    field: str | None


class ClerkRefused(Exception):
    """Clerk said no (4xx). `problems` may be empty where it gave no reason."""

    def __init__(self, status: int, problems: Sequence[ClerkProblem]) -> None:
        super().__init__(f"{status} {', '.join(p.code for p in problems)}")
        self.status = status
        self.problems = tuple(problems)

    def has(self, code: str) -> bool:
        """Whether this is one of the reasons."""
        return any(problem.code == code for problem in self.problems)


class ClerkModel(BaseModel):
    """A part of an answer. What we do not read may be missing or of any form."""

    model_config = ConfigDict(extra="ignore")


class ClerkSession(ClerkModel):
    """A session; `status` is `active` while its tokens are renewed."""

    id: str
    status: str


class ClerkClient:
    """Typed calls. All raise ClerkRefused for 4xx, and UpstreamUnavailable,
    UpstreamTimedOut, UpstreamFailed as `OutsideClient.call` says."""

    def __init__(
        self,
        url: str,
        secret_key: str,
        clock: Clock,
        calls: OutsideCalls,
        patience: VendorPatience | None = None,
    ) -> None:
        headers = {
            "Authorization": f"Bearer {secret_key}",
            "Clerk-API-Version": API_VERSION,
        }
        self._http = OutsideClient("Clerk", url, headers, clock, calls, patience)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.close()

    async def create_user(self, details: Mapping[str, Any]) -> Any:
        """The new user, as Clerk describes it. Its addresses are taken as verified."""
        return await self._ask("POST", "/users", json=details)

    async def find_user(self, user_id: str) -> Any | None:
        """The user, None if there is none."""
        return await self._ask_or_none("GET", f"/users/{user_id}")

    async def list_users(self, *, offset: int = 0, **filters: str) -> Sequence[Any]:
        """One page of users, at most 100. `filters` as the API names them."""
        params = {"limit": _PAGE, "offset": offset, **filters}
        found = await self._ask("GET", "/users", params=params)
        if not isinstance(found, list):
            raise UpstreamFailed("Clerk's list of users is none.")
        return found

    async def update_user(self, user_id: str, changes: Mapping[str, Any]) -> Any:
        """The changed user."""
        return await self._ask("PATCH", f"/users/{user_id}", json=changes)

    async def delete_user(self, user_id: str) -> None:
        """Deletes the user; one that is not there is deleted."""
        await self._ask_or_none("DELETE", f"/users/{user_id}")

    async def set_email_verified(self, email_id: str, *, is_verified: bool) -> None:
        """Says whether an address is known to belong to its user."""
        changes = {"verified": is_verified}
        await self._ask("PATCH", f"/email_addresses/{email_id}", json=changes)

    async def list_active_sessions(
        self, user_id: str, *, offset: int = 0
    ) -> Sequence[ClerkSession]:
        """One page of the user's sessions that can still get tokens, at most 100."""
        params = {
            "user_id": user_id,
            "status": "active",
            "limit": _PAGE,
            "offset": offset,
        }
        found = await self._ask("GET", "/sessions", params=params)
        try:
            return [ClerkSession.model_validate(each) for each in found]
        except (ValidationError, TypeError):
            raise UpstreamFailed("Clerk's list of sessions cannot be read.") from None

    async def revoke_session(self, session_id: str) -> None:
        """Ends the session; its tokens last up to a minute longer."""
        await self._ask_or_none("POST", f"/sessions/{session_id}/revoke")

    async def _ask_or_none(self, method: Method, path: str) -> Any | None:
        try:
            return await self._ask(method, path)
        except ClerkRefused as refused:
            if refused.status == 404:
                return None
            raise

    async def _ask(self, method: Method, path: str, **arguments: Any) -> Any:
        answer = await self._http.call(method, path, **arguments)
        if answer.status >= 300:
            raise ClerkRefused(answer.status, _problems(answer))
        if answer.body is None:
            raise UpstreamFailed("Clerk gave an answer that cannot be read.")
        return answer.body


def _problems(answer: OutsideAnswer) -> list[ClerkProblem]:
    told = answer.body.get("errors") if isinstance(answer.body, dict) else None
    found = []
    for each in told if isinstance(told, list) else ():
        if not isinstance(each, dict):
            continue
        meta = each.get("meta")
        field = meta.get("param_name") if isinstance(meta, dict) else None
        found.append(
            ClerkProblem(
                code=str(each.get("code", "")),
                message=str(each.get("long_message") or each.get("message") or ""),
                field=str(field) if field else None,
            )
        )
    return found

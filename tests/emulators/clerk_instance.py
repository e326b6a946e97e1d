"""What an emulated Clerk instance holds, and its rules."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.clerk_keys import (
    SECRET_KEY,
    ClerkKeys,
    new_clerk_id,
    publishable_key,
)

PWNED = "password123456"
_ORDERS = ("created_at", "updated_at", "last_active_at", "last_sign_in_at")


class ClerkSays(Exception):
    """An answer that is none of success."""

    def __init__(
        self, status: int, code: str, message: str = "", param: str | None = None
    ) -> None:
        super().__init__(code)
        error = {"message": message, "long_message": message or code, "code": code}
        meta = {"meta": {"param_name": param}} if param else {}
        self.status = status
        self.body = {"errors": [{**error, **meta}], "clerk_trace_id": "trace"}


@dataclass
class Clerk:
    """What it holds, and what it was asked.

    `faults` are taken one per call: a status (429 with `retry_after`), `hang`,
    `malformed`, `cut` (breaks off), or `lost`: done, but answered with 500; None is no
    fault. Those of `key_faults` are of the key set."""

    url: str = ""
    keys: ClerkKeys = field(default_factory=ClerkKeys)
    now_ms: int = 1_760_000_000_000
    retry_after: str = "0"
    faults: deque[int | str | None] = field(default_factory=deque)
    key_faults: deque[int | str | None] = field(default_factory=deque)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    verifications: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    key_set_calls: int = 0

    @property
    def settings(self) -> dict[str, str]:
        """Settings with which auth and gateway use this instance."""
        return {
            "AUTH_PROVIDER": "clerk",
            "CLERK_PUBLISHABLE_KEY": publishable_key(),
            "CLERK_SECRET_KEY": SECRET_KEY,
            "CLERK_WEBHOOK_SECRET": self.keys.webhook_secret,
            "CLERK_API_URL": f"{self.url}/v1",
            "CLERK_JWKS_URL": f"{self.url}/.well-known/jwks.json",
        }

    def forget_all(self) -> None:
        """As if nobody had ever been here."""
        held = (self.users, self.passwords, self.sessions, self.tickets)
        for each in (*held, self.verifications, self.calls, self.faults):
            each.clear()
        self.retry_after = "0"

    def tick(self) -> int:
        """A moment later than all before it, ms."""
        self.now_ms += 1000
        return self.now_ms

    def add_user(self, *emails: str, **changes: Any) -> dict[str, Any]:
        """A user who signed up elsewhere; the first address is the primary one."""
        now, user_id = self.tick(), new_clerk_id("user")
        addresses = [self.build_email(email) for email in emails]
        user = {
            "id": user_id,
            "object": "user",
            "external_id": None,
            "username": None,
            "first_name": None,
            "last_name": None,
            "primary_email_address_id": addresses[0]["id"] if addresses else None,
            "primary_phone_number_id": None,
            "primary_web3_wallet_id": None,
            "has_image": False,
            "image_url": "https://img.clerk.com/x",
            "locale": None,
            "public_metadata": {},
            "private_metadata": {},
            "unsafe_metadata": {},
            "email_addresses": addresses,
            "phone_numbers": [],
            "web3_wallets": [],
            "passkeys": [],
            "external_accounts": [],
            "saml_accounts": [],
            "enterprise_accounts": [],
            "password_enabled": False,
            "two_factor_enabled": False,
            "totp_enabled": False,
            "backup_code_enabled": False,
            "mfa_enabled_at": None,
            "mfa_disabled_at": None,
            "last_sign_in_at": None,
            "last_active_at": None,
            "banned": False,
            "locked": False,
            "lockout_expires_in_seconds": None,
            "verification_attempts_remaining": 100,
            "delete_self_enabled": True,
            "create_organization_enabled": True,
            "legal_accepted_at": None,
            "created_at": now,
            "updated_at": now,
            **changes,
        }
        self.users[user_id] = user
        return user

    def build_email(self, address: str, *, verified: bool = True) -> dict[str, Any]:
        """An address of a user."""
        now = self.now_ms
        return {
            "id": new_clerk_id("idn"),
            "object": "email_address",
            "email_address": address,
            "reserved": False,
            "verification": {
                "object": "verification_admin",
                "status": "verified" if verified else "unverified",
                "strategy": "admin",
                "attempts": None,
                "expire_at": None,
            },
            "linked_to": [],
            "matches_sso_connection": False,
            "created_at": now,
            "updated_at": now,
        }

    def change_user(self, user_id: str, **changes: Any) -> dict[str, Any]:
        """The user, changed a moment later."""
        self.users[user_id].update(changes, updated_at=self.tick())
        return self.users[user_id]

    def open_session(self, user_id: str) -> dict[str, Any]:
        """A new active session."""
        now, session_id = self.tick(), new_clerk_id("sess")
        session = {
            "object": "session",
            "id": session_id,
            "user_id": user_id,
            "client_id": new_clerk_id("client"),
            "status": "active",
            "last_active_at": now,
            "expire_at": now + 7 * 86_400_000,
            "abandon_at": now + 30 * 86_400_000,
            "created_at": now,
            "updated_at": now,
        }
        self.sessions[session_id] = session
        return session

    def sign_in(self, user_id: str, **changes: Any) -> str:
        """A token of a new session."""
        session = self.open_session(user_id)
        return self.keys.mint(user_id, sid=session["id"], **changes)

    def count(self, call: str) -> int:
        """How often this was asked: `POST /users`."""
        return self.calls.count(call)

    def find_email(self, email_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """A user and one of his addresses, by its id."""
        for user in self.users.values():
            for email in user["email_addresses"]:
                if email["id"] == email_id:
                    return user, email
        raise ClerkSays(404, "resource_not_found")

    def get_user(self, user_id: str) -> dict[str, Any]:
        """The user. Raises ClerkSays."""
        if user_id not in self.users:
            raise ClerkSays(404, "resource_not_found", "not found")
        return self.users[user_id]

    def check_new_email(self, address: str) -> None:
        """Raises ClerkSays for an address that is no address, or is taken."""
        if "@" not in address:
            raise ClerkSays(
                422,
                "form_param_format_invalid",
                "Email address must be a valid email address.",
                "email_address",
            )
        taken = {e["email_address"].lower() for e in self._all_emails()}
        if address.lower() in taken:
            raise ClerkSays(
                422,
                "form_identifier_exists",
                "That email address is taken. Please try another.",
                "email_address",
            )

    def check_password(self, password: str) -> None:
        """Raises ClerkSays for one that is too short, or that others have lost."""
        if len(password) < 8:
            raise ClerkSays(
                422,
                "form_password_length_too_short",
                "Passwords must be 8 characters or more.",
                "password",
            )
        if password == PWNED:
            raise ClerkSays(
                422,
                "form_password_pwned",
                "Password has been found in an online data breach.",
                "password",
            )

    def set_password(self, user_id: str, password: str) -> None:
        """Gives the user a password. Raises ClerkSays."""
        self.check_password(password)
        self.passwords[user_id] = password
        self.users[user_id]["password_enabled"] = True

    def end_sessions(self, user_id: str) -> None:
        """Revokes all sessions of the user."""
        for session in self.sessions.values():
            if session["user_id"] == user_id and session["status"] == "active":
                session["status"] = "revoked"

    def delete_user(self, user_id: str) -> dict[str, Any]:
        """Deletes the user; what the webhook says of it."""
        user = self.get_user(user_id)
        del self.users[user_id]
        self.end_sessions(user_id)
        gone = {"object": "user", "id": user_id, "deleted": True}
        external = user["external_id"]
        return {**gone, "external_id": external} if external else gone

    def _all_emails(self) -> list[dict[str, Any]]:
        return [e for user in self.users.values() for e in user["email_addresses"]]

    def select_users(self, query: Any) -> list[dict[str, Any]]:
        """Users by the filters of `GET /users`, in its order."""
        found = list(self.users.values())
        if wanted := query.getlist("email_address"):
            found = [
                user
                for user in found
                if any(e["email_address"] in wanted for e in user["email_addresses"])
            ]
        if wanted := query.getlist("external_id"):
            found = [user for user in found if user["external_id"] in wanted]
        if wanted := query.getlist("user_id"):
            found = [user for user in found if user["id"] in wanted]
        order = query.get("order_by", "-created_at")
        name = order.lstrip("+-")
        if name not in _ORDERS:
            raise ClerkSays(422, "form_param_value_invalid", param="order_by")
        is_falling = order.startswith("-")
        return sorted(found, key=lambda u: (u[name], u["id"]), reverse=is_falling)

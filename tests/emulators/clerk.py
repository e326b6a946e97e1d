"""Clerk's Backend API and key set: stateful, with faults on demand and real keys.

In a test: `async with serve_clerk() as clerk`. By itself, for trying things out:
`python -m tests.emulators.clerk --port 9910`."""

import argparse
import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response

from tests.emulators.clerk_instance import Clerk, ClerkSays
from tests.emulators.clerk_keys import SECRET_KEY, new_clerk_id
from tests.emulators.serving import serve_app

CODE = "424242"


@asynccontextmanager
async def serve_clerk(port: int = 0) -> AsyncIterator[Clerk]:
    """An instance on a port of this machine (0 = any that is free)."""
    clerk = Clerk()
    async with serve_app(_build_app(clerk), port) as url:
        clerk.url = url
        yield clerk


def _build_app(clerk: Clerk) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/jwks.json")
    async def key_set() -> Response:
        clerk.key_set_calls += 1
        answer = _json(200, {"keys": [clerk.keys.jwk]})
        return await _spoil(clerk, clerk.key_faults, lambda: answer)

    @app.api_route("/v1/{path:path}", methods=["GET", "POST", "PATCH", "PUT", "DELETE"])
    async def ask(path: str, request: Request) -> Response:
        words = path.split("/")
        shown = [
            w if w.isalpha() or "_" not in w or w in _WORDS else "{}" for w in words
        ]
        clerk.calls.append(f"{request.method} /{'/'.join(shown)}")
        body = await request.body()
        return await _spoil(
            clerk, clerk.faults, lambda: _answer(clerk, request, words, body)
        )

    return app


_WORDS = ("email_addresses", "sign_in_tokens", "verify_password", "set_compromised")


async def _spoil(
    clerk: Clerk, faults: deque[int | str | None], answer: Callable[[], Response]
) -> Response:
    fault = faults.popleft() if faults else None
    match fault:
        case None:
            return answer()
        case "hang":
            await asyncio.sleep(3600)
        case "malformed":
            return Response(b'{"id": ', media_type="application/json")
        case "cut":
            return Response(b"{", headers={"Content-Length": "1000"})
        case "lost":
            answer()
            return _json(500, {})
    assert isinstance(fault, int), fault
    code = "too_many_requests" if fault == 429 else "internal_clerk_error"
    return _json(
        fault, ClerkSays(fault, code).body, headers={"Retry-After": clerk.retry_after}
    )


def _answer(clerk: Clerk, request: Request, words: list[str], body: bytes) -> Response:
    try:
        _check_caller(request)
        given = json.loads(body) if body else {}
        return _json(200, _route(clerk, request, words, given))
    except ClerkSays as said:
        return _json(said.status, said.body)


def _check_caller(request: Request) -> None:
    if request.headers.get("authorization") != f"Bearer {SECRET_KEY}":
        raise ClerkSays(401, "authentication_invalid")
    if not request.headers.get("clerk-api-version"):
        raise ClerkSays(400, "api_version_missing")
    if "__clerk_api_version" in request.query_params:
        raise ClerkSays(400, "api_version_ambiguous")


def _route(clerk: Clerk, request: Request, words: list[str], given: Any) -> Any:
    method = request.method
    match words:
        case ["users", *rest]:
            return _route_users(clerk, request, rest, given)
        case ["email_addresses"] if method == "POST":
            return _add_email(clerk, given)
        case ["email_addresses", email_id, *rest]:
            return _route_email(clerk, method, email_id, rest, given)
        case ["sessions", *rest]:
            query = dict(request.query_params)
            return _route_session(clerk, method, rest, given or query)
        case ["sign_in_tokens", *rest] if method == "POST":
            return _route_ticket(clerk, rest, given)
        case ["jwks"]:
            return {"keys": [clerk.keys.jwk]}
    raise ClerkSays(404, "resource_not_found")


def _route_users(clerk: Clerk, request: Request, rest: list[str], given: Any) -> Any:
    query = request.query_params
    match request.method, rest:
        case "POST", []:
            return _create_user(clerk, given)
        case "GET", []:
            begin = int(query.get("offset", 0))
            end = begin + int(query.get("limit", 10))
            return clerk.select_users(query)[begin:end]
        case "GET", ["count"]:
            count = len(clerk.select_users(query))
            return {"object": "total_count", "total_count": count}
        case method, [user_id, *more]:
            return _route_user(clerk, method, clerk.get_user(user_id), more, given)
    raise ClerkSays(404, "resource_not_found")


def _create_user(clerk: Clerk, given: dict[str, Any]) -> Any:
    known = {"email_address", "password", "external_id", "first_name", "last_name"}
    for name in set(given) - known - {"skip_password_requirement", "locale"}:
        raise ClerkSays(422, "form_param_unknown", f"{name} is unknown", name)
    for address in given.get("email_address", []):
        clerk.check_new_email(address)
    if "password" in given:
        clerk.check_password(given["password"])
    elif not given.get("skip_password_requirement"):
        raise ClerkSays(422, "form_data_missing", "Enter password.", "password")
    names = {n: given.get(n) for n in ("external_id", "first_name", "last_name")}
    user = clerk.add_user(*given.get("email_address", []), **names)
    if "password" in given:
        clerk.set_password(user["id"], given["password"])
    return user


def _route_user(
    clerk: Clerk, method: str, user: dict[str, Any], rest: list[str], given: Any
) -> Any:
    user_id = user["id"]
    match method, rest:
        case "GET", []:
            return user
        case "DELETE", []:
            clerk.delete_user(user_id)
            return {"object": "user", "id": user_id, "deleted": True}
        case "PATCH", []:
            return _change_user(clerk, user_id, dict(given))
        case "PATCH", ["metadata"]:
            merged = {k: {**user[k], **v} for k, v in given.items()}
            return clerk.change_user(user_id, **merged)
        case "POST", [("ban" | "unban" | "lock" | "unlock") as verb]:
            if verb == "ban":
                clerk.end_sessions(user_id)
            name = "banned" if verb.endswith("ban") else "locked"
            return clerk.change_user(user_id, **{name: not verb.startswith("un")})
        case "POST", ["verify_password"]:
            if user_id not in clerk.passwords:
                raise ClerkSays(400, "no_password_set")
            if clerk.passwords[user_id] != given["password"]:
                raise ClerkSays(422, "incorrect_password", param="password")
            return {"verified": True}
    raise ClerkSays(404, "resource_not_found")


def _change_user(clerk: Clerk, user_id: str, changes: dict[str, Any]) -> Any:
    if (password := changes.pop("password", None)) is not None:
        clerk.set_password(user_id, password)
    if changes.pop("sign_out_of_other_sessions", False):
        clerk.end_sessions(user_id)
    return clerk.change_user(user_id, **changes)


def _add_email(clerk: Clerk, given: Any) -> Any:
    user = clerk.get_user(given["user_id"])
    clerk.check_new_email(given["email_address"])
    is_verified = given.get("verified", False)
    email = clerk.build_email(given["email_address"], verified=is_verified)
    user["email_addresses"].append(email)
    if given.get("primary"):
        user["primary_email_address_id"] = email["id"]
    user["updated_at"] = clerk.tick()
    return email


def _route_email(
    clerk: Clerk, method: str, email_id: str, rest: list[str], given: Any
) -> Any:
    user, email = clerk.find_email(email_id)
    match method, rest:
        case "GET", []:
            return email
        case "PATCH", []:
            if "verified" in given:
                _mark(email, is_verified=given["verified"])
            if given.get("primary"):
                user["primary_email_address_id"] = email["id"]
        case "DELETE", []:
            user["email_addresses"].remove(email)
        case "POST", [("prepare_verification" | "attempt_verification") as verb]:
            return _verify_email(clerk, email, verb, given)
        case _:
            raise ClerkSays(404, "resource_not_found")
    user["updated_at"] = clerk.tick()
    return email


def _verify_email(clerk: Clerk, email: dict[str, Any], verb: str, given: Any) -> Any:
    if verb == "prepare_verification":
        verification = {"id": new_clerk_id("ver"), "object": "verification_otp"}
        clerk.verifications[verification["id"]] = email["id"]
        return {**verification, "status": "unverified", "strategy": "email_code"}
    is_ours = clerk.verifications.get(given["verification_id"]) == email["id"]
    if is_right := is_ours and given["code"] == CODE:
        _mark(email, is_verified=True)
    return {"status": "verified" if is_right else "failed"}


def _mark(email: dict[str, Any], *, is_verified: bool) -> None:
    email["verification"]["status"] = "verified" if is_verified else "unverified"


def _route_session(clerk: Clerk, method: str, rest: list[str], given: Any) -> Any:
    if rest and rest[0] not in clerk.sessions:
        raise ClerkSays(404, "resource_not_found")
    match method, rest:
        case "POST", []:
            return clerk.open_session(clerk.get_user(given["user_id"])["id"])
        case "GET", []:
            if "user_id" not in given and "client_id" not in given:
                raise ClerkSays(400, "malformed_request_parameters")
            names = ("user_id", "client_id", "status")
            wanted = {n: given[n] for n in names if n in given}
            found = [s for s in clerk.sessions.values() if wanted.items() <= s.items()]
            begin = int(given.get("offset", 0))
            return found[begin : begin + int(given.get("limit", 10))]
        case "GET", [session_id]:
            return clerk.sessions[session_id]
        case "POST", [session_id, "revoke"]:
            clerk.sessions[session_id]["status"] = "revoked"
            return clerk.sessions[session_id]
        case "POST", [session_id, "tokens"]:
            user_id = clerk.sessions[session_id]["user_id"]
            return {"object": "token", "jwt": clerk.keys.mint(user_id, sid=session_id)}
    raise ClerkSays(404, "resource_not_found")


def _route_ticket(clerk: Clerk, rest: list[str], given: Any) -> Any:
    if not rest:
        user_id = clerk.get_user(given["user_id"])["id"]
        ticket_id, now = new_clerk_id("sit"), clerk.tick()
        clerk.tickets[ticket_id] = {
            "object": "sign_in_token",
            "id": ticket_id,
            "status": "pending",
            "user_id": user_id,
            "token": clerk.keys.mint(user_id),
            "url": f"{clerk.url}?__clerk_ticket=x",
            "created_at": now,
            "updated_at": now,
        }
        return clerk.tickets[ticket_id]
    ticket = clerk.tickets.get(rest[0])
    if ticket is None:
        raise ClerkSays(404, "resource_not_found")
    if ticket["status"] != "pending":
        raise ClerkSays(400, "sign_in_token_cannot_be_revoked_code")
    ticket["status"] = "revoked"
    return ticket


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, headers, "application/json")


async def _main(port: int) -> None:
    async with serve_clerk(port) as clerk:
        for name, value in clerk.settings.items():
            print(f"{name}={value}")  # noqa: T201 - this is a command
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9910)
    asyncio.run(_main(parser.parse_args().port))

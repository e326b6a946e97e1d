"""Secrets never reach logs, however they are sent.

What the whole run has logged is searched once more when the shared system stops."""

from pathlib import Path

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.leaks import find_leaks, secrets_of
from tests.e2e.person import SECRETS, Person
from tests.fixtures.people import SignUp

TYPED = "correct horse battery staple 4711"


class TestLogs:
    async def test_no_secret_is_logged_wherever_it_was_put(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        secrets = {TYPED, person.token, person.refresh_token, *await _get_told(person)}
        for secret in sorted(secrets):
            await _put_everywhere(person, secret)
        SECRETS.update(secrets)
        known = [*secrets, *secrets_of(system)]

        assert find_leaks(system.home.log_folder, known) == []


class TestFindLeaks:
    @pytest.mark.parametrize(
        "line",
        [
            "password=hunter2-and-more",
            "Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRva2Vu",
            "ps_live_0123456789abcdefghijABCDEFGHIJ3mpbCX",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "GET /verify-email#token=aaaaaaaaaaaaaaaaaaaaaaaa",
            "postgresql://postscope:pass@127.0.0.1/auth",
        ],
    )
    def test_leak_is_found_and_not_repeated(self, tmp_path: Path, line: str) -> None:
        (tmp_path / "a.log").write_text(f"before\nsaid {line} there\nafter\n")
        (found,) = find_leaks(tmp_path, ["hunter2-and-more"])

        assert found.startswith("a.log: ")
        assert "hunter2" not in found

    def test_redacted_lines_are_no_leaks(self, tmp_path: Path) -> None:
        line = "redis://:[redacted]@127.0.0.1 Bearer [redacted] ?token=[redacted]"
        (tmp_path / "a.log").write_text(line)

        assert find_leaks(tmp_path, ["hunter2"]) == []


async def _get_told(person: Person) -> set[str]:
    """Secrets that are told once: a key, a webhook's secret."""
    body = {"name": "k", "scopes": ["social:read"]}
    key = (await person.call("POST", "/accounts/api-keys", json=body)).json()["key"]
    await person.http.get("/api/v1/social/posts", headers={"X-API-Key": key})
    hooks = "/accounts/webhook-endpoints"
    hook = await person.call("POST", hooks, json={"url": "http://127.0.0.1:9/hook"})
    hook_id = hook.json()["id"]
    await person.call("POST", f"{hooks}/{hook_id}/test")
    return {key, (await person.get(f"{hooks}/{hook_id}/secret"))["secret"]}


async def _put_everywhere(person: Person, secret: str) -> None:
    """Sends the secret in each place where people by mistake put theirs."""
    me = "/api/v1/accounts/me"
    bodies = [
        {"email": person.email, "password": secret},
        {"email": secret, "password": secret},
        {"email": person.email, "password": {"nested": secret}},
    ]
    for path in ("login", "signup", "reset-password", "reset-password/confirm"):
        for body in (*bodies, {"token": secret, "password": secret}):
            await person.http.post(f"/api/v1/accounts/{path}", json=body)
    for headers in (
        {"Authorization": f"Bearer {secret}"},
        {"Authorization": f"Basic {secret}"},
        {"Cookie": f"postscope_refresh={secret}; __session={secret}"},
        {"X-API-Key": secret},
    ):
        await person.http.get(me, headers=headers)
    for name in ("token", "access_token", "api_key", "password"):
        await person.http.get(me, params={name: secret})
    await person.http.post(
        "/api/v1/accounts/token/refresh", json={"refresh_token": secret, "x": secret}
    )
    await person.http.post(
        "/api/v1/accounts/token/refresh", content=f'{{"refresh_token": "{secret}'
    )
    await person.call("PATCH", "/accounts/me", json={"password": secret})
    await person.call("DELETE", "/accounts/me", json={"password": secret})
    await person.http.get(f"/api/v1/accounts/erasures/{secret}")
    body = {"current_password": secret, "new_password": secret}
    await person.call("POST", "/accounts/change-password", json=body)

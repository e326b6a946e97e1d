"""The admin pages of auth: who sees what, what may be changed, what is noted."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from libs.common.ids import derived_id, new_id
from tests.auth.running import Auth, session_id

USERS = "/admin/auth/users"
SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture
async def ada(auth: Auth) -> Any:
    """Someone with an account, a session and its token."""
    signed_in: dict[str, Any] = await auth.sign_up()
    return signed_in


def admin(auth: Auth, user_id: Any = None, **more: Any) -> dict[str, str]:
    """The headers of an administrator who has signed in."""
    identity = {"role": "admin", **more}
    return auth.as_user(user_id or new_id(), new_id(), **identity) | SAME


async def see(auth: Auth, path: str, headers: dict[str, str]) -> httpx2.Response:
    return await auth.http.get(path, headers=headers)


class TestAccess:
    @pytest.mark.parametrize(
        ("more", "status", "code"),
        [
            (None, 401, "IdentityNotValid"),
            ({"role": "user"}, 403, "AdminOnly"),
            (
                {"authenticated_by": "api_key", "scopes": ["accounts:read"]},
                403,
                "SessionAdminsOnly",
            ),
            ({"authenticated_by": "service", "service": "billing"}, 403, "AdminOnly"),
        ],
    )
    @pytest.mark.parametrize(
        "path",
        [
            "/admin/auth",
            f"{USERS}/list",
            "/admin/auth/statics/js/main.js",
            "/admin/auth/no/such/page",
        ],
    )
    async def test_others_see_nothing(
        self, auth: Auth, path: str, more: Any, status: int, code: str
    ) -> None:
        headers = {} if more is None else admin(auth, **more)
        answer = await see(auth, path, headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)

    async def test_pages_allow_nothing_but_their_own_files(self, auth: Auth) -> None:
        answer = await see(auth, "/admin/auth", admin(auth))
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert "<script>" not in answer.text
        assert "style=" not in answer.text
        assert "http://service/admin/auth/statics/" in answer.text

    async def test_links_are_as_the_browser_came(self, auth: Auth) -> None:
        headers = admin(auth) | {"x-forwarded-proto": "https", "host": "app.example"}
        answer = await see(auth, "/admin/auth", headers)
        assert "https://app.example/admin/auth/statics/" in answer.text
        assert "http://" not in answer.text.replace("http://www.w3.org", "")


class TestLists:
    async def test_every_table_has_its_pages(self, auth: Auth, ada: Any) -> None:
        tables = await auth.ask(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace ="
            " 'public'::regnamespace AND relname <> 'alembic_version'"
        )
        headers = admin(auth)
        for (table,) in tables:
            path = f"/admin/auth/{table.replace('_', '-')}/list"
            answer = await see(auth, path, headers)
            assert answer.status_code == 200, (table, answer.text[-2000:])

    async def test_secrets_are_hidden_everywhere(self, auth: Auth, ada: Any) -> None:
        (hashed,) = (await auth.ask("SELECT password_hash FROM users"))[0]
        user_id = ada["user"]["id"]
        headers = admin(auth)
        pages = [
            await see(auth, f"{USERS}/list", headers),
            await see(auth, f"{USERS}/details/{user_id}", headers),
            await see(auth, f"{USERS}/edit/{user_id}", headers),
        ]
        for page in pages:
            assert page.status_code == 200, page.text
            assert "ada@example.com" in page.text or page is pages[2]
            assert hashed not in page.text
            assert "$argon2" not in page.text
        assert "•••• hidden" in pages[0].text
        by_hash = await see(auth, f"{USERS}/list?search=$argon2", headers)
        assert "ada@example.com" not in by_hash.text
        sorted_by = await see(auth, f"{USERS}/list?sortBy=password_hash", headers)
        assert sorted_by.status_code == 400

    @pytest.mark.parametrize(
        "path",
        [
            f"{USERS}/export/csv",
            f"{USERS}/export/json",
            f"{USERS}/create",
            f"{USERS}/import",
            f"{USERS}/ajax/lookup?name=email&term=a",
            "/admin/auth/sessions/edit/1",
        ],
    )
    async def test_what_is_not_offered_is_refused(self, auth: Auth, path: str) -> None:
        answer = await see(auth, path, admin(auth))
        assert answer.status_code in {400, 403, 405}

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            (f"{USERS}/details/not-an-id", 400),
            (f"{USERS}/details/{derived_id('nobody')}", 404),
            (f"{USERS}/list?page=nought", 400),
            (f"{USERS}/list?page=99999999999999999999", 302),
            (f"{USERS}/list?pageSize=-1", 400),
            (f"{USERS}/list?search=%25%00", 400),
            (f"{USERS}/list?created_at_op=equals&created_at=never", 200),
            ("/admin/auth/nothing/list", 404),
            ("/admin/auth/nothing", 404),
        ],
    )
    async def test_odd_questions_are_answered(
        self, auth: Auth, path: str, status: int
    ) -> None:
        answer = await see(auth, path, admin(auth))
        assert answer.status_code == status, answer.text

    async def test_list_is_filtered_by_time(self, auth: Auth, ada: Any) -> None:
        headers = admin(auth)
        for op, found in (("greater_than", True), ("less_than", False)):
            query = f"created_at_op={op}&created_at=2020-01-01"
            answer = await see(auth, f"{USERS}/list?{query}", headers)
            assert ("ada@example.com" in answer.text) is found


class TestChanges:
    async def change(
        self, auth: Auth, user_id: str, headers: dict[str, str], **form: str
    ) -> httpx2.Response:
        return await auth.http.post(
            f"{USERS}/edit/{user_id}", headers=headers, data={"save": "Save", **form}
        )

    async def test_role_is_changed_and_noted(self, auth: Auth, ada: Any) -> None:
        user_id, admin_id = ada["user"]["id"], new_id()
        headers = admin(auth, admin_id) | {"x-request-id": "an-admins-request"}
        answer = await self.change(
            auth, user_id, headers, role="admin", email="eve@example.com"
        )
        assert answer.status_code == 302, answer.text
        rows = await auth.ask("SELECT email, role FROM users")
        assert rows == [("ada@example.com", "admin")]
        (noted,) = await auth.ask("SELECT * FROM admin_changes")
        assert (noted.action, noted.table_name) == ("update", "users")
        assert (noted.row_id, noted.admin_id) == (user_id, admin_id)
        assert (noted.before, noted.after) == ({"role": "user"}, {"role": "admin"})
        assert noted.request_id == "an-admins-request"
        listed = await see(auth, "/admin/auth/admin-changes/list", headers)
        assert "an-admins-request" in listed.text

    async def test_who_is_no_administrator_any_more_is_signed_out(
        self, auth: Auth, ada: Any
    ) -> None:
        """His tokens, the one of these pages too, say for minutes that he is one."""
        user_id = ada["user"]["id"]
        await self.change(auth, user_id, admin(auth), role="admin")
        assert (await auth.refresh(ada["refresh_token"])).status_code == 200
        await self.change(auth, user_id, admin(auth), role="user")
        assert (await auth.refresh(ada["refresh_token"])).status_code == 401
        (ended,) = await auth.ask("SELECT credential_id, until FROM ended_credentials")
        assert str(ended.credential_id) == session_id(ada)
        lasts = auth.resources.session_rules.remembered_for
        assert ended.until > datetime.now(UTC) + lasts

    async def test_same_value_is_no_change(self, auth: Auth, ada: Any) -> None:
        await self.change(auth, ada["user"]["id"], admin(auth), role="user")
        assert await auth.ask("SELECT 1 FROM admin_changes") == []

    @pytest.mark.parametrize("role", ["owner", "", "admin' OR 1=1"])
    async def test_other_values_are_refused(
        self, auth: Auth, ada: Any, role: str
    ) -> None:
        answer = await self.change(auth, ada["user"]["id"], admin(auth), role=role)
        assert answer.status_code == 400
        assert await auth.ask("SELECT role FROM users") == [("user",)]

    async def test_own_role_is_left_alone(self, auth: Auth, ada: Any) -> None:
        user_id = ada["user"]["id"]
        await auth.set_role("ada@example.com", "admin")
        answer = await self.change(auth, user_id, admin(auth, user_id), role="user")
        assert answer.status_code == 400
        assert "another administrator" in answer.text
        assert await auth.ask("SELECT role FROM users") == [("admin",)]
        assert await auth.ask("SELECT 1 FROM admin_changes") == []

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
    async def test_other_sites_change_nothing(
        self, auth: Auth, ada: Any, site: str
    ) -> None:
        headers = admin(auth) | {"sec-fetch-site": site}
        answer = await self.change(auth, ada["user"]["id"], headers, role="admin")
        assert answer.status_code == 403
        assert await auth.ask("SELECT role FROM users") == [("user",)]


class TestReplay:
    async def dead_message(self, auth: Auth, state: str = "dead") -> str:
        message_id = str(new_id())
        statement = text(
            "INSERT INTO inbox (id, kind, name, envelope, state, attempts, finished_at)"
            " VALUES (:id, 'job', 'auth.sample', '{}', :state, 5, now())"
        )
        async with auth.resources.database.unit_of_work() as session:
            await session.execute(statement, {"id": message_id, "state": state})
        return message_id

    async def test_dead_message_is_replayed_and_noted(self, auth: Auth) -> None:
        message_id = await self.dead_message(auth)
        headers = admin(auth)
        page = await see(auth, f"/admin/auth/inbox/details/{message_id}", headers)
        assert 'method="post"' in page.text
        path = f"/admin/auth/inbox/replay/{message_id}"
        assert (await see(auth, path, headers)).status_code == 405
        answer = await auth.http.post(path, headers=headers)
        assert answer.status_code == 303
        assert await auth.ask("SELECT state, attempts FROM inbox") == [("pending", 0)]
        (noted,) = await auth.ask("SELECT * FROM admin_changes")
        assert (noted.action, noted.row_id) == ("replay", message_id)

    async def test_living_message_is_left_alone(self, auth: Auth) -> None:
        message_id = await self.dead_message(auth, "done")
        path = f"/admin/auth/inbox/replay/{message_id}"
        answer = await auth.http.post(path, headers=admin(auth))
        assert answer.status_code == 409
        answer = await auth.http.post(path[:-4], headers=admin(auth))
        assert answer.status_code == 404
        assert await auth.ask("SELECT 1 FROM admin_changes") == []

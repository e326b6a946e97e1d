"""An administrator looks into the data and changes a role, in a real browser."""

import re
from typing import Any

from playwright.async_api import expect

from deploy.local.local_system import LocalSystem
from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from services.auth.admin import make_admin
from tests.e2e.browser.visit import OpenPage
from tests.e2e.person import Person
from tests.fixtures.people import SignUp

PROFILE = "/api/v1/accounts"


async def appoint(system: LocalSystem, person: Person) -> dict[str, Any]:
    """Makes the person an administrator; the cookie that the admin pages take."""
    engine = build_engine(
        system.database_urls["auth"], application_name="tests", pool_size=1
    )
    database = Database(engine)
    assert await make_admin(database, person.email)
    await database.close()
    body = {"refresh_token": person.refresh_token}
    answer = await person.http.post(f"{PROFILE}/token/refresh", json=body)
    person._take(answer.json())
    answer = await person.call("POST", "/accounts/admin-session")
    assert answer.status_code == 200, answer.text
    value = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    return {
        "name": "postscope_admin",
        "value": value,
        "domain": "127.0.0.1",
        "path": "/admin",
        "httpOnly": True,
        "sameSite": "Strict",
    }


class TestAdminPages:
    async def test_role_is_given_and_noted(
        self, system: LocalSystem, sign_up: SignUp, open_page: OpenPage
    ) -> None:
        admin = await sign_up(system.public_url)
        other = await sign_up(system.public_url)
        cookie = await appoint(system, admin)
        page = await open_page()
        await page.context.add_cookies([cookie])  # type: ignore[list-item]

        await page.goto("/admin/auth")
        await page.get_by_role("link", name="Users", exact=True).click()
        await expect(page.get_by_text("•••• hidden").first).to_be_visible()
        await page.locator("#search-input").fill(other.email)
        await page.get_by_role("button", name="Search").click()
        await expect(page).to_have_url(re.compile(r"search="))
        await expect(page.locator("tbody tr")).to_have_count(1)
        await page.goto(f"/admin/auth/users/edit/{other.user['id']}")
        await page.locator("select").first.select_option("admin")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page).to_have_url(re.compile(r"/admin/auth/users/list"))
        await page.goto("/admin/auth/admin-changes/list")
        row = page.locator("tbody tr", has_text=other.user["id"])
        await expect(row).to_contain_text(admin.user["id"])
        await page.goto("/admin/analytics/authentication-logs/list")
        await expect(page.locator("table")).to_contain_text("signup")

"""The settings as people see them, and an account with something on each page."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from deploy.local.local_system import LocalSystem
from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from services.auth.admin import make_admin
from tests.e2e.person import Person
from tests.emulators.webhook_receiver import Reply, serve_receiver

ODD_NAME = "Reporting " + "narrowboat" * 6


class Settings:
    """The list of sections, and what is on each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sections = page.get_by_role("navigation", name="Settings")

    async def go_to(self, section: str) -> None:
        """By the list: `Security`, `API keys`, ..."""
        await self.sections.get_by_role("link", name=section).click()
        link = self.sections.get_by_role("link", name=section)
        await expect(link).to_have_attribute("aria-current", "page")

    async def change_password(self, present: str, new: str) -> None:
        """On Security, until it is done."""
        await self.page.get_by_label("Current password").fill(present)
        await self.page.get_by_label("New password").fill(new)
        await self.page.get_by_role("button", name="Change the password").click()
        await expect(self.page.get_by_text("Changed. All other")).to_be_visible()

    async def make_key(self, name: str, *scopes: str) -> str:
        """On API keys: the key, as it is shown this once."""
        await self.page.get_by_role("button", name="Make a key").click()
        drawer = self.page.get_by_role("dialog", name="Make an API key")
        await drawer.get_by_label("Name", exact=True).fill(name)
        for scope in scopes:
            await drawer.get_by_label(scope).check()
        await drawer.get_by_role("button", name="Make the key").click()
        await expect(drawer).to_have_count(0)
        key = await self.page.get_by_label("The new key").inner_text()
        return key.strip()

    async def revoke_key(self, name: str) -> None:
        """On API keys, until it is gone from the list."""
        await self.page.get_by_role("button", name=f"Revoke “{name}”").click()
        await self.confirm("Revoke the key")
        await expect(self.page.get_by_text("No key yet")).to_be_visible()

    async def add_webhook(self, url: str) -> None:
        """On Webhooks, until its own page stands."""
        await self.page.get_by_role("button", name="Add a webhook").click()
        drawer = self.page.get_by_role("dialog", name="Add a webhook")
        await drawer.get_by_label("Address").fill(url)
        await drawer.get_by_role("button", name="Add the webhook").click()
        await expect(self.page.get_by_role("heading", name=url)).to_be_visible()

    async def show_secret(self) -> str:
        """On a webhook's page."""
        await self.page.get_by_role("button", name="Show the secret").click()
        shown = self.page.get_by_label("Signing secret").get_by_text("whsec_")
        return (await shown.inner_text()).strip()

    async def confirm(self, action: str) -> None:
        """Answers the question that stands with its button."""
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_role("button", name=action, exact=True).click()

    @property
    def deliveries(self) -> Locator:
        """The log on a webhook's page."""
        return self.page.get_by_role("list", name="Deliveries").get_by_role(
            "button", name=re.compile("attempt")
        )


async def become_admin(system: LocalSystem, email: str) -> None:
    """Gives the user the role, as `make admin` does."""
    url = system.database_urls["auth"]
    database = Database(build_engine(url, application_name="test", pool_size=1))
    try:
        assert await make_admin(database, email)
    finally:
        await database.close()


async def furnish(person: Person) -> dict[str, str]:
    """Keys, a webhook that failed and one that did not; where to look at what."""
    key = {"name": "Nightly report", "scopes": ["analysis:read", "social:read"]}
    every = await person.get("/accounts/api-keys/scopes")
    odd = {
        "name": ODD_NAME,
        "scopes": [each["scope"] for each in every["items"]],
        "expires_at": "2099-01-01T00:00:00Z",
    }
    for body in (key, odd):
        await _create(person, "/accounts/api-keys", body)
    async with serve_receiver() as receiver:
        receiver.replies.append(Reply(500, body=b"out of order, " * 40))
        hook = {"url": receiver.url, "description": "What the newsroom listens to"}
        endpoint = await _create(person, "/accounts/webhook-endpoints", hook)
        path = f"/accounts/webhook-endpoints/{endpoint['id']}"
        tests = [await person.call("POST", f"{path}/test") for _ in range(2)]
    paused = {"url": "http://localhost:9/" + "narrowboat" * 12}
    other = await _create(person, "/accounts/webhook-endpoints", paused)
    await person.call(
        "PATCH",
        f"/accounts/webhook-endpoints/{other['id']}",
        json={"status": "paused"},
    )
    failed = tests[0].json()["id"]
    page = f"/settings/webhooks/{endpoint['id']}"
    return {
        "profile": "/settings/profile",
        "security": "/settings/security",
        "api keys": "/settings/api-keys",
        "make a key": "/settings/api-keys?make=true",
        "webhooks": "/settings/webhooks",
        "sources": "/settings/sources",
        "your data": "/settings/data",
        "webhook": f"{page}?delivery={failed}",
        "webhook paused": f"/settings/webhooks/{other['id']}",
        "webhook change": f"{page}?edit=true",
    }


async def _create(person: Person, path: str, body: dict[str, Any]) -> Any:
    response = await person.call("POST", path, json=body)
    assert response.status_code == 201, response.text
    return response.json()

"""Someone at the app: a page of the browser, and a client of the same account."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import BrowserContext, Page

from libs.common.ids import new_id
from tests.e2e.browser.gallery import find_remarkable_post
from tests.e2e.person import Person

# The app asks for a session only where someone has signed in before; see its hint.
_HINT = """
try {
  localStorage.getItem("postscope.session") ??
    localStorage.setItem("postscope.session", "in");
} catch { /* A blank page has no storage. */ }
"""
PASSWORD = "a quite uncommon sentence"


@dataclass(frozen=True)
class Visit:
    """A signed-in page, and a client of the API with the same account."""

    page: Page
    person: Person

    async def see_demo_result(self) -> str:
        """The path of a finished analysis of a demo post that ran far above usual."""
        url = await find_remarkable_post(self.person, "youtube")
        request_id = await self.person.analyse([url])
        await self.person.wait_for(request_id)
        return f"/requests/{request_id}"


OpenPage = Callable[..., Awaitable[Page]]
VisitAs = Callable[..., Awaitable[Visit]]


async def start_session(context: BrowserContext, person: Person | None) -> Any:
    """Signs in as `person`, else signs up as someone new; what the server answered.

    The refresh token is in the profile's cookies from now on."""
    email = f"visitor-{new_id().hex}@example.com" if person is None else person.email
    door = "signup" if person is None else "login"
    response = await context.request.post(
        f"/api/v1/accounts/{door}", data={"email": email, "password": PASSWORD}
    )
    assert response.ok, await response.text()
    await context.add_init_script(_HINT)
    return await response.json()

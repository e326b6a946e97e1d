"""What a browser does behind the page: errors, refusals, requests to elsewhere."""

import re
from typing import Self

from playwright.async_api import BrowserContext, ConsoleMessage, Request, WebError

# Whether anyone is signed in only the server knows: the cookie is hidden from scripts.
# Its "nobody" is a 401, which Chromium writes into the console of every first visit.
_NOBODY_SIGNED_IN = r"status of 401 .*/api/v1/accounts/token/refresh"
_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Watch:
    """Listens to a browser profile; `faults` are sentences, at best none."""

    def __init__(self, origin: str, expecting: str | None = None) -> None:
        self._origin = origin
        self._found: list[str] = []
        patterns = [_NOBODY_SIGNED_IN, expecting]
        self._expected = [re.compile(each) for each in patterns if each is not None]

    @classmethod
    async def start(
        cls, context: BrowserContext, origin: str, expecting: str | None
    ) -> Self:
        """Watches all pages that this profile will open. `expecting` is a pattern of
        what the test provokes itself."""
        watch = cls(origin, expecting)
        await context.add_init_script(_REPORT_VIOLATIONS)
        context.on("console", watch._hear)
        context.on("weberror", watch._note_error)
        context.on("request", watch._note_request)
        return watch

    @property
    def faults(self) -> list[str]:
        """All that was found and not expected."""
        return [
            fault
            for fault in self._found
            if not any(pattern.search(fault) for pattern in self._expected)
        ]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self._found.append(f"{message.text} {message.location['url']}")

    def _note_error(self, error: WebError) -> None:
        self._found.append(f"uncaught: {error.error}")

    def _note_request(self, request: Request) -> None:
        is_own = request.url.startswith((f"{self._origin}/", "data:", "blob:"))
        if not is_own:
            self._found.append(f"went elsewhere: {request.method} {request.url}")

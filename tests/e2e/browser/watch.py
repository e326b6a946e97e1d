"""What a browser does behind the page: errors, refusals, requests to elsewhere."""

import re
from typing import Self

from playwright.async_api import BrowserContext, ConsoleMessage, Request, WebError

_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Watch:
    """Listens to a browser profile; `faults` are sentences, at best none."""

    def __init__(self, origin: str, expecting: str | None = None) -> None:
        self._origin = origin
        self._found: list[str] = []
        self._expected = None if expecting is None else re.compile(expecting)

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
            if self._expected is None or not self._expected.search(fault)
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

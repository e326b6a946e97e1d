"""Secrets in logs: what people were told or typed, and whatever looks like a secret."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from deploy.local.local_system import LocalSystem

# By form, for those that no test has kept a note of.
_FORMS = {
    "a signed token": re.compile(rb"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}"),
    "an API key": re.compile(rb"ps_(live|test)_[0-9A-Za-z]{36}"),
    "a webhook's secret": re.compile(rb"whsec_[\w+/=-]{20,}"),
    "a link with a token": re.compile(rb"[#?&](token|signature)=[\w-]{20,}"),
    "a password in an address": re.compile(
        rb"(postgres\w*|rediss?)://[^\s/@]*:[^\s/@[]+@"
    ),
}


def find_leaks(folder: Path, secrets: Iterable[str]) -> list[str]:
    """Which logs in the folder hold which of the secrets; secrets are not repeated."""
    known = [secret.encode() for secret in secrets if secret]
    found = []
    for log in sorted(folder.rglob("*")):
        if log.is_file():
            content = log.read_bytes()
            found += [f"{log.name}: {what}" for what in _leaks_in(content, known)]
    return found


def secrets_of(system: LocalSystem) -> list[str]:
    """What the running system itself must keep to itself."""
    home = system.home
    files = [home.secret_key_path, *(home.root / "secrets").iterdir()]
    assert len(files) > 1
    return [path.read_text().strip() for path in files]


def _leaks_in(content: bytes, known: list[bytes]) -> Iterator[str]:
    for secret in known:
        if (place := content.find(secret)) >= 0:
            yield f"a known secret in {_line_around(content, place, secret)}"
    for name, form in _FORMS.items():
        if match := form.search(content):
            yield f"{name} in {_line_around(content, match.start(), match[0])}"


def _line_around(content: bytes, place: int, secret: bytes) -> str:
    start = content.rfind(b"\n", 0, place) + 1
    line = content[start : place + 200].split(b"\n")[0].replace(secret, b"<it>")
    return line.decode(errors="replace")

"""The web app's built files: cached as their names allow, and never another file."""

import asyncio
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from gateway.asgi import Headers
from gateway.errors import MethodNotAllowed
from gateway.exchange import AsgiExchange, Reply
from libs.common.errors import NotFound

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:;"
    " style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
_ONE_YEAR = b"public, max-age=31536000, immutable"
_HASHED_FOLDER = "assets"
_CHUNK_BYTES = 256 * 1024
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".wasm": "application/wasm",
}

_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8">
<title>Postscope</title><body><h1>The web app is not built yet</h1>
<p>The API is running; its pages are not there. Run <code>make run</code>, which builds
them, or <code>npm ci &amp;&amp; npm run build</code> in the folder <code>web/</code>,
then reload. The API describes itself under <a href="/api/docs">/api/docs</a>.</p>
"""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    size_bytes: int
    modified_at: float
    encoding: str | None

    @property
    def etag(self) -> bytes:
        """Differs between versions and between encodings of one."""
        text = f"{self.modified_at}:{self.size_bytes}:{self.encoding}"
        return f'"{sha256(text.encode()).hexdigest()[:24]}"'.encode()


class WebApp:
    """Files under `root`; addresses that are no file are the app's own (index.html)."""

    def __init__(self, root: Path, *, is_production: bool) -> None:
        self._root = root.resolve()
        self._is_production = is_production

    async def answer(self, exchange: AsgiExchange) -> None:
        """Sends a file, or the app. Raises NotFound, MethodNotAllowed."""
        if exchange.method not in {"GET", "HEAD"}:
            raise MethodNotAllowed(headers={"Allow": "GET, HEAD"})
        accepted = exchange.headers.get(b"accept-encoding", b"").decode("latin-1")
        name = exchange.path.decoded.lstrip("/")
        file = await asyncio.to_thread(self._find, name, accepted) if name else None
        if file is None and not _wants_page(exchange):
            raise NotFound
        if file is None:
            name = "index.html"
            file = await asyncio.to_thread(self._find, name, accepted)
        exchange.reply.extra_headers += self._security_headers(exchange.scheme)
        if file is None:
            page = _NOT_BUILT.encode()
            kind = (b"content-type", _TYPES[".html"].encode())
            await exchange.reply.send_whole(
                503, [kind, (b"cache-control", b"no-store")], page
            )
            return
        await _send_file(exchange, name, file)

    def _find(self, name: str, accepted: str) -> _File | None:
        path = (self._root / name).resolve()
        is_hidden = any(part.startswith(".") for part in Path(name).parts)
        if is_hidden or not path.is_relative_to(self._root):
            return None
        plain = _stat(path, None)
        if plain is None:
            return None
        for encoding, suffix in _ENCODINGS:
            if _accepts(accepted, encoding):
                packed = _stat(path.with_name(path.name + suffix), encoding)
                if packed and packed.modified_at >= plain.modified_at:
                    return packed
        return plain

    def _security_headers(self, scheme: str) -> Headers:
        headers: Headers = [
            (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
            (
                b"permissions-policy",
                b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            ),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]
        if self._is_production and scheme == "https":
            headers.append(
                (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
            )
        return headers


async def _send_file(exchange: AsgiExchange, name: str, file: _File) -> None:
    reply = exchange.reply
    headers = _file_headers(name, file)
    asked = exchange.headers.get(b"if-none-match", b"")
    if file.etag in asked or asked.strip() == b"*":
        await reply.start(304, headers)
        await reply.send_body(b"", more=False)
        return
    length = (b"content-length", str(file.size_bytes).encode())
    await reply.start(200, [*headers, length])
    if reply.is_head:
        await reply.send_body(b"", more=False)
        return
    await _send_content(reply, file)


async def _send_content(reply: Reply, file: _File) -> None:
    left = file.size_bytes
    opened = await asyncio.to_thread(file.path.open, "rb")
    with opened:
        while left:
            chunk = await asyncio.to_thread(opened.read, min(left, _CHUNK_BYTES))
            if not chunk:
                return
            left -= len(chunk)
            await reply.send_body(chunk, more=left > 0)
    if not reply.is_finished:
        await reply.send_body(b"", more=False)


def _file_headers(name: str, file: _File) -> Headers:
    kind = _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    is_hashed = Path(name).parts[0] == _HASHED_FOLDER
    headers: Headers = [
        (b"content-type", kind.encode()),
        (b"cache-control", _ONE_YEAR if is_hashed else b"no-cache"),
        (b"etag", file.etag),
        (b"last-modified", formatdate(file.modified_at, usegmt=True).encode()),
        (b"vary", b"Accept-Encoding"),
    ]
    if file.encoding:
        headers.append((b"content-encoding", file.encoding.encode()))
    return headers


def _wants_page(exchange: AsgiExchange) -> bool:
    """A navigation, not a picture or a script that is missing."""
    path = exchange.path.decoded
    accepted = exchange.headers.get(b"accept", b"")
    is_navigation = b"text/html" in accepted
    return path == "/" or (is_navigation and not path.startswith(f"/{_HASHED_FOLDER}/"))


def _stat(path: Path, encoding: str | None) -> _File | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    if not S_ISREG(status.st_mode):
        return None
    return _File(path, status.st_size, status.st_mtime, encoding)


def _accepts(accepted: str, encoding: str) -> bool:
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == encoding:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False

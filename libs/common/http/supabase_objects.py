"""Supabase Storage over HTTP: objects of one private bucket.

Nearly every error has the status 400 on its line and the true one in its body; uploads
of more than 6 MB are resumable ones (TUS), sent piece by piece.
Source: github.com/supabase/storage at 4fa61fba; supabase.com/docs/guides/storage;
tus.io, protocol 1.0.0 (2026-11-20)."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from libs.common.http.outside_calls import OutsideCall, OutsideCalls
from libs.common.http.tls import outside_tls
from libs.common.storage.file_pieces import read_file

# The service takes pieces of this size alone, but for the last.
PIECE_BYTES = 6 * 1024 * 1024
LISTED = 1000
_CHUNK_BYTES = 256 * 1024
_TIMEOUT = httpx2.Timeout(60.0, connect=5.0)
_TRIES = 4
_PROVIDER = "supabase"
_USER_AGENT = (
    "Postscope/1.0"  # a secret key is refused to whatever looks like a browser
)
_OVERLOADED = frozenset({408, 423, 425, 429, 544}) | frozenset(range(500, 530))


@dataclass(frozen=True, slots=True)
class SupabaseOptions:
    """Whose storage, and which bucket of it. `key` is of either generation."""

    url: str
    key: str
    bucket: str


class SupabaseRefused(Exception):
    """The service said no: the true status, and its word for the reason."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code


class SupabaseBusy(Exception):
    """It could not answer at the moment, also after several tries."""


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What the service says of an object; `told` is what we said with the upload."""

    size_bytes: int
    content_type: str
    told: Mapping[str, Any]


class SupabaseObjects:
    """The calls; keys are as `libs/common/storage/keys.py` wants them.

    Each raises SupabaseRefused or SupabaseBusy."""

    def __init__(
        self,
        options: SupabaseOptions,
        calls: OutsideCalls,
        longest_pause_seconds: float = 3.0,
    ) -> None:
        self.bucket = options.bucket
        self._base = f"{options.url.rstrip('/')}/storage/v1"
        self._calls = calls
        self._longest_pause = longest_pause_seconds
        self._http = httpx2.AsyncClient(
            # Of keys of the new kind the gateway wants both alike; of old ones, too.
            headers={
                "apikey": options.key,
                "Authorization": f"Bearer {options.key}",
                "User-Agent": _USER_AGENT,
                "Accept-Encoding": "identity",
            },
            timeout=_TIMEOUT,
            trust_env=False,
            verify=outside_tls(),
            follow_redirects=False,
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    def address_of(self, key: str) -> str:
        """Where an object lies, for those who have a key of the service's."""
        return f"{self._base}/object/authenticated/{self.bucket}/{quote(key)}"

    async def find_bucket(self) -> bool | None:
        """Whether the bucket is public; None if there is none."""
        try:
            found = await self._ask_json("bucket", "GET", f"/bucket/{self.bucket}")
        except SupabaseRefused as error:
            if error.status == 404:
                return None
            raise
        return bool(found.get("public"))

    async def create_bucket(self) -> None:
        """A private one; one that is there already will do."""
        body = {"id": self.bucket, "name": self.bucket, "public": False}
        try:
            await self._ask_json("bucket", "POST", "/bucket", body)
        except SupabaseRefused as error:
            if error.status != 409:
                raise

    async def upload(
        self, key: str, path: Path, content_type: str, told: Mapping[str, Any]
    ) -> None:
        """Stores a file, whole or not at all, in place of what was there."""
        size = await asyncio.to_thread(lambda: path.stat().st_size)
        if size > PIECE_BYTES:
            await self._upload_in_pieces(key, path, size, content_type, told)
            return
        headers = {
            "Content-Type": content_type,
            "Content-Length": str(size),
            "Cache-Control": "max-age=3600",
            "x-upsert": "true",
            "x-metadata": _encode(json.dumps(told)),
        }
        await self._ask(
            "upload",
            "POST",
            f"/object/{self.bucket}/{quote(key)}",
            headers=headers,
            content=lambda: read_file(path),
        )

    async def find(self, key: str) -> ObjectInfo | None:
        """What is known of an object; None if there is none."""
        try:
            found = await self._ask_json(
                "info", "GET", f"/object/info/{self.bucket}/{quote(key)}"
            )
        except SupabaseRefused as error:
            if error.status == 404:
                return None
            raise
        told = found.get("metadata")
        return ObjectInfo(
            size_bytes=int(found.get("size") or 0),
            content_type=str(found.get("content_type") or "application/octet-stream"),
            told=told if isinstance(told, dict) else {},
        )

    async def download(
        self, key: str, first: int = 0, last: int | None = None
    ) -> AsyncIterator[bytes]:
        """The bytes of an object, or those from the `first` to the `last`, in chunks
        of at most 256 KiB."""
        is_part = first > 0 or last is not None
        part = {"Range": f"bytes={first}-{'' if last is None else last}"}
        request = self._http.build_request(
            "GET",
            f"{self._base}/object/authenticated/{self.bucket}/{quote(key)}",
            headers=part if is_part else {},
        )

        async def send() -> httpx2.Response:
            with self._calls.watch(_PROVIDER, "download") as call:
                return await _check(await self._http.send(request, stream=True), call)

        response = await self._try_patiently(send)
        # A proxy may give the whole where a part was asked for.
        skipped = first if response.status_code == 200 else 0
        left = None if last is None else last - first + 1
        try:
            async for chunk in response.aiter_bytes(_CHUNK_BYTES):
                piece, skipped = chunk[skipped:], max(0, skipped - len(chunk))
                if left is not None:
                    piece = piece[:left]
                    left -= len(piece)
                if piece:
                    yield piece
                if left == 0:
                    return
        except httpx2.TransportError as error:
            raise SupabaseBusy(type(error).__name__) from error
        finally:
            await response.aclose()

    async def delete(self, key: str) -> None:
        """Deletes an object; one that is not there is no mistake."""
        path = f"/object/{self.bucket}"
        await self._ask_json("delete", "DELETE", path, {"prefixes": [key]})

    async def list_folder(self, folder: str, offset: int) -> list[tuple[str, bool]]:
        """The next names in a folder, at most 1,000; whether each is itself one."""
        body = {
            "prefix": folder,
            "limit": LISTED,
            "offset": offset,
            "sortBy": {"column": "name", "order": "asc"},
        }
        found = await self._ask_json(
            "list", "POST", f"/object/list/{self.bucket}", body
        )
        return [(str(entry["name"]), entry.get("id") is None) for entry in found]

    async def _upload_in_pieces(
        self,
        key: str,
        path: Path,
        size: int,
        content_type: str,
        told: Mapping[str, Any],
    ) -> None:
        names = {
            "bucketName": self.bucket,
            "objectName": key,
            "contentType": content_type,
            "cacheControl": "3600",
            "metadata": json.dumps(told),
        }
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(size),
            "Upload-Metadata": ",".join(f"{n} {_encode(t)}" for n, t in names.items()),
            "x-upsert": "true",
        }
        created = await self._ask(
            "upload", "POST", "/upload/resumable", headers=headers
        )
        # The path alone: behind a proxy the service may not know its own name, and
        # nobody else is to see our key.
        place = urlsplit(created.headers["location"]).path
        place = place[place.index("/upload/resumable/") :]
        offset = failures = 0
        while offset < size:
            try:
                reached = await self._send_piece(place, path, offset, size)
            except (SupabaseBusy, SupabaseRefused) as error:
                failures += 1
                is_conflict = isinstance(error, SupabaseRefused) and error.status == 409
                is_final = isinstance(error, SupabaseRefused) and not is_conflict
                if failures == _TRIES or is_final:
                    raise
                reached = await self._find_offset(place)
            else:
                failures = 0
            offset = reached

    async def _send_piece(self, place: str, path: Path, offset: int, size: int) -> int:
        length = min(PIECE_BYTES, size - offset)
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(length),
        }
        # Once: what has arrived of it is asked for before it is sent again.
        response = await self._ask(
            "upload",
            "PATCH",
            place,
            headers=headers,
            content=lambda: read_file(path, offset, length),
            tries=1,
        )
        return int(response.headers["upload-offset"])

    async def _find_offset(self, place: str) -> int:
        response = await self._ask(
            "upload", "HEAD", place, headers={"Tus-Resumable": "1.0.0"}
        )
        return int(response.headers["upload-offset"])

    async def _ask_json(
        self, operation: str, method: str, path: str, body: Any = None
    ) -> Any:
        headers, content = {}, None
        if body is not None:
            headers["Content-Type"] = "application/json"
            sent = json.dumps(body).encode()

            def content() -> bytes:
                return sent

        response = await self._ask(
            operation, method, path, headers=headers, content=content
        )
        try:
            return response.json()
        except ValueError as error:
            raise SupabaseRefused(502, "malformed", "no JSON") from error

    async def _ask(
        self,
        operation: str,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        content: Callable[[], bytes | AsyncIterator[bytes]] | None = None,
        tries: int = _TRIES,
    ) -> httpx2.Response:
        async def send() -> httpx2.Response:
            with self._calls.watch(_PROVIDER, operation) as call:
                response = await self._http.request(
                    method,
                    f"{self._base}{path}",
                    headers=headers,
                    content=content() if content else None,
                )
                return await _check(response, call)

        return await self._try_patiently(send, tries)

    async def _try_patiently(
        self, send: Callable[[], Awaitable[httpx2.Response]], tries: int = _TRIES
    ) -> httpx2.Response:
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type((httpx2.TransportError, SupabaseBusy)),
                stop=stop_after_attempt(tries),
                wait=wait_random_exponential(0.2, max=self._longest_pause),
                reraise=True,
            ):
                with attempt:
                    return await send()
        except httpx2.TransportError as error:
            raise SupabaseBusy(type(error).__name__) from error
        raise SupabaseBusy("no try was made")


async def _check(response: httpx2.Response, call: OutsideCall) -> httpx2.Response:
    """The answer itself, if it is one. Raises SupabaseRefused, SupabaseBusy."""
    if response.is_success:
        call.status_code = response.status_code
        return response
    try:
        await response.aread()
        status, code, message = _read_refusal(response)
    finally:
        await response.aclose()
    call.status_code = status
    if status in _OVERLOADED:
        raise SupabaseBusy(f"{status} {code}")
    raise SupabaseRefused(status, code, message)


def _read_refusal(response: httpx2.Response) -> tuple[int, str, str]:
    """The true status, the service's word, its sentence."""
    status, code, message = response.status_code, "", ""
    try:
        body = response.json()
    except ValueError:
        body = None
    if isinstance(body, dict):
        told = str(body.get("statusCode", ""))
        if len(told) == 3 and told.isascii() and told.isdigit():
            status = int(told)
        code = str(body.get("code") or body.get("error") or "")
        message = str(body.get("message") or "")
    return status, code, message


def _encode(text: str) -> str:
    return b64encode(text.encode()).decode()

"""Supabase Storage: buckets and objects, resumable uploads, its many traps on demand.

In a test: `async with serve_supabase_storage() as supabase`. By itself:
`python -m tests.emulators.supabase_storage --port 9910`. Errors have the status 400 and
the true one in their body, as the real one's; the resumable uploads have true ones."""

import argparse
import asyncio
import json
import re
import time
from base64 import b64decode
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from tests.emulators.serving import serve_app
from tests.emulators.supabase_objects import (
    SECRET_KEY,
    Refusal,
    StoredBytes,
    Upload,
    legacy_key,
    read_token,
    sign,
)

_SAFE_KEY = re.compile(r"[A-Za-z0-9_/!.*'() &$=@;:+,?-]+")
_PIECE = 6 * 1024 * 1024


@dataclass
class SupabaseStorage:
    """What it holds, what it was asked, and how it behaves.

    `faults` are taken one per request: a status (429, 500, 544) or `cut` (the answer
    breaks off). `cut_pieces` is how many pieces of resumable uploads arrive in part
    only. `most_listed` entries are given at once, whatever was asked for. It may ignore
    ranges, be of a version without codes (`has_codes`), forget what was said with an
    object, and tell addresses under another name (`told_host`)."""

    keys: set[str] = field(default_factory=lambda: {SECRET_KEY, legacy_key()})
    buckets: dict[str, dict[str, Any]] = field(default_factory=dict)
    objects: dict[tuple[str, str], StoredBytes] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    faults: deque[int | str] = field(default_factory=deque)
    asked: Counter[str] = field(default_factory=Counter)
    largest_body: int = 0
    cut_pieces: int = 0
    most_listed: int = 1000
    ignores_ranges: bool = False
    has_codes: bool = True
    forgets_metadata: bool = False
    told_host: str = ""
    delay_seconds: float = 0
    url: str = ""

    def forget_uploads(self) -> None:
        """All unfinished uploads have expired."""
        self.uploads.clear()

    def put(self, bucket: str, key: str, content: bytes) -> None:
        """Somebody else has stored an object."""
        self.objects[bucket, key] = StoredBytes(content, "image/png", None)

    def build_app(self) -> FastAPI:
        """Its routes, below `/storage/v1`."""
        app = FastAPI()

        @app.middleware("http")
        async def behave(request: Request, call_next: Any) -> Response:
            path = request.url.path.removeprefix("/storage/v1")
            self.asked[f"{request.method} {path.split('/')[1]}"] += 1
            await asyncio.sleep(self.delay_seconds)
            try:
                if "/object/sign/" not in path or request.method != "GET":
                    self._check_key(request)
                if self.faults and self.faults[0] != "cut":
                    raise _fault(self.faults.popleft())
                answer: Response = await call_next(request)
            except Refusal as refusal:
                return self._refuse(refusal, request)
            return answer

        @app.exception_handler(Refusal)
        async def refuse(request: Request, refusal: Refusal) -> Response:
            return self._refuse(refusal, request)

        self._add_buckets(app)
        self._add_uploads(app)
        self._add_objects(app)
        return app

    def _refuse(self, refusal: Refusal, request: Request) -> Response:
        is_true = refusal.status in {429, 500, 544} or "/upload/" in request.url.path
        body = {
            "statusCode": str(refusal.status),
            "error": refusal.error,
            "message": refusal.message,
        }
        if self.has_codes:
            body["code"] = refusal.code
        return Response(
            json.dumps(body),
            refusal.status if is_true else 400,
            media_type="application/json",
        )

    def _check_key(self, request: Request) -> None:
        key = request.headers.get("apikey", "")
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        is_browser = "Mozilla" in request.headers.get("user-agent", "")
        is_new = key.startswith("sb_")
        if key not in self.keys or (is_new and bearer != key) or is_browser:
            raise Refusal(403, "Unauthorized", "AccessDenied", "Invalid Compact JWS")
        if bearer not in self.keys:
            raise Refusal(403, "Unauthorized", "AccessDenied", "Invalid Compact JWS")

    def _check_bucket(self, bucket: str) -> dict[str, Any]:
        if bucket not in self.buckets:
            raise Refusal(404, "Bucket not found", "NoSuchBucket", "Bucket not found")
        return self.buckets[bucket]

    def _check_upload(self, bucket: str, key: str, size: int, kind: str) -> None:
        settings = self._check_bucket(bucket)
        if not _SAFE_KEY.fullmatch(key):
            raise Refusal(400, "InvalidKey", "InvalidKey", f"Invalid key: {key}")
        limit = settings.get("file_size_limit")
        if limit and size > limit:
            raise Refusal(
                413,
                "Payload too large",
                "EntityTooLarge",
                "The object exceeded the maximum allowed size",
            )
        allowed = settings.get("allowed_mime_types")
        if allowed and kind not in allowed:
            message = f"mime type {kind} is not supported"
            raise Refusal(415, "invalid_mime_type", "InvalidMimeType", message)

    def _get(self, bucket: str, key: str) -> StoredBytes:
        self._check_bucket(bucket)
        if (bucket, key) not in self.objects:
            raise Refusal(404, "not_found", "NoSuchKey", "Object not found")
        return self.objects[bucket, key]

    def _add_buckets(self, app: FastAPI) -> None:
        @app.post("/storage/v1/bucket")
        async def create(request: Request) -> dict[str, str]:
            body = await request.json()
            if body["id"] in self.buckets:
                message = "The resource already exists"
                raise Refusal(409, "Duplicate", "BucketAlreadyExists", message)
            self.buckets[body["id"]] = {"public": False, **body}
            return {"name": body["name"]}

        @app.get("/storage/v1/bucket/{bucket}")
        async def read(bucket: str) -> dict[str, Any]:
            return {"owner": "", "type": "STANDARD", **self._check_bucket(bucket)}

    def _add_objects(self, app: FastAPI) -> None:
        root = "/storage/v1/object"

        @app.get(root + "/info/{bucket}/{key:path}")
        async def info(bucket: str, key: str) -> dict[str, Any]:
            found = self._get(bucket, key)
            return {
                "id": found.id,
                "name": key,
                "bucket_id": bucket,
                "size": len(found.content),
                "content_type": found.content_type,
                "etag": found.etag,
                "created_at": found.created_at,
                "metadata": None if self.forgets_metadata else found.metadata,
            }

        @app.get(root + "/sign/{bucket}/{key:path}")
        async def read_signed(bucket: str, key: str, token: str = "") -> Response:
            if read_token(token) != f"{bucket}/{key}":
                raise Refusal(400, "InvalidJWT", "InvalidJWT", "jwt expired")
            return self._send(self._get(bucket, key), None)

        @app.post(root + "/sign/{bucket}/{key:path}")
        async def create_link(
            bucket: str, key: str, request: Request
        ) -> dict[str, str]:
            self._get(bucket, key)
            seconds = (await request.json())["expiresIn"]
            token = sign(f"{bucket}/{key}", time.time() + seconds)
            return {"signedURL": f"/object/sign/{bucket}/{key}?token={token}"}

        @app.post(root + "/list/{bucket}")
        async def list_folder(bucket: str, request: Request) -> list[dict[str, Any]]:
            self._check_bucket(bucket)
            return self._list(bucket, await request.json())

        @app.get(root + "/authenticated/{bucket}/{key:path}")
        async def read(bucket: str, key: str, request: Request) -> Response:
            return self._send(self._get(bucket, key), request.headers.get("range"))

        @app.delete(root + "/{bucket}")
        async def delete(bucket: str, request: Request) -> list[dict[str, Any]]:
            self._check_bucket(bucket)
            names = (await request.json())["prefixes"]
            gone = [name for name in names if self.objects.pop((bucket, name), None)]
            return [{"name": name, "bucket_id": bucket} for name in gone]

        @app.post(root + "/{bucket}/{key:path}")
        async def upload(bucket: str, key: str, request: Request) -> dict[str, str]:
            content = await request.body()
            self.largest_body = max(self.largest_body, len(content))
            kind = request.headers.get("content-type", "")
            self._check_upload(bucket, key, len(content), kind)
            is_upsert = request.headers.get("x-upsert") == "true"
            if (bucket, key) in self.objects and not is_upsert:
                message = "The resource already exists"
                raise Refusal(409, "Duplicate", "KeyAlreadyExists", message)
            told = request.headers.get("x-metadata")
            metadata = json.loads(b64decode(told)) if told else None
            stored = StoredBytes(content, kind, metadata)
            self.objects[bucket, key] = stored
            return {"Id": stored.id, "Key": f"{bucket}/{key}"}

    def _add_uploads(self, app: FastAPI) -> None:
        root = "/storage/v1/upload/resumable"

        @app.post(root)
        async def begin(request: Request) -> Response:
            told = dict(
                pair.split(" ", 1)
                for pair in request.headers["upload-metadata"].split(",")
            )
            names = {name: b64decode(text).decode() for name, text in told.items()}
            size = int(request.headers["upload-length"])
            bucket, key = names["bucketName"], names["objectName"]
            self._check_upload(bucket, key, size, names["contentType"])
            metadata = json.loads(names["metadata"]) if "metadata" in names else None
            upload_id = uuid4().hex
            self.uploads[upload_id] = Upload(
                bucket, key, size, names["contentType"], metadata
            )
            host = self.told_host or self.url
            headers = {"Location": f"{host}{root}/{upload_id}"}
            return Response(status_code=201, headers=headers)

        @app.head(root + "/{upload_id}")
        async def tell(upload_id: str) -> Response:
            offset = len(self._upload(upload_id).received)
            return Response(headers={"Upload-Offset": str(offset)})

        @app.patch(root + "/{upload_id}")
        async def add(upload_id: str, request: Request) -> Response:
            upload = self._upload(upload_id)
            if int(request.headers["upload-offset"]) != len(upload.received):
                raise Refusal(409, "Conflict", "Conflict", "Upload-Offset conflict")
            piece = await request.body()
            self.largest_body = max(self.largest_body, len(piece))
            is_last = len(upload.received) + len(piece) == upload.size
            if (
                len(piece) != _PIECE
                and not is_last
                and len(upload.received) % _PIECE == 0
            ):
                raise Refusal(400, "InvalidSize", "InvalidSize", "pieces have 6 MB")
            if self.cut_pieces:
                self.cut_pieces -= 1
                upload.received += piece[: len(piece) // 2]
                raise Refusal(500, "Internal", "InternalError", "the piece broke off")
            upload.received += piece
            if is_last:
                self.objects[upload.bucket, upload.key] = StoredBytes(
                    bytes(upload.received), upload.content_type, upload.metadata
                )
                del self.uploads[upload_id]
            headers = {"Upload-Offset": str(len(upload.received))}
            return Response(status_code=204, headers=headers)

    def _upload(self, upload_id: str) -> Upload:
        if upload_id not in self.uploads:
            raise Refusal(404, "not_found", "NoSuchUpload", "Upload not found")
        return self.uploads[upload_id]

    def _list(self, bucket: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        folder = body.get("prefix", "").strip("/")
        begin = f"{folder}/" if folder else ""
        entries: dict[str, dict[str, Any]] = {}
        for (place, key), stored in self.objects.items():
            if place != bucket or not key.startswith(begin):
                continue
            name, _, below = key.removeprefix(begin).partition("/")
            entries[name] = {"name": name, "id": None if below else stored.id}
        start, limit = body.get("offset", 0), body.get("limit", 100)
        found = [entries[name] for name in sorted(entries)]
        return found[start : start + min(limit, self.most_listed)]

    def _send(self, stored: StoredBytes, asked: str | None) -> Response:
        content, status = stored.content, 200
        headers = {"ETag": stored.etag, "Content-Type": stored.content_type}
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", asked or "")
        if part and not self.ignores_ranges:
            first, size = int(part[1]), len(content)
            if first >= size:
                message = "The requested range is not satisfiable"
                raise Refusal(416, "InvalidRange", "InvalidRange", message)
            last = min(int(part[2] or size), size - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{size}"
            content, status = content[first : last + 1], 206
        headers["Content-Length"] = str(len(content))
        is_cut = bool(self.faults) and self.faults[0] == "cut"
        if is_cut:
            self.faults.popleft()

        async def pieces() -> AsyncIterator[bytes]:
            sent = content[: len(content) // 2] if is_cut else content
            for start in range(0, len(sent), 65_536):
                yield sent[start : start + 65_536]
                await asyncio.sleep(0)

        return StreamingResponse(pieces(), status, headers)


def _fault(fault: int | str) -> Refusal:
    words = {
        429: ("too_many_connections", "SlowDown"),
        544: ("DatabaseTimeout", "DatabaseTimeout"),
    }
    assert isinstance(fault, int), fault
    error, code = words.get(fault, ("Internal", "InternalError"))
    return Refusal(fault, error, code, "Internal Server Error")


@asynccontextmanager
async def serve_supabase_storage(port: int = 0) -> AsyncIterator[SupabaseStorage]:
    """A storage on a port of this machine (0 = any that is free)."""
    storage = SupabaseStorage()
    async with serve_app(storage.build_app(), port) as url:
        storage.url = url
        yield storage


async def _main(port: int) -> None:
    async with serve_supabase_storage(port) as storage:
        print(f"STORAGE=supabase SUPABASE_URL={storage.url}")  # noqa: T201 - a command
        print(f"SUPABASE_SECRET_KEY={SECRET_KEY}")  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9910)
    asyncio.run(_main(parser.parse_args().port))

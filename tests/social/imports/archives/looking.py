"""Looks at files as the preview does, without a service."""

from io import BytesIO

from libs.common.errors import InvalidFields
from services.social.imports.archives.zip_files import ZipLimits
from services.social.imports.preview import preview_upload
from services.social.imports.preview_schemas import PreviewPost, PreviewRead
from services.social.imports.upload import Upload, UploadedFile
from tests.factories.social import NOON
from tests.social.imports.asking import File

LIMITS = ZipLimits(max_members=1_000, max_unpacked_bytes=50_000_000, max_ratio=200)


async def look(*files: File, **fields: str) -> PreviewRead:
    """What the preview tells. Raises InvalidFields."""
    taken = tuple(
        UploadedFile(BytesIO(content), name, len(content)) for name, content in files
    )
    return await preview_upload(Upload(taken, fields), LIMITS, NOON)


async def refusal(*files: File, **fields: str) -> tuple[str, str]:
    """Why files are not read: the reason, and the same in words."""
    try:
        found = await look(*files, **fields)
    except InvalidFields as refused:
        [field] = refused.fields
        return field.reason, field.message
    raise AssertionError(f"it was read: {found}")


def posts(found: PreviewRead) -> list[PreviewPost]:
    """The rows that are posts."""
    return [row.post for row in found.rows if row.post]


def reasons(found: PreviewRead) -> list[str | None]:
    """Why the other rows are none."""
    return [row.reason for row in found.rows if not row.post]

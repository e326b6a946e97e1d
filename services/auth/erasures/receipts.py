"""Receipts: how far an erasure is, for whoever holds its token."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.contracts.domain_events import HOLDERS
from services.auth.erasures.models import ErasurePart
from services.auth.erasures.repository import ErasureRepository
from services.auth.erasures.schemas import ErasedPartRead, ReceiptRead


def hash_token(token: str) -> bytes:
    """What is stored of a receipt's token (32 bytes)."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


async def read_receipt(session: AsyncSession, token: str) -> ReceiptRead:
    """How far the erasure with this token is. Raises ReceiptNotFound."""
    erasures = ErasureRepository(session)
    erasure = await erasures.get_by_token(hash_token(token))
    parts = await erasures.list_parts(erasure.id)
    return ReceiptRead(
        erasure_id=erasure.id,
        state="done" if erasure.completed_at else "running",
        requested_at=erasure.requested_at,
        completed_at=erasure.completed_at,
        services=_render_parts(parts),
    )


def _render_parts(parts: Sequence[ErasurePart]) -> list[ErasedPartRead]:
    places = {service: place for place, service in enumerate(HOLDERS)}
    ordered = sorted(parts, key=lambda part: places.get(part.service, len(places)))
    return [
        ErasedPartRead(
            service=part.service,
            state="done" if part.erased_at else "waiting",
            erased_at=part.erased_at,
            counts=part.counts,
        )
        for part in ordered
    ]

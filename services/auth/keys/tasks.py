"""Jobs of signing keys."""

from typing import ClassVar, cast

from libs.common.contracts.base import Message
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.auth.resources import AuthResources


class RotateSigningKeys(Message):
    """Replaces the key that signs access tokens; nobody is signed out by it."""

    name: ClassVar[str] = "auth.keys.rotate"
    owner: ClassVar[str] = "auth"


async def rotate_signing_keys(
    resources: Resources, session: WriteSession, _: RotateSigningKeys
) -> None:
    """Handles RotateSigningKeys."""
    await cast("AuthResources", resources).signing_keys.rotate(session)

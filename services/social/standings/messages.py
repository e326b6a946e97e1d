"""What social's worker asks of itself about standings."""

from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class ComputeStandings(Message):
    """Compute what is ordered for this owner, creator by creator."""

    name: ClassVar[str] = "social.standings.compute_standings"
    owner: ClassVar[str] = "social"

    owner_id: UUID


class RefreshStandings(Message):
    """Order anew what rests on older figures than are held, or was given up."""

    name: ClassVar[str] = "social.standings.refresh_standings"
    owner: ClassVar[str] = "social"

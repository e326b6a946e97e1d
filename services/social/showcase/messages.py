"""What social's worker asks of itself about the demo."""

from typing import ClassVar

from libs.common.contracts.base import Message


class LoadDemo(Message):
    """Bring the invented posts into the database and draw their pictures."""

    name: ClassVar[str] = "social.showcase.load_demo"
    owner: ClassVar[str] = "social"

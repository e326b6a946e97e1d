"""Which provider answers, by the settings."""

from typing import Literal

from libs.common.ai.offline import OfflineProvider
from libs.common.ai.provider import AIProvider

AIProviderName = Literal["offline"]


def build_provider(name: AIProviderName) -> AIProvider:
    """The provider of that name."""
    providers: dict[AIProviderName, type[OfflineProvider]] = {
        "offline": OfflineProvider
    }
    return providers[name]()

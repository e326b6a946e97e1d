"""What a service's admin pages show and let be changed: a declaration, without pages.

Every table of the service is shown, for reading. What is not to be seen is a rule
(`masking.py`); what may be changed is a short list here."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from libs.common.db.base import ModelBase
from libs.common.db.session import WriteSession
from libs.common.identity import Identity

Refuse = Callable[[Identity, Any], str | None]
Follow = Callable[[WriteSession, Any], Awaitable[None]]


def _never(_: Identity, __: Any) -> None:
    return None


async def _nothing(_: WriteSession, __: Any) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Editable:
    """A column that may be set to one of some values.

    `refuse` says why this administrator may not change this row; None = he may.
    `follow` does what follows from a change of the row, in its transaction."""

    choices: tuple[str, ...]
    refuse: Refuse = _never
    follow: Follow = _nothing


@dataclass(frozen=True, slots=True)
class AdminPages:
    """The pages of one service. Columns are named `<table>.<column>`.

    `base` is the base of all its models, which are to be imported already.
    `not_secret`: columns whose names sound secret and are not.
    `filters`: columns to filter by, beside the search."""

    base: type[ModelBase]
    editable: Mapping[str, Editable] = field(default_factory=dict)
    not_secret: frozenset[str] = frozenset()
    filters: tuple[str, ...] = ()

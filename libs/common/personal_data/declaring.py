"""What each table of a service holds of a person: said once, read by erase and export.

A table that is not declared fails a test. `owned` are rows of one person, `part` what
hangs on such rows, `nobodys` is about no person."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Table,
    Text,
    inspect,
    or_,
    select,
)
from sqlalchemy import cast as cast_column

from libs.common.admin.tables import admin_changes
from libs.common.db.base import ModelBase
from libs.common.db.tombstones import erased_owners
from libs.common.idempotency.tables import idempotency_keys
from libs.common.jobs.tables import cron_runs, inbox, outbox
from libs.common.resources import Resources

ListFiles = Callable[[Resources, UUID], AsyncIterator[str]]
"""The storage keys of an owner's files, to be listed while their rows are there."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a person's for the archive: what it is called there, and its key."""

    name: str
    key: str


ListMedia = Callable[[Resources, UUID], AsyncIterator[StoredFile]]
Forget = Callable[[Resources, UUID], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Owned:
    """Rows of one person: `rows_of` tells which, by the id of the user or workspace.

    `about` describes them to that person (None: not in the archive, for another table
    says the same). `secrets` are columns that nobody is shown. With `blanks` rows are
    not deleted: these columns take these values instead."""

    table: Table
    rows_of: Callable[[UUID], ColumnElement[bool]]
    about: str | None
    secrets: frozenset[str] = frozenset()
    blanks: Mapping[str, Any] = field(default_factory=dict)
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to a row of another declared table, by the foreign key
    `column`; they are erased before it. The rest as in Owned."""

    column: Column[Any]
    about: str | None
    secrets: frozenset[str] = frozenset()
    is_long: bool = False

    @property
    def table(self) -> Table:
        """Whose rows they are."""
        return self.column.table

    @property
    def whole(self) -> Column[Any]:
        """The key of the table that these are parts of."""
        (key,) = self.column.foreign_keys
        return key.column


@dataclass(frozen=True, slots=True)
class Nobodys:
    """A table that tells nothing of a person, or has its own way of forgetting."""

    table: Table
    reason: str


Declaration = Owned | Part | Nobodys


def owned(
    column: Any,
    about: str | None,
    *,
    secrets: Sequence[str] = (),
    blanks: Mapping[str, Any] | None = None,
    is_long: bool = False,
) -> Owned:
    """Declares rows of one person, by the column with his id; `is_long`: perhaps many,
    in the archive a line each."""
    found = _column(column)
    return Owned(
        found.table,
        lambda owner_id: found == owner_id,
        about,
        frozenset(secrets),
        blanks or {},
        is_long,
    )


def naming(columns: Sequence[Any], about: str | None) -> Owned:
    """Declares rows with free text or JSON that may name a person by his id."""
    texts = [cast_column(_column(column), Text) for column in columns]
    return Owned(
        _column(columns[0]).table,
        lambda owner_id: or_(*(text.contains(str(owner_id)) for text in texts)),
        about,
        is_long=True,
    )


def part(
    column: Any,
    about: str | None,
    *,
    secrets: Sequence[str] = (),
    is_long: bool = False,
) -> Part:
    """Declares rows that belong to rows of another declared table."""
    return Part(_column(column), about, frozenset(secrets), is_long)


def nobodys(table: type[ModelBase] | Table, reason: str) -> Nobodys:
    """Declares a table without personal data; `reason` says why there is none."""
    found = table if isinstance(table, Table) else table.__table__
    return Nobodys(cast("Table", found), reason)


def _column(given: Any) -> Column[Any]:
    if isinstance(given, Column):
        return given
    found: Column[Any] = inspect(given).property.columns[0]
    return found


COMMON: tuple[Declaration, ...] = (
    nobodys(inbox, "erased by owner, with the work for him: erasing.py"),
    nobodys(outbox, "erased by owner, as the inbox"),
    nobodys(cron_runs, "when jobs ran"),
    # What an administrator changed stays, whoever he was; what was changed of somebody
    # who has left goes.
    owned(admin_changes.c.admin_id, None, blanks={"admin_id": UUID(int=0)}),
    naming(
        [admin_changes.c.row_id, admin_changes.c.before, admin_changes.c.after],
        "what administrators changed of yours",
    ),
    owned(idempotency_keys.c.owner_id, None),
    nobodys(erased_owners, "hashes of ids, so that what comes late is refused"),
)
"""The tables that services have in common, each as far as it has them."""


class PersonalData:
    """All that one service holds of people.

    `files` lists the storage keys to delete, `media` the files that go into the
    archive; `elsewhere` forgets what is neither in tables nor in storage."""

    def __init__(
        self,
        metadata: MetaData,
        *declarations: Declaration,
        files: ListFiles | None = None,
        media: ListMedia | None = None,
        elsewhere: Forget | None = None,
    ) -> None:
        self.metadata = metadata
        self.files = files
        self.media = media
        self.elsewhere = elsewhere
        common = (d for d in COMMON if d.table.name in metadata.tables)
        self.declarations = (*common, *declarations)
        self.by_table: dict[str, Declaration] = {}
        for declaration in self.declarations:
            name = declaration.table.name
            known = self.by_table.setdefault(name, declaration)
            # Rows may be people's in several ways, but not somebody's and nobody's.
            is_both_owned = isinstance(known, Owned) and isinstance(declaration, Owned)
            if known is not declaration and not is_both_owned:
                msg = f"{name} is declared twice"
                raise ValueError(msg)

    @property
    def owned(self) -> list[Owned]:
        """Tables with people's rows, those that others refer to after these."""
        places = {table.name: n for n, table in enumerate(self.metadata.sorted_tables)}
        found = [d for d in self.declarations if isinstance(d, Owned)]
        return sorted(found, key=lambda d: -places[d.table.name])

    def parts_of(self, table: Table) -> list[Part]:
        """What hangs on the rows of a table."""
        return [
            declaration
            for declaration in self.declarations
            if isinstance(declaration, Part)
            and declaration.whole.table.name == table.name
        ]

    def rows_of(self, declaration: Owned | Part, owner_id: UUID) -> ColumnElement[bool]:
        """Which rows of a declared table are this person's."""
        if isinstance(declaration, Owned):
            return declaration.rows_of(owner_id)
        whole = declaration.whole
        above = cast("Owned | Part", self.by_table[whole.table.name])
        return declaration.column.in_(
            select(whole).where(self.rows_of(above, owner_id))
        )

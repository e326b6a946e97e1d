"""How the rows of a file are read: as was told, else as they look. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from services.social.imports.cells.refusals import Cell
from services.social.imports.files.forms import FileForm
from services.social.imports.guessing import questions
from services.social.imports.guessing.columns import Column, collect_columns
from services.social.imports.guessing.dates import guess_dates
from services.social.imports.guessing.escapes import are_escaped
from services.social.imports.guessing.known_tables import KnownTable
from services.social.imports.guessing.mapping import ColumnGuess, guess_mapping
from services.social.imports.guessing.numbers import guess_number_format
from services.social.imports.guessing.platforms import are_in_utc, guess_platform
from services.social.imports.mapping import ImportField, Mapping
from services.social.imports.options import ReadingOptions
from services.social.imports.preview_schemas import ImportQuestion
from services.social.imports.rows.reader import COUNTS

Records = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class RowReading:
    """How rows are read. `options` and `form` are complete, but for what `questions`
    still ask; `guesses` tells of columns that nobody named."""

    options: ReadingOptions
    form: FileForm
    columns: list[Column]
    guesses: dict[ImportField, ColumnGuess]
    questions: list[ImportQuestion]


def guess_reading(
    records: Records,
    form: FileForm,
    told: ReadingOptions,
    known: KnownTable | None = None,
) -> RowReading:
    """Completes what was told from the first rows of a file; `known`: it is a table
    that a platform gives."""
    columns = collect_columns(records)
    guesses = guess_mapping(columns)
    for field in known.misleading if known else ():
        guesses.pop(field, None)
    mapping = told.mapping or _build_mapping(guesses)
    guess = _Guess(records, mapping, told, known)
    guess.fill_platform(columns, guesses)
    guess.fill_account()
    guess.fill_times(columns)
    guess.fill_numbers()
    if not form.encoding_is_certain:
        guess.questions.append(questions.ask_encoding(form.encoding))
    options = told.model_copy(update={"mapping": mapping, **guess.found})
    texts = (cell for name in ("text", "title") for cell in guess.cells(name))
    form = form.model_copy(update={"is_escaped": are_escaped(texts)})
    used = {} if told.mapping else guesses
    return RowReading(options, form, columns, used, guess.questions)


class _Guess:
    """Collects what is found and what has to be asked."""

    def __init__(
        self,
        records: Records,
        mapping: Mapping | None,
        told: ReadingOptions,
        known: KnownTable | None,
    ) -> None:
        self._known = known
        self._records = records
        self._mapping = mapping
        self._told = told
        self.found: dict[str, str] = {}
        self.questions: list[ImportQuestion] = []

    def cells(self, name: ImportField) -> Iterable[Cell]:
        """All cells of a field."""
        if self._mapping is None or name not in self._mapping.fields:
            return ()
        get = self._mapping.build_getter(name)
        return (get(record) for record in self._records)

    def fill_platform(
        self, columns: list[Column], guesses: dict[ImportField, ColumnGuess]
    ) -> None:
        if self._has("platform") or self._told.platform:
            return
        if self._known:
            self.found["platform"] = self._known.platform
            return
        url = guesses.get("url")
        found = guess_platform(columns, url.column if url else None)
        if found.name and found.is_certain:
            self.found["platform"] = found.name
        else:
            self.questions.append(questions.ask_platform(found.name))

    def fill_account(self) -> None:
        if not self._has("creator") and not self._told.account:
            platform = self._told.platform or self.found.get("platform")
            self.questions.append(questions.ask_account(platform))

    def fill_times(self, columns: list[Column]) -> None:
        if not self._has("time"):
            used = self._mapping.columns if self._mapping else set()
            free = [column.name for column in columns if column.name not in used]
            self.questions.append(questions.ask_time(free))
        cells = [*self.cells("time"), *self.cells("as_of")]
        guess = guess_dates(cells, self._told.time_format)
        is_in_utc = self._known is not None and self._known.is_in_utc
        is_in_utc = is_in_utc or are_in_utc(columns)
        if guess.has_no_zone and not self._told.timezone and is_in_utc:
            self.found["timezone"] = "UTC"
        elif guess.has_no_zone and not self._told.timezone:
            self.questions.append(questions.ask_timezone())
        if self._told.date_order or self._told.time_format:
            return
        if guess.order:
            self.found["date_order"] = guess.order
        elif guess.open_orders:
            example = next(str(cell) for cell in cells if cell)
            asked = questions.ask_date_order(guess.open_orders, example[:40])
            self.questions.append(asked)

    def fill_numbers(self) -> None:
        if self._told.number_format:
            return
        columns = [list(self.cells(name)) for name in COUNTS]
        guess = guess_number_format(columns)
        if guess.format:
            self.found["number_format"] = guess.format
        elif guess.is_open:
            example = _find_marked(cell for cells in columns for cell in cells)
            self.questions.append(questions.ask_number_format(example))

    def _has(self, name: ImportField) -> bool:
        return self._mapping is not None and name in self._mapping.fields


def _build_mapping(guesses: dict[ImportField, ColumnGuess]) -> Mapping | None:
    fields = {field: guess.column.name for field, guess in guesses.items()}
    return Mapping.model_validate({"fields": fields}) if fields else None


def _find_marked(cells: Iterable[Cell]) -> str:
    texts = (str(cell) for cell in cells if isinstance(cell, str))
    return next((text for text in texts if "." in text or "," in text), "1.234")[:40]

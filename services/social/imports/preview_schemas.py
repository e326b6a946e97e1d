"""What a look at a file tells before anything of it is stored."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from libs.common.contracts.social import PostMetrics
from libs.common.schemas import Schema
from services.social.imports.cells.counts import NumberFormat
from services.social.imports.cells.written_dates import DateOrder
from services.social.imports.files.forms import FileKind
from services.social.imports.mapping import Constant, ImportField
from services.social.imports.row_sources import ImportSource
from services.social.imports.rows.refusals import RowReason
from services.social.imports.schemas import FoundRead

ImportOption = Literal[
    "platform",
    "account",
    "timezone",
    "date_order",
    "number_format",
    "encoding",
    "time",
]


class PreviewColumn(Schema):
    """A column of the file, and what it seems to hold."""

    name: str = Field(description="As in the file; in JSON a dotted path")
    samples: list[str] = Field(description="At most three of its values, shortened")
    field: ImportField | None = Field(description="Our field, in the mapping in force")
    is_certain: bool = Field(description="Both its name and its values say so")


class PreviewOptions(Schema):
    """How the file is read: as given in the form, else as guessed; null = open."""

    timezone: str | None = Field(description="Zone of times that name none")
    date_order: DateOrder | None = Field(description="Of dates such as 3/4/2025")
    number_format: NumberFormat | None = Field(description="Of numbers like 1.234")
    time_format: str | None = Field(description="As in strptime, if one was given")
    platform: str | None = Field(description="Of rows that name none")
    account: str | None = Field(description="Creator of rows that name none")


class ImportQuestion(Schema):
    """Something that the file alone does not tell."""

    option: ImportOption = Field(
        description="The field of the form that answers it; `time` is answered by "
        "mapping a column to it"
    )
    message: str = Field(description="The question, for a person")
    choices: list[str] = Field(
        description="Answers to choose from; empty where any text may be one"
    )
    is_needed: bool = Field(
        description="Without an answer the import is refused (422 naming the option); "
        "otherwise the guess holds"
    )


class PreviewPost(Schema):
    """A post as it would be imported; what is still asked for is null."""

    platform: str | None = Field(description="instagram, x, youtube, ...")
    id: str | None = Field(description="The platform's id; null: made of the rest")
    url: str | None = Field(description="Its address, if it has one")
    creator: str | None = Field(description="The account")
    kind: str = Field(description="What it is compared within: video, reel, ...")
    title: str | None = Field(description="Its title")
    text: str | None = Field(description="Its text, shortened to 1,000 characters")
    published_at: datetime | None = Field(description="Null: it has no multiple")
    duration_seconds: float | None = Field(description="Its length")
    metrics: PostMetrics = Field(description="Figures; null = not known")
    as_of: datetime | None = Field(description="When they were seen, if it is told")
    media_count: int = Field(description="How many pictures and videos")


class PreviewRow(Schema):
    """One of the first rows: a post, or why it is none."""

    row_number: int = Field(description="From 1, the header and blank lines left out")
    post: PreviewPost | None = Field(description="Null where it is refused")
    reason: RowReason | None = Field(description="Why it is refused")
    field: str | None = Field(description="Our field that is wrong")
    message: str | None = Field(description="The same in words, with the column")


class PreviewSample(Schema):
    """How many rows were read for the preview, and how many of them can be."""

    rows: int = Field(description="Rows read")
    readable: int = Field(description="Rows that are posts")
    refused: int = Field(description="Rows that are none as things stand")


class PreviewRead(Schema):
    """What the file is, and how its first rows would be read."""

    kind: FileKind = Field(description="What kind of file it is")
    source: ImportSource | None = Field(
        description="Which platform's own export it is; null: another table"
    )
    encoding: str = Field(description="The encoding that it is read in")
    encoding_is_certain: bool = Field(description="False: look at the texts")
    delimiter: str | None = Field(description="What parts cells; null if it is no CSV")
    account: str | None = Field(description="The account that the file names")
    columns: list[PreviewColumn] = Field(description="In the order of the file")
    mapping: dict[ImportField, str | Constant] = Field(
        description="The mapping in force: the form's, else the guess"
    )
    options: PreviewOptions = Field(description="How it is read")
    questions: list[ImportQuestion] = Field(description="What is still open")
    rows: list[PreviewRow] = Field(description="The first 20, so read")
    found: FoundRead = Field(
        description="What the rows that were looked at tell together"
    )
    is_whole: bool = Field(description="Whether these are all rows of the upload")
    sample: PreviewSample = Field(description="Counts over all rows looked at")

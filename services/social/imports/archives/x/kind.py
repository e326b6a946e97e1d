"""The archive of X."""

from collections.abc import Generator, Sequence
from contextlib import closing

from services.social.imports.archives.contents import ArchiveFile
from services.social.imports.archives.kind import ArchiveKind, Reading
from services.social.imports.archives.x.contents import read_archive
from services.social.imports.archives.x.marks import find_role, may_belong
from services.social.imports.archives.x.posts import TweetContext, TweetReader
from services.social.imports.archives.x.records import TweetFile
from services.social.imports.rows.source import BROKEN_ROW, Row


class _Tweets:
    def __init__(self, files: Sequence[ArchiveFile], reading: Reading) -> None:
        self._file = TweetFile(files)
        self._reading = reading

    @property
    def bytes_read(self) -> int:
        return self._file.bytes_read

    def rows(self) -> Generator[Row]:
        contents = self._reading.contents
        context = TweetContext(
            username=self._reading.account,
            as_of=self._reading.as_of,
            account_id=contents.account_id,
            display_name=contents.display_name,
            notes=self._file.load_notes(),
        )
        reader = TweetReader(context)
        with closing(self._file.records()) as records:
            for record in records:
                yield reader.read(record) if record is not None else BROKEN_ROW


KIND = ArchiveKind(
    name="x_archive",
    platform="x",
    roles=("account", "manifest", "notes", "posts", "community_posts"),
    posts=frozenset({"posts", "community_posts"}),
    missing="Of the files of an archive of X, `tweets.js` is missing.",
    may_belong=may_belong,
    find_role=find_role,
    read=read_archive,
    open=_Tweets,
)

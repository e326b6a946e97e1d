"""The kinds of archives that are read."""

from services.social.imports.archives.facebook.kind import KIND as FACEBOOK
from services.social.imports.archives.instagram.kind import KIND as INSTAGRAM
from services.social.imports.archives.kind import ArchiveKind
from services.social.imports.archives.linkedin.kind import KIND as LINKEDIN
from services.social.imports.archives.pinterest.kind import KIND as PINTEREST
from services.social.imports.archives.tiktok.kind import KIND as TIKTOK
from services.social.imports.archives.x.kind import KIND as X
from services.social.imports.files.forms import ArchiveName

KINDS: tuple[ArchiveKind, ...] = (X, INSTAGRAM, FACEBOOK, TIKTOK, PINTEREST, LINKEDIN)
"""In the order in which a file is compared with them."""

_BY_NAME = {kind.name: kind for kind in KINDS}


def get_kind(name: ArchiveName) -> ArchiveKind:
    """The kind of this name."""
    return _BY_NAME[name]

"""The export of Facebook (JSON), of a person or of a page."""

from services.social.imports.archives.facebook.marks import find_role, may_belong
from services.social.imports.archives.facebook.posts import (
    FacebookPosts,
    read_archive,
)
from services.social.imports.archives.kind import ArchiveKind

KIND = ArchiveKind(
    name="facebook_archive",
    platform="facebook",
    roles=("profile", "posts"),
    posts=frozenset({"posts"}),
    missing="Of the files of an export of Facebook, the one with your posts "
    "(`your_posts_1.json` or the like) is missing. Ask Facebook for “Posts”, as JSON.",
    may_belong=may_belong,
    find_role=find_role,
    read=read_archive,
    open=FacebookPosts,
    looked_at=frozenset({"profile"}),
)

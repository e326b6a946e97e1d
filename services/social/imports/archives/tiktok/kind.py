"""The export of TikTok (JSON)."""

from services.social.imports.archives.kind import ArchiveKind
from services.social.imports.archives.tiktok.marks import find_role, may_belong
from services.social.imports.archives.tiktok.posts import (
    keep_own_posts,
    open_posts,
    read_archive,
)

KIND = ArchiveKind(
    name="tiktok_archive",
    platform="tiktok",
    roles=("posts",),
    posts=frozenset({"posts"}),
    missing="In this export of TikTok `user_data_tiktok.json` is missing.",
    may_belong=may_belong,
    find_role=find_role,
    read=read_archive,
    open=open_posts,
    reduce=keep_own_posts,
)

"""The export of Instagram (JSON)."""

from services.social.imports.archives.instagram.contents import read_archive
from services.social.imports.archives.instagram.marks import find_role, may_belong
from services.social.imports.archives.instagram.posts import InstagramPosts
from services.social.imports.archives.kind import ArchiveKind

_POSTS = ("reels", "posts", "videos", "stories", "oldest")

KIND = ArchiveKind(
    name="instagram_archive",
    platform="instagram",
    # Reels first: where one stands among the posts as well, it is a reel.
    roles=("profile", "insights", *_POSTS),
    posts=frozenset({*_POSTS, "insights"}),
    missing="Of the files of an export of Instagram, `posts_1.json` is missing. Where "
    "the export came in several parts, hand in all of them.",
    may_belong=may_belong,
    find_role=find_role,
    read=read_archive,
    open=InstagramPosts,
    looked_at=frozenset({"profile"}),
)

"""What twins mean for who asks for posts: of a post that he holds twice, one counts."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal_column, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

from services.social.posts.models import Post
from services.social.twins.models import PostTwin


def is_derived(post: type[Post] | AliasedClass[Post] = Post) -> ColumnElement[bool]:
    """Whether somebody imported it without its platform's id.

    As the index of these says it."""
    begins: ColumnElement[str] = literal_column("'~%'")
    return post.owner_id.is_not(None) & post.platform_post_id.like(begins)


def stands_alone(owner_id: UUID, *, by_account: bool = False) -> ColumnElement[bool]:
    """Whether the owner has no row of his own about a public post.

    `by_account`: none that is of the same account by its key, too."""
    own, twin_row = aliased(Post), aliased(Post)
    has_own = (
        select(own.id)
        .where(
            own.owner_id == owner_id,
            own.platform == Post.platform,
            own.platform_post_id == Post.platform_post_id,
        )
        .exists()
    )
    twin = select(PostTwin.own_id).where(
        PostTwin.public_id == Post.id, PostTwin.owner_id == owner_id
    )
    if by_account:
        twin = twin.join(twin_row, twin_row.id == PostTwin.own_id).where(
            twin_row.creator_key == Post.creator_key
        )
    return and_(~has_own, ~twin.exists())

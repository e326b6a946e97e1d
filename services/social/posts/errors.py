"""What can be wrong with asking for posts."""

from libs.common.errors import NotFound


class PostNotFound(NotFound):
    """No such post for this caller."""

    message = "This post is not held here for you."


class RequestHasNoPosts(NotFound):
    """No posts were collected for such a request of this caller."""

    message = "There is no analysis request of yours with this id."

"""What can be wrong with taking a post down."""

from libs.common.errors import Conflict, FieldError, InvalidFields, NotFound


class TakedownNotFound(NotFound):
    """No post was taken down under this id."""

    message = "No post was taken down under this id."


class PostNotNamed(InvalidFields):
    """The text names no post."""

    def __init__(self, reason: str, message: str) -> None:
        wrong = FieldError("post", reason, message)
        super().__init__(message, fields=[wrong])


class PostTakenDownBefore(Conflict):
    """The post is down already."""

    message = "This post was taken down before."


class InventedPostStays(Conflict):
    """Demo posts are nobody's."""

    message = "This is a demo post: nobody wrote it, and it comes back by itself."

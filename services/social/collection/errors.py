"""What can be wrong with a collection as a whole."""

from libs.common.errors import Conflict


class RequestOfAnotherOwner(Conflict):
    """The analysis request was known before, as another owner's."""

    message = "This analysis request belongs to somebody else."

"""What can be wrong with an import as a whole."""

from libs.common.errors import Conflict, NotFound, PayloadTooLarge, UnsupportedMediaType


class ImportNotFound(NotFound):
    """No such import of this caller."""

    message = "There is no import of yours with this id."


class ImportStillRuns(Conflict):
    """It cannot be taken back yet."""

    message = "This import is still running. Take it back once it is done."


class UploadTooLarge(PayloadTooLarge):
    """The file is larger than an import may be."""

    message = "The file is too large to be imported at once."


class UploadNotMultipart(UnsupportedMediaType):
    """The body is no form with a file."""

    message = "Send the file as multipart/form-data."

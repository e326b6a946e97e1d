"""What can be wrong with asking for a library."""

from libs.common.errors import Conflict


class TooManyToExport(Conflict):
    """The filter finds more posts than one file takes."""

    def __init__(self, found: int, most: int) -> None:
        super().__init__(
            f"These are {found:,} posts; one file takes {most:,}. Narrow the filter, "
            "by dates for example, or ask for your archive in the settings.",
            details={"found": found, "most": most},
        )

"""Which part of the product a line of the log concerns, by the module that wrote it."""

from libs.common.contracts.analytics import AppLogCategory

# The longest prefix wins; what none fits is of the system.
_BY_MODULE = {
    "services.auth": AppLogCategory.AUTH,
    "services.billing": AppLogCategory.BILLING,
    "services.social": AppLogCategory.SCRAPE,
    "services.analysis": AppLogCategory.ANALYSIS,
    "libs.common.ai": AppLogCategory.ANALYSIS,
    "libs.common.error_handlers": AppLogCategory.API,
    "libs.common.http": AppLogCategory.API,
    "gateway": AppLogCategory.API,
}


def category_of(logger: str, said: object = None) -> AppLogCategory:
    """The category of a logger's lines; `said` goes first where it is one."""
    if isinstance(said, str) and said in AppLogCategory.__members__:
        return AppLogCategory[said]
    found = [name for name in _BY_MODULE if f"{logger}.".startswith(f"{name}.")]
    return _BY_MODULE[max(found, key=len)] if found else AppLogCategory.SYSTEM

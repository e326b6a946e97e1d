"""A device in a few words, from what its program says of itself; pure.

User agents name each other for history's sake, so the order is what decides: Edge says
it is Chrome, Chrome says it is Safari."""

_LONGEST = 40

_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def describe_device(user_agent: str | None) -> str | None:
    """`Firefox on Linux`, `Safari on iPhone`, `curl`; None where nothing was said."""
    if not user_agent:
        return None
    program = _find(_PROGRAMS, user_agent)
    system = _find(_SYSTEMS, user_agent)
    if program:
        return f"{program} on {system}" if system else program
    return _first_word(user_agent)


def _find(names: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for mark, name in names if mark in user_agent), None)


def _first_word(user_agent: str) -> str | None:
    """A program's own name, without its version: `curl`, `python-requests`."""
    word = user_agent.split("/", maxsplit=1)[0].split()[:1]
    name = "".join(c for c in "".join(word) if c.isprintable())
    return name[:_LONGEST] or None

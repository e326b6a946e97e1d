"""From pasted text to the parts of one web address. The same for all platforms.

Linear in the length of the text. Never raises. Nothing here knows a platform: which
hosts and apps count is the caller's to say."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import unquote

import idna

from libs.common.post_urls.model import Refusal
from libs.common.post_urls.refusals import refuse_host, refuse_text

MAX_TEXT_CHARACTERS = 8192

_MAX_HOST_CHARACTERS = 253
_DEFAULT_PORTS = {"http": "80", "https": "443"}

# White space, and the invisible characters that copying from chats and right-to-left
# pages leaves at the ends: zero-width ones, direction marks, the byte-order mark.
_BLANKS = frozenset(
    {character for character in map(chr, range(0x3001)) if character.isspace()}
    | set("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2069\ufeff")
)
_LEADING = _BLANKS | set("<>\"'")
_TRAILING = _LEADING | set(".,;!")

# Browsers drop tabs and line ends inside an address and read a backslash as a slash,
# so an address that holds one may lead elsewhere than it seems to. Pages and chats
# show long links with an ellipsis: what is left of the id may be another post's.
_ELLIPSIS = "…"
_UNREADABLE = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f\ud800-\udfff…]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,31}):")
_AUTHORITY = re.compile(r"[^/?#]*")
_PARAMETER_SEPARATORS = re.compile(r"[&;]")
_ENCODED_UNRESERVED = re.compile(
    r"%(2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE])"
)

_NOT_ALONE = "There is more here than one link. Paste the link alone."
_CUT_SHORT = "This link was cut short. Open the post and copy its link."
_DAMAGED = "This link is damaged. Open the post and copy its link."


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an http(s) address that can name a post.

    `host` is lower-case ASCII without port; `path` keeps its case, with the encoded
    unreserved characters decoded once. `words` are the path's segments in lower
    case, `segments` the same as written. `parameters` are raw values by name, the
    first of each name, parted by `&` or `;`."""

    host: str
    path: str
    query: str
    fragment: str
    segments: tuple[str, ...]
    words: tuple[str, ...]
    parameters: dict[str, str]

    def parameter(self, name: str) -> str:
        """The decoded value of a query parameter, empty if it is not there."""
        value = self.parameters.get(name, "")
        return unquote(value) if "%" in value else value

    def segment(self, position: int) -> str:
        """The path's segment at a place counted from 0, empty if it ends before."""
        return self.segments[position] if position < len(self.segments) else ""


@dataclass(frozen=True, slots=True)
class AppLink:
    """A link that opens an app: its scheme, and what follows `scheme:` or `//`."""

    scheme: str
    rest: str


def trim_text(text: str) -> str:
    """The text without white space, enclosing quotes and brackets, end punctuation.

    A closing bracket stays if its partner is part of the address."""
    start, end = 0, len(text)
    surplus = text.count(")") - text.count("(")
    while start < end:
        first, last = text[start], text[end - 1]
        if last in _TRAILING:
            end -= 1
        elif last == ")" and surplus > 0:
            end -= 1
            surplus -= 1
        elif first in _LEADING:
            start += 1
        elif first == "(":
            start += 1
            surplus += 1
        else:
            break
    return text[start:end]


def read_address(
    text: str, is_known_host: Callable[[str], bool], app_schemes: Collection[str]
) -> Address | AppLink | Refusal:
    """The address in a text that `trim_text` has been through.

    A missing scheme is taken for https where the text begins with a known host."""
    if not text or _UNREADABLE.search(text):
        return _refuse_unreadable(text)
    found = _SCHEME.match(text)
    scheme = found[1].lower() if found else ""
    rest = text[found.end() :] if found else text
    if scheme in app_schemes:
        return AppLink(scheme, rest.removeprefix("//"))
    if scheme in _DEFAULT_PORTS and rest.startswith("//"):
        return _read_web_address(scheme, rest.removeprefix("//"))
    if text.startswith("//"):
        return _read_web_address("https", text.removeprefix("//"))
    host = _read_host(_split_authority(text)[0], "https")
    if host is None or not is_known_host(host):
        return refuse_text()
    return _read_web_address("https", text)


def make_address(host: str, path: str, query: str, fragment: str = "") -> Address:
    """An Address of parts that are split already; see there for their form."""
    segments = tuple(filter(None, path.split("/")))
    parameters: dict[str, str] = {}
    for pair in _PARAMETER_SEPARATORS.split(query):
        name, _, value = pair.partition("=")
        parameters.setdefault(name, value)
    return Address(
        host=host,
        path=path,
        query=query,
        fragment=fragment,
        segments=segments,
        words=tuple(segment.lower() for segment in segments),
        parameters=parameters,
    )


def read_ordinal(text: str) -> int | None:
    """A 1-based place of at most four digits, None for anything else."""
    if re.fullmatch(r"[0-9]{1,4}", text) is None:
        return None
    return int(text) or None


def _refuse_unreadable(text: str) -> Refusal:
    if "/" not in text:
        return refuse_text()
    return refuse_text(_CUT_SHORT if text.endswith(_ELLIPSIS) else _NOT_ALONE)


def _split_authority(text: str) -> tuple[str, str]:
    found = _AUTHORITY.match(text)
    end = found.end() if found else 0
    return text[:end], text[end:]


def _read_host(authority: str, scheme: str) -> str | None:
    """The host in lower-case ASCII, None if it is not plainly a host.

    Names with user-info or a port of their own are refused, and so is a name in other
    letters that IDNA maps to plain ASCII: it is only there to look like it."""
    name, _, port = authority.partition(":")
    if "@" in authority or port not in ("", _DEFAULT_PORTS[scheme]):
        return None
    name = name.removesuffix(".")
    if not name or len(name) > _MAX_HOST_CHARACTERS:
        return None
    if name.isascii():
        return name.lower()
    try:
        encoded = idna.encode(name, uts46=True).decode("ascii").lower()
    except UnicodeError:
        return None
    return encoded if "xn--" in encoded else None


def _read_web_address(scheme: str, text: str) -> Address | Refusal:
    authority, tail = _split_authority(text)
    if not authority:
        return refuse_text()
    host = _read_host(authority, scheme)
    if host is None:
        return refuse_host(
            "The site in this link is not what it seems. "
            "Open the post and copy its link again."
        )
    tail, _, fragment = tail.partition("#")
    path, _, query = tail.partition("?")
    path = _ENCODED_UNRESERVED.sub(lambda found: chr(int(found[1], 16)), path)
    address = make_address(host, path, query, fragment)
    if "." in address.segments or ".." in address.segments:
        return refuse_text(_DAMAGED)
    return address

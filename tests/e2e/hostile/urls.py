"""Links by rule: what looks like a post's link and is none, and what is one after all.

Every rule says what its lines must come to, so nothing of the product is asked what is
right."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address

Identity = tuple[str, str]

VIDEO: Identity = ("youtube", "hOstiLe___A")
TWEET: Identity = ("x", "1729000000000000001")
PHOTO: Identity = ("instagram", "Chostile_A1")

# Host, what follows it, and the post that is meant.
FORMS = (
    ("www.youtube.com", f"/watch?v={VIDEO[1]}", VIDEO),
    ("x.com", f"/ada/status/{TWEET[1]}", TWEET),
    ("www.instagram.com", f"/p/{PHOTO[1]}/", PHOTO),
)
HOSTS_OF = {
    "youtube": "www.youtube.com",
    "x": "x.com",
    "instagram": "www.instagram.com",
}

# Into the machine, its network, and what clouds tell whoever asks from inside.
PRIVATE = ("127.0.0.1", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254")
PRIVATE_NAMES = (
    "localhost",
    "postgres",
    "metadata.google.internal",
    "printer.local",
    "[::1]",
    "[::]",
    "[fd00:ec2::254]",
    "[fe80::1%25eth0]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "127.0.0.1.nip.io",
    "localtest.me",
)
LOOK_ALIKES = (
    "yоutube.com",  # Cyrillic o
    "youtubе.com",  # Cyrillic e
    "yοutube.com",  # Greek omicron
    "уoutube.com",  # Cyrillic u
    "youtube.соm",  # Cyrillic com
    "х.com",  # Cyrillic ha
    "χ.com",  # Greek chi
    "ｘ.com",  # full width
    "x。com",  # ideographic full stop
    "x．com",  # full-width full stop
    "instagrаm.com",  # Cyrillic a
    "ınstagram.com",  # dotless i
    "ＩＮＳＴＡＧＲＡＭ.com",
    "𝓲nstagram.com",  # mathematical script
    "you\u00adtube.com",  # soft hyphen
    "you\u200dtube.com",  # zero-width joiner
    "x\u2024com",  # one dot leader
    "xn--yutube-wqf.com",
    "xn--80ak6aa92e.com",
    "xn--x-com-.com",
    "xn--a",
)
WRONG_HOSTS = (
    "evil.example",
    "youtube.com.evil.example",
    "www.youtube.com-evil.example",
    "notyoutube.com",
    "youtube.co",
    "youtube.com..",
    "..youtube.com",
    "youtube",
    "youtube.com.com",
    "a.b.c.youtube.com",
    "x.com.evil.example",
    "xx.com",
    "x.co",
    "x-com.example",
    "twitter.com.co",
    "t.co.evil.example",
    "instagram.com.evil.example",
    "instagram.co.m",
    "lnstagram.com",
    "instagram.com%2eevil.example",
    "x.com%00.evil.example",
    "x.com%0d%0aHost:evil.example",
    "x.com%2f@evil.example",
    "%78.com",
)
SCHEMES = (
    "file://",
    "ftp://",
    "gopher://",
    "ws://",
    "wss://",
    "ldap://",
    "jar:https://",
    "view-source:https://",
    "blob:https://",
    "feed:https://",
    "javascript://",
    "javascript:alert(1)//",
    "JaVaScRiPt:fetch('//",
    "vbscript:x//",
    "data:text/html,<script>location='//",
    "data:text/html;base64,//",
    "mailto:a@",
    "tel://",
    "intent://",
    "unix:/var/run/docker.sock:",
    "http:/",
    "https:",
    "https:///",
    "https:////",
    "http\\\\",
    "hxxps://",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One pasted text; `post` is what it names, None if it must be refused."""

    rule: str
    text: str
    post: Identity | None


def build_lines() -> list[Line]:
    """All lines, over 300, none twice."""
    found = {line.text: line for rule in _RULES for line in rule()}
    return list(found.values())


def _wrong_hosts() -> Iterator[Line]:
    for number, host in enumerate(WRONG_HOSTS):
        yield Line("wrong host", f"https://{host}{FORMS[number % 3][1]}", None)
    for host, path, post in FORMS:
        yield Line("dot at the end", f"https://{host}.{path}", post)


def _look_alikes() -> Iterator[Line]:
    for host in LOOK_ALIKES:
        for _, path, _ in FORMS[:2]:
            yield Line("look-alike", f"https://{host}{path}", None)


def _user_info() -> Iterator[Line]:
    for host, path, _ in FORMS:
        for authority in (
            f"{host}@evil.example",
            f"{host}:443@evil.example",
            f"evil.example@{host}",
            f"user:secret@{host}",
            f"@{host}",
            f":@{host}",
            f"{host}%40evil.example",
            f"evil.example#@{host}",
            f"evil.example?@{host}",
            f"evil.example\\@{host}",
            f"evil.example;@{host}",
        ):
            yield Line("user-info", f"https://{authority}{path}", None)


def _ports() -> Iterator[Line]:
    for host, path, post in FORMS:
        yield Line("port", f"https://{host}:443{path}", post)
        yield Line("port", f"https://{host}:{path}", post)
        for port in (
            "22",
            "80",
            "8080",
            "0443",
            "65536",
            "-1",
            "٤٤٣",
            "443:443",
            "443 ",
        ):
            yield Line("port", f"https://{host}:{port}{path}", None)


def _private_addresses() -> Iterator[Line]:
    for text in PRIVATE:
        _, path, _ = FORMS[len(text) % 3]
        for notation in _notations(IPv4Address(text)):
            yield Line("private address", f"http://{notation}{path}", None)
    for number, name in enumerate(PRIVATE_NAMES):
        yield Line("private name", f"http://{name}{FORMS[number % 3][1]}", None)


def _notations(address: IPv4Address) -> Iterator[str]:
    """Ways of writing one address that some resolver or browser understands."""
    number, parts = int(address), str(address).split(".")
    hexadecimal = ".".join(f"0x{int(part):x}" for part in parts)
    yield str(address)
    yield f"{number}"
    yield f"{number:#x}"
    yield f"0{number:o}"
    yield hexadecimal
    yield ".".join(f"0{int(part):o}" for part in parts)
    yield f"{parts[0]}.{number & 0xFFFFFF}"
    yield f"{parts[0]}.{parts[1]}.{number & 0xFFFF}"
    yield f"[::ffff:{address}]"
    yield f"[::{address}]"
    yield str(address).translate(_FULL_WIDTH)
    yield str(address).translate(_CIRCLED)
    yield str(address).replace(".", "。")
    yield str(address).replace(".", "%2e")
    yield f"{address}."


_FULL_WIDTH = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
_CIRCLED = {ord("0"): "⓪"} | {ord(str(n)): chr(0x2460 + n - 1) for n in range(1, 10)}


def _schemes() -> Iterator[Line]:
    for number, scheme in enumerate(SCHEMES):
        host, path, _ = FORMS[number % 3]
        yield Line("scheme", f"{scheme}{host}{path}", None)
    yield Line("scheme", "file:///etc/passwd", None)
    yield Line("scheme", "data:image/png;base64,iVBORw0KGgo=", None)
    for host, path, post in FORMS:
        yield Line("scheme", f"HTTPS://{host.upper()}{path}", post)
        yield Line("scheme", f"http://{host}{path}", post)
        yield Line("scheme", f"//{host}{path}", post)
        yield Line("scheme", f"{host}{path}", post)


def _percent_tricks() -> Iterator[Line]:
    for host, path, post in FORMS:
        for text in (f"/%2e%2e{path}", f"/a/..{path}", f"/%2E.{path}"):
            yield Line("percent", f"https://{host}{text}", None)
        # X opens a post under any name, so `\\ada` is as good as `ada`.
        named = post if post == TWEET else None
        yield Line("percent", f"https://{host}/%5c{path[1:]}", named)
        if post != TWEET:  # there, whatever is no digit ends the id
            yield Line("percent", f"https://{host}{path[:-3]}%zz", None)
    yield Line("percent", f"https://www.youtube.com/watch?v=%00{VIDEO[1]}", None)
    yield Line("percent", f"https://www.youtube.com/watch?v={VIDEO[1]}%0a", None)
    yield Line("percent", f"https://youtu.be/%252e{VIDEO[1]}", None)
    yield Line("percent", "https://x.com/ada/status/%D9%A1%D9%A2%D9%A3", None)
    yield Line("percent", "https://x.com/ada/status/١٧٢٩٠٠٠٠٠٠", None)
    yield Line("percent", f"https://x.com/ada/status/{'9' * 400}", None)
    yield Line("percent", f"https://x.com/ada/%73tatus/{TWEET[1]}", TWEET)
    yield Line("percent", f"https://youtu.be/{VIDEO[1][:-1]}%41", VIDEO)


def _fragments() -> Iterator[Line]:
    for host, path, post in FORMS:
        whole = f"https://{host}{path}"
        yield Line("fragment", f"https://evil.example/#{whole}", None)
        yield Line("fragment", f"https://evil.example#.{host}{path}", None)
        yield Line("fragment", f"https://evil.example/?next={whole}", None)
        yield Line("fragment", f"https://evil.example/{whole}", None)
        yield Line("fragment", f"https://{host}#{path}x@evil.example", None)
        yield Line("fragment", f"{whole}#https://evil.example/", post)
        yield Line("fragment", f"{whole}#<script>alert(1)</script>", post)


def _control_characters() -> Iterator[Line]:
    for host, path, _ in FORMS:
        for sign in ("\t", "\n", "\r\n", "\x01", "\x1b[2J", "\x7f", "\x85", "\u2028"):
            yield Line(
                "control character", f"https://{host[:3]}{sign}{host[3:]}{path}", None
            )
        yield Line("control character", f"https://{host}{path[:4]}\t{path[4:]}", None)
        yield Line("control character", f"https://{host}\\{path}", None)


def _surroundings() -> Iterator[Line]:
    for host, path, post in FORMS:
        whole = f"https://{host}{path}"
        for text in (
            f"  \t{whole}\r\n ",
            f"\u200b\ufeff{whole}\u200e",
            f"\u202a{whole}\u202c",
            f"<{whole}>",
            f'"{whole}",',
            f"({whole}).",
            f"{whole}\u3000",
        ):
            yield Line("surroundings", text, post)
        for text in (
            f"{whole} {whole}",
            f"{whole}\n{whole}",
            f"{whole},{whole} x",
            f"look: {whole} wow",
            f"[post]({whole})",
            f"{host} {path}",
            f"https:// {host}{path}",
            f"{whole[:-4]}…",
        ):
            yield Line("several or cut", text, None)


def _lengths() -> Iterator[Line]:
    """Up to the 8,192 characters that one line may have."""
    for host, path, post in FORMS:
        whole = f"https://{host}{path}"
        filler = "a" * 8000
        yield Line(
            "long", f"{whole}{'&' if '?' in path else '?'}utm_source={filler}", post
        )
        yield Line("long", f"{whole}#{filler}", post)
        yield Line("long", f"https://{'a.' * 4000}{host}{path}", None)
        yield Line("long", f"https://{host}/{filler}", None)
        yield Line("long", f"https://{filler}@{host}{path}", None)
        yield Line("long", f"https://{host}{'/a' * 4000}", None)
    yield Line("long", "%25" * 2700, None)
    yield Line("long", "http://" * 1100, None)


_RULES = (
    _wrong_hosts,
    _look_alikes,
    _user_info,
    _ports,
    _private_addresses,
    _schemes,
    _percent_tricks,
    _fragments,
    _control_characters,
    _surroundings,
    _lengths,
)

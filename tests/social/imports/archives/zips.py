"""ZIPs of all sorts, made in memory."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

ARCHIVE: dict[str, bytes] = {
    "data/account.js": b'window.YTD.account.part0 = [{"account":'
    b'{"username":"ada","accountId":"7","accountDisplayName":"Ada L"}}]',
    "data/tweets.js": b'window.YTD.tweets.part0 = [{"tweet":{'
    b'"id_str":"1626922779105759235","full_text":"Hello",'
    b'"created_at":"Sat Feb 18 12:33:11 +0000 2023",'
    b'"favorite_count":"3","retweet_count":"1"}}]',
}


def build_zip(members: Mapping[str, bytes]) -> bytes:
    """An ordinary ZIP."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def build_zip_with(
    info: zipfile.ZipInfo, content: bytes = b"x", *, name: str | None = None
) -> bytes:
    """An archive of X with one more member; `name` is written as it is, whatever the
    library makes of names."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, body in ARCHIVE.items():
            archive.writestr(member, body)
        archive.writestr(info, content)
    made = out.getvalue()
    if name is None:
        return made
    written = info.filename.encode()
    assert len(written) == len(name.encode()), "the places of bytes must stay"
    return made.replace(written, name.encode())


def build_link(name: str = "data/tweets-part1.js") -> bytes:
    """A ZIP one of whose members is a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return build_zip_with(info, b"/etc/passwd")


def build_encrypted() -> bytes:
    """A ZIP one of whose members says that it is locked."""
    made = bytearray(build_zip(ARCHIVE))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = bytes(made).index(mark) + place
        made[at] |= 1
    return bytes(made)


def build_overlapping(times: int = 1_000) -> bytes:
    """Many names for the same packed bytes: small on disk, huge when unpacked.

    As D. Fifield, A better zip bomb (2019), in its simplest form."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b"0" * 900_000
    packed = packer.compress(body) + packer.flush()
    crc = zlib.crc32(body)
    name = b"data/tweets.js"
    local = struct.pack(
        "<4s5H3L2H",
        b"PK\x03\x04",
        *(20, 0, 8, 0, 0),
        *(crc, len(packed), len(body)),
        *(len(name), 0),
    )
    start = local + name + packed
    directory = b""
    for number in range(times):
        own = b"data/%010d" % number
        directory += struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            *(20, 20, 0, 8, 0, 0),
            *(crc, len(packed), len(body)),
            *(len(own), 0, 0, 0, 0),
            *(0, 0),
        )
        directory += own
    end = struct.pack(
        "<4s4H2LH",
        b"PK\x05\x06",
        *(0, 0, times, times),
        *(len(directory), len(start)),
        0,
    )
    return start + directory + end


def build_twice() -> bytes:
    """A ZIP with two members of one name, of which readers take different ones."""
    first, second = b"data/tweets.js", b"data/tweetz.js"
    members = {**ARCHIVE, second.decode(): b"window.YTD.tweets.part0 = []"}
    return build_zip(members).replace(second, first)


def damage(content: bytes, name: str = "data/tweets.js") -> bytes:
    """The same with a packed byte of a member changed."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        info = archive.getinfo(name)
    place = info.header_offset + 30 + len(name) + info.compress_size // 2
    made = bytearray(content)
    made[place] ^= 0xFF
    return bytes(made)

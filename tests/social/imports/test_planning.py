"""Any bytes at all: a plan, or a refusal that says why."""

import json
import random
from contextlib import suppress
from io import BytesIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from libs.common.errors import InvalidFields
from services.social.imports.archives.zip_files import ZipLimits
from services.social.imports.files.records import FileBroken
from services.social.imports.options import parse_options
from services.social.imports.planning import plan_import
from services.social.imports.rows.source import Row
from services.social.imports.upload import UploadedFile
from tests.factories.social import NOON
from tests.social.imports.archives.x.building import ACCOUNT, build_tweet, build_tweets
from tests.social.imports.archives.zips import ARCHIVE, build_zip

LIMITS = ZipLimits(max_members=1_000, max_unpacked_bytes=50_000_000, max_ratio=200)
ANSWERS = {
    "platform": "x",
    "account": "ada",
    "timezone": "UTC",
    "date_order": "dmy",
    "number_format": "comma_point",
}
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2026-01-01", "1,234", "https://youtu.be/dQw4w9WgXcQ", "12.5K"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner)
    ),
    max_leaves=6,
)
names = st.sampled_from(["id", "text", "views", "time", "url", "title", "likes"])


def read(*files: bytes, is_part: bool = False, **fields: str) -> list[Row]:
    """All rows of an upload, as they would be imported."""
    uploaded = [UploadedFile(BytesIO(c), "file", len(c)) for c in files]
    options = parse_options({**ANSWERS, **fields}, NOON)
    plan = plan_import(uploaded, options, LIMITS, is_part=is_part)
    if plan.kept.archive is None and plan.kept.reading.mapping is None:
        return []
    with plan.open_source(NOON) as source:
        return list(source.rows())


def attempt(*files: bytes, is_part: bool = False) -> None:
    with suppress(InvalidFields, FileBroken):
        read(*files, is_part=is_part)


class TestPlanImport:
    @given(st.binary(max_size=2_000), st.booleans())
    def test_noise(self, content: bytes, is_part: bool) -> None:
        attempt(content, is_part=is_part)

    @given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-16", "utf-16-le"]))
    def test_any_text(self, text: str, encoding: str) -> None:
        attempt(text.encode(encoding, "surrogatepass"))

    @given(st.lists(st.dictionaries(names | st.text(max_size=8), values)))
    def test_any_json(self, records: list[Any]) -> None:
        attempt(json.dumps(records).encode())
        attempt(json.dumps({"posts": records}).encode())
        attempt("\n".join(map(json.dumps, records)).encode())

    @given(st.dictionaries(names, values), st.integers(1, 200))
    def test_tweets_of_any_shape_cut_anywhere(
        self, changes: dict[str, Any], cut: int
    ) -> None:
        _, content = build_tweets(build_tweet(**changes), build_tweet(5))
        attempt(ACCOUNT[1], content)
        attempt(ACCOUNT[1], content[:-cut], is_part=True)

    def test_zip_with_any_byte_changed(self) -> None:
        chance = random.Random(7)
        whole = build_zip(ARCHIVE)
        for _ in range(3_000):
            content = bytearray(whole)
            for _ in range(chance.randint(1, 3)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            attempt(bytes(content))
        for length in range(len(whole)):
            attempt(whole[:length])

    def test_number_that_no_machine_holds_refuses_its_row_alone(self) -> None:
        content = b'[{"id":"20","likes":%s},{"id":"21","likes":5}]' % (b"9" * 40)
        first, second = read(content, mapping='{"id":"id","likes":"likes"}')
        assert getattr(first, "reason", None) == "bad_number"
        assert getattr(second, "platform_post_id", None) == "21"

"""Texts that break programs, in every place of a file."""

import json
from pathlib import Path
from typing import Any

import pytest

from libs.common.identity import Identity
from tests.factories.social import youtube_id
from tests.social.imports.test_endpoints import MAPPING
from tests.social.running import Social


def load_naughty(folder: Path) -> list[str]:
    path = folder / "bad_input" / "naughty_strings.json"
    if not path.is_file():
        pytest.skip(f"sample data not found: {path}")
    found = json.loads(path.read_text())
    return [text for text in found if isinstance(text, str)]


class TestNaughtyStrings:
    async def test_every_text_is_stored_as_it_is_or_refused(
        self, social: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        await social.run_worker()
        texts = load_naughty(sample_data_dir)
        rows = [
            {"who": text or "-", "id": youtube_id(n), "views": 1, "said": text}
            for n, text in enumerate(texts)
        ]
        mapping = {**MAPPING, "text": "said"}
        done = await social.import_file(alice, json.dumps(rows), mapping)
        assert done["status"] == "COMPLETED"
        assert done["totals"]["rows"] == len(texts)
        assert done["totals"]["imported"] > 0.9 * len(texts)
        stored = await social.ask("SELECT platform_post_id, content FROM posts")
        by_id = {youtube_id(n): text for n, text in enumerate(texts)}
        for row in stored:
            assert row.content == (by_id[row.platform_post_id].strip() or None)

    async def test_names_and_fields_of_the_form_never_break_it(
        self, social: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        for text in load_naughty(sample_data_dir)[::25]:
            mapping: dict[str, Any] = {**MAPPING, "title": text or "x"}
            answer = await social.upload(
                alice,
                "who,id,views\nAda,x,1\n",
                mapping,
                encoding=text,
                timezone=text,
                time_format=text,
            )
            assert answer.status_code in (400, 422), text

    async def test_documents_that_are_no_posts_are_refused(
        self, social: Social, alice: Identity
    ) -> None:
        for content in (
            "[" * 100_000,
            "[[1]]",
            '{"posts": {"id": 1}}',
            "[1, 2, 3]",
            "\x00\x01\x02",
            '[{"id": 1e999}]',
            "9" * 100_000,
        ):
            answer = await social.upload(alice, content, MAPPING)
            assert answer.status_code == 422, content[:20]

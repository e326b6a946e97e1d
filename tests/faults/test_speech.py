"""Whoever listens is killed in the middle: the words are held all the same, once."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from deploy.local.local_system import LocalSystem
from tests.emulators.collector import AS_OF, serve_collector
from tests.fixtures.people import SignUp
from tests.fixtures.system import system_settings

MINUTES = 12
POST_ID = "CkilledReel"


@pytest.mark.prove
@pytest.mark.timeout(300)
async def test_speech_worker_is_killed_while_it_listens(
    tmp_path: Path, sign_up: SignUp
) -> None:
    # Decoders and engines: only whoever makes a video and a model needs them.
    from tests.factories.sound import hum, write_video  # noqa: PLC0415
    from tests.factories.speech_model import (  # noqa: PLC0415
        build_speech_model,
        say,
    )

    video = write_video(tmp_path / "long.mp4", hum(60 * MINUTES))
    model = build_speech_model(
        tmp_path / "model", say("Hello world"), say("again", 1, 2)
    )
    async with serve_collector() as collector:
        collector.media["long.mp4"] = (200, video)
        collector.rows[POST_ID] = {
            "id": POST_ID,
            "creator_key": "speaker",
            "creator_name": "Speaker",
            "as_of": AS_OF.isoformat(),
            "kind": "reel",
            "published_at": AS_OF.isoformat(),
            "metrics": {"views": 1000},
            "media": [{"kind": "video", "url": f"{collector.url}/media/long.mp4"}],
        }
        settings = system_settings(collector) | {"WHISPER_MODEL_PATH": str(model)}
        async with LocalSystem(tmp_path / "home", environment=settings) as system:
            person = await sign_up(system.public_url)
            url = f"https://www.instagram.com/reel/{POST_ID}/"
            request_id = await person.analyse([url])
            kills = 0
            async with asyncio.timeout(200):
                async for row in person.follow(request_id):
                    if (row["message"] or "").startswith("Listening") and kills < 3:
                        system.kill("social-speech")
                        kills += 1
            body = await person.wait_for(request_id)
            posts = await person.get(f"/social/posts/analysis/{request_id}")
            # On a quick machine the third comes too late.
            assert (body["status"], kills >= 2) == ("COMPLETED", True)
            assert body["retry_count"] == 0
            [post] = posts["items"]
            starts = [each["start_seconds"] for each in post["formatted_transcript"]]
            assert all(before < after for before, after in pairwise(starts))
            # The model says two things in each half minute.
            assert len(starts) == pytest.approx(4 * MINUTES, rel=0.2)
            assert starts[-1] > 60 * (MINUTES - 1)
            assert system.process("social-speech").starts == kills + 1
            await system.wait_ready(60)

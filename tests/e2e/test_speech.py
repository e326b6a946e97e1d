"""What is said in a video becomes evidence, with everything running."""

from pathlib import Path

from deploy.local.local_system import LocalSystem
from tests.e2e.test_analyse_posts import video_id, video_url
from tests.emulators.collector import AS_OF, Collector
from tests.fixtures.people import SignUp


async def test_words_of_a_video_are_heard_and_become_evidence(
    system: LocalSystem,
    sign_up: SignUp,
    shared_collector: Collector,
    tmp_path: Path,
) -> None:
    # Decoders: only whoever makes a video needs them.
    from tests.factories.sound import hum, write_video  # noqa: PLC0415

    post_id = video_id("speech", 1)
    video = write_video(tmp_path / "spoken.mp4", hum(8))
    shared_collector.media["spoken.mp4"] = (200, video)
    shared_collector.rows[post_id] = {
        "id": post_id,
        "creator_key": "speaker",
        "creator_name": "Speaker",
        "as_of": AS_OF.isoformat(),
        "kind": "short",
        "content": "Sound on.",
        "published_at": AS_OF.isoformat(),
        "duration_seconds": 8,
        "metrics": {"views": 1000, "likes": 10},
        "media": [{"kind": "video", "url": f"{shared_collector.url}/media/spoken.mp4"}],
    }
    person = await sign_up(system.public_url)
    request_id = await person.analyse([video_url(post_id)])

    body = await person.wait_for(request_id)

    assert (body["status"], body["stage"]) == ("COMPLETED", "analysis_complete")
    told = [row["message"] for row in body["history"]]
    assert "Transcript heard here, by Whisper" in told, [t for t in told if t]
    [result] = body["results"]
    spoken = {
        item["kind"]: item["value"]
        for item in result["evidence"]["items"]
        if item["group"] == "speech"
    }
    assert spoken["opening_words"] == "Hello world again"
    assert 0 <= spoken["first_speech_at"] < 3
    [post] = (await person.get(f"/social/posts/analysis/{request_id}"))["items"]
    assert post["transcript"] == "Hello world again"
    assert len(post["formatted_transcript"]) == 2
    assert (post["transcript_source"], post["transcript_language"]) == (
        "faster_whisper",
        "en",
    )
    # The process that listened is one of its own.
    assert system.process("social-speech").pid not in {
        None,
        system.process("social-worker").pid,
    }

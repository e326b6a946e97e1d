"""HearPost: what is heard in a post's videos, once, whatever happens meanwhile."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from libs.common.contracts.base import Nothing
from libs.common.contracts.social import (
    PostTranscribed,
    StopHearing,
    TranscribePost,
)
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs.errors import JobFailed
from services.social.transcripts import decoding
from services.social.transcripts.listening import UNREADABLE
from services.social.transcripts.transcriber import TranscriberFailed
from tests.factories.sound import hum, silence, write_video
from tests.fixtures.sampling import sampled
from tests.social.conftest import StartSocial
from tests.social.transcripts.conftest import Listener, Studio


class TestRealModel:
    async def test_post_of_another_is_refused(
        self, studio: Studio, humming: bytes, alice: Identity, bob: Identity
    ) -> None:
        await studio.run()
        post_id = await studio.add_post(humming, owner=alice)
        with pytest.raises(JobFailed, match="PostNotFound"):
            await studio.hear(bob, post_id)

    async def test_words_times_language_and_source_are_held(
        self, studio: Studio, humming: bytes, alice: Identity
    ) -> None:
        await studio.run()
        post_id = await studio.add_post(humming)
        first = await studio.social.call(
            TranscribePost(post_id=post_id, owner_id=alice.owner_id), PostTranscribed
        )
        assert (first.state, first.can_be_heard) == ("missing", True)
        answer = await studio.hear(alice, post_id)
        assert answer == PostTranscribed(
            state="present", source="faster_whisper", language="en"
        )
        shown = await studio.read(alice, post_id)
        assert shown["transcript"] == "Hello world again"
        assert shown["transcript_state"] == "present"
        assert shown["transcript_source"] == "faster_whisper"
        assert shown["transcript_language"] == "en"
        texts = [each["text"] for each in shown["formatted_transcript"]]
        assert texts == ["Hello world", "again"]
        moments = [each["start_seconds"] for each in shown["formatted_transcript"]]
        assert moments[1] - moments[0] == pytest.approx(1)
        assert shown["media"][0]["transcript"] == "Hello world again"
        # Whoever asks again is told at once; nobody listens a second time.
        again = await studio.social.call(
            TranscribePost(post_id=post_id, owner_id=alice.owner_id), PostTranscribed
        )
        assert (again.source, again.can_be_heard) == ("faster_whisper", False)

    async def test_silence_and_video_without_sound_are_no_speech(
        self, studio: Studio, alice: Identity, tmp_path: Path
    ) -> None:
        await studio.run()
        for name, sound in (("still", silence(2)), ("mute", None)):
            content = write_video(tmp_path / f"{name}.mp4", sound)
            post_id = await studio.add_post(content, name=name)
            answer = await studio.hear(alice, post_id)
            assert (answer.state, answer.source) == ("no_speech", "held")
            shown = await studio.read(alice, post_id)
            assert (shown["transcript"], shown["transcript_state"]) == (
                None,
                "no_speech",
            )

    @pytest.mark.parametrize("content", [b"", b"\x00garbage" * 500])
    async def test_file_that_is_no_video_is_missing_and_says_so(
        self, studio: Studio, alice: Identity, content: bytes
    ) -> None:
        await studio.run()
        post_id = await studio.add_post(content)
        answer = await studio.hear(alice, post_id)
        assert answer.state == "missing"
        assert answer.message == (
            "The sound of the video cannot be read: the file is damaged."
        )
        # It is known from now on: another post with it is not tried.
        twin = await studio.add_post(content, name="twin")
        assert (await studio.hear(alice, twin)).message == answer.message
        rows = await studio.social.ask("SELECT state FROM medium_transcripts")
        assert [row.state for row in rows] == ["unreadable", "unreadable"]

    @pytest.mark.prove
    async def test_several_videos_follow_each_other(
        self, studio: Studio, humming: bytes, humming_long: bytes, alice: Identity
    ) -> None:
        await studio.run()
        post_id = await studio.add_post(humming, humming_long)
        await studio.hear(alice, post_id)
        shown = await studio.read(alice, post_id)
        assert shown["transcript"] == "Hello world again Hello world again"
        starts = [each["start_seconds"] for each in shown["formatted_transcript"]]
        assert starts == sorted(starts)
        assert starts[2] > 3


class TestBrokenModel:
    @pytest.mark.parametrize("damage", sampled(["missing", "garbage", "another"], 1))
    async def test_post_goes_without_words_and_names_the_setting(
        self,
        start_social: StartSocial,
        humming: bytes,
        alice: Identity,
        tmp_path: Path,
        damage: str,
    ) -> None:
        folder = tmp_path / "model"
        folder.mkdir()
        if damage != "missing":
            for name in ("model.bin", "config.json", "tokenizer.json"):
                text = "{}" if damage == "another" else "\x00no"
                (folder / name).write_text(text)
        social = await start_social(whisper_model_path=folder)
        await social.run_worker()
        studio = Studio(social)
        await studio.run()
        answer = await studio.hear(alice, await studio.add_post(humming))
        assert (answer.state, answer.source) == ("missing", "none")
        assert answer.message
        assert "WHISPER_MODEL_PATH" in answer.message


class TestDyingDecoder:
    @pytest.fixture(autouse=True)
    def dying(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name = "tests.social.transcripts.dying_decoder"
        monkeypatch.setattr(decoding, "CHILD", name)

    @pytest.mark.parametrize("poison", [b"SEGV", b"BOMB"])
    async def test_poison_ends_in_a_reason_once_and_nobody_else_is_harmed(
        self,
        studio: Studio,
        humming: bytes,
        alice: Identity,
        bob: Identity,
        poison: bytes,
    ) -> None:
        listener = Listener(gated=0)
        await studio.run(listener)
        good = await studio.add_post(humming, name="good")
        hearing = asyncio.create_task(studio.hear(alice, good))
        await asyncio.wait_for(listener.is_waiting.wait(), 10)
        bad = await studio.add_post(poison * 100, name="bad")
        answer = await studio.hear(bob, bad)
        assert (answer.state, answer.message) == ("missing", UNREADABLE)
        listener.gate.set()
        assert (await hearing).state == "present"
        # It is known: equal bytes are not opened again.
        twin = await studio.add_post(poison * 100, name="twin")
        await studio.social.change("DELETE FROM collection_claims")
        assert (await studio.hear(bob, twin)).message == UNREADABLE
        rows = await studio.social.ask("SELECT state FROM medium_transcripts")
        assert sorted(row.state for row in rows) == [
            "present",
            "unreadable",
            "unreadable",
        ]


class TestLimits:
    async def test_long_video_is_not_listened_to(
        self, studio: Studio, humming_long: bytes, alice: Identity
    ) -> None:
        listener = Listener()
        await studio.run(listener, seconds=8)
        answer = await studio.hear(alice, await studio.add_post(humming_long))
        assert answer.state == "missing"
        assert answer.message
        assert "SPEECH_MAX_SECONDS" in answer.message
        assert listener.asked == []

    async def test_large_file_is_not_even_read(
        self, studio: Studio, alice: Identity
    ) -> None:
        await studio.run(Listener(), size_bytes=100)
        answer = await studio.hear(alice, await studio.add_post(b"\x00" * 101))
        assert answer.message
        assert "SPEECH_MAX_BYTES" in answer.message


@pytest.mark.usefixtures("short_pieces")
class TestPieces:
    async def test_language_of_the_first_words_is_kept_and_times_go_on(
        self, studio: Studio, humming_long: bytes, alice: Identity
    ) -> None:
        listener = Listener()
        await studio.run(listener)
        post_id = await studio.add_post(humming_long)
        assert (await studio.hear(alice, post_id)).language == "de"
        assert listener.asked == [(0, None), (4, "de"), (8, "de")]
        shown = await studio.read(alice, post_id)
        starts = [each["start_seconds"] for each in shown["formatted_transcript"]]
        assert starts == [0, 4, 8]

    @pytest.mark.prove
    async def test_silent_piece_is_asked_of_nobody(
        self, studio: Studio, alice: Identity, tmp_path: Path
    ) -> None:
        sound = np.concatenate([hum(4), silence(4), hum(3)])
        content = write_video(tmp_path / "gap.mp4", sound)
        listener = Listener()
        await studio.run(listener)
        await studio.hear(alice, await studio.add_post(content))
        assert [start for start, _ in listener.asked] == [0, 8]

    async def test_stopped_run_is_gone_on_with_where_it_was(
        self, studio: Studio, humming_long: bytes, alice: Identity
    ) -> None:
        listener = Listener(gated=1, micro_usd_per_second=100)
        await studio.run(listener)
        post_id = await studio.add_post(humming_long)
        errand_id = new_id()
        hearing = asyncio.create_task(studio.hear(alice, post_id, errand_id=errand_id))
        await asyncio.wait_for(listener.is_waiting.wait(), 10)
        await studio.social.call(
            StopHearing(owner_id=alice.owner_id, errand_id=errand_id), Nothing
        )
        # The claim is given back as soon as the listener has stopped.
        async with asyncio.timeout(5):
            while await studio.social.ask("SELECT 1 FROM collection_claims"):
                await asyncio.sleep(0.02)
        hearing.cancel()
        listener.gated = None
        answer = await studio.hear(alice, post_id)
        # The second piece was under way: it alone is asked for twice.
        assert [start for start, _ in listener.asked] == [0, 4, 4, 8]
        assert answer.cost_micro_usd == pytest.approx(500, abs=10)
        shown = await studio.read(alice, post_id)
        assert shown["transcript"] == "piece 1 piece 3 piece 4"


class TestOnce:
    async def test_two_posts_with_one_video_are_heard_once(
        self, studio: Studio, humming: bytes, alice: Identity, bob: Identity
    ) -> None:
        listener = Listener(gated=0, micro_usd_per_second=1000)
        await studio.run(listener)
        first = await studio.add_post(humming, name="first")
        second = await studio.add_post(humming, name="second")
        both = asyncio.gather(studio.hear(alice, first), studio.hear(bob, second))
        await asyncio.wait_for(listener.is_waiting.wait(), 10)
        listener.gate.set()
        one, other = await both
        assert one.state == other.state == "present"
        assert len(listener.asked) == 1
        assert sorted([one.cost_micro_usd, other.cost_micro_usd])[0] == 0
        assert (await studio.read(bob, second))["transcript"] == "piece 1"

    @pytest.mark.prove
    async def test_private_words_are_not_used_for_others(
        self, studio: Studio, humming: bytes, alice: Identity, bob: Identity
    ) -> None:
        listener = Listener()
        await studio.run(listener)
        private = await studio.add_post(humming, owner=alice, name="mine")
        await studio.hear(alice, private)
        public = await studio.add_post(humming, name="public")
        await studio.hear(bob, public)
        assert len(listener.asked) == 2
        # But what is public serves everybody.
        own = await studio.add_post(humming, owner=bob, name="own")
        await studio.hear(bob, own)
        assert len(listener.asked) == 2


class TestChain:
    async def test_next_one_is_asked_where_one_cannot(
        self, studio: Studio, humming: bytes, alice: Identity
    ) -> None:
        failing = Listener(name="faster_whisper")
        failing.failures.append(TranscriberFailed("It broke."))
        listener = Listener()
        await studio.run(failing, listener)
        answer = await studio.hear(alice, await studio.add_post(humming))
        assert (answer.state, answer.source) == ("present", "openai")

    async def test_all_reasons_are_told_and_next_time_it_is_tried_again(
        self, studio: Studio, humming: bytes, alice: Identity
    ) -> None:
        first, second = Listener(name="faster_whisper"), Listener()
        first.failures.append(TranscriberFailed("The one broke."))
        second.failures.append(TranscriberFailed("The other, too."))
        await studio.run(first, second)
        post_id = await studio.add_post(humming)
        answer = await studio.hear(alice, post_id)
        assert answer.message == "The one broke. The other, too."
        assert (await studio.hear(alice, post_id)).state == "present"


class TestCost:
    async def test_it_is_noted_before_it_is_spent_and_given_back_if_it_was_not(
        self, studio: Studio, humming: bytes, alice: Identity
    ) -> None:
        async def look() -> None:
            rows = await studio.social.ask("SELECT cost_micro_usd FROM collection_runs")
            noted.append([row.cost_micro_usd for row in rows])

        noted: list[list[int]] = []
        listener = Listener(micro_usd_per_second=1000, before=look)
        listener.failures.append(TranscriberFailed("Refused."))
        await studio.run(listener)
        post_id = await studio.add_post(humming)
        assert (await studio.hear(alice, post_id)).cost_micro_usd == 0
        assert noted == [[pytest.approx(3000, rel=0.05)]]

    async def test_what_may_have_been_spent_stays_noted(
        self, studio: Studio, humming: bytes, alice: Identity
    ) -> None:
        listener = Listener(micro_usd_per_second=1000)
        listener.failures.append(TranscriberFailed("Too slow.", may_cost=True))
        await studio.run(listener)
        answer = await studio.hear(alice, await studio.add_post(humming))
        assert answer.cost_micro_usd == pytest.approx(3000, rel=0.05)

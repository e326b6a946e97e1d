"""OpenAI as a listener: what is sent, what is made of its answers and its refusals."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from pydantic import SecretStr

from libs.common.clock import FixedClock
from libs.common.contracts.analytics import ExternalCallEntry
from libs.common.http.vendor import VendorTools
from libs.common.identity import Identity
from services.social.clients.openai_audio import (
    MOST_FILE_BYTES,
    OpenAiAudio,
    OpenAiAudioOptions,
)
from services.social.transcripts.encoding import encode_mp3
from services.social.transcripts.languages import find_language_code
from services.social.transcripts.openai_models import choose_model
from services.social.transcripts.openai_transcriber import OpenAiTranscriber
from services.social.transcripts.pieces import Piece
from services.social.transcripts.sound import PIECE_SECONDS
from services.social.transcripts.transcriber import PieceHeard, TranscriberFailed
from tests.emulators.openai_audio import OpenAiServer, serve_openai
from tests.factories.sound import hum
from tests.fixtures.telemetry import build_outside_calls
from tests.social.conftest import StartSocial
from tests.social.transcripts.conftest import Studio

PIECE = Piece(0.0, hum(3))


@pytest.fixture
async def openai() -> AsyncIterator[OpenAiServer]:
    async with serve_openai() as server:
        yield server


@pytest.fixture
def entries() -> list[ExternalCallEntry]:
    """What is logged of the calls."""
    return []


@pytest.fixture
def ask(
    openai: OpenAiServer, clock: FixedClock, entries: list[ExternalCallEntry]
) -> Any:
    """`await ask(model, key=..., language=...)`: what is heard in the piece."""

    async def hear(
        model: str | None = "whisper-1",
        *,
        key: str = "sk-test",
        language: str | None = None,
        seconds: float = 5,
    ) -> PieceHeard:
        options = OpenAiAudioOptions(key, f"{openai.url}/v1", seconds)
        tools = VendorTools(clock, build_outside_calls(entries))
        listener = OpenAiTranscriber(OpenAiAudio(options, tools), model, clock)
        try:
            return await listener.hear(PIECE, language, lambda _: None)
        finally:
            await listener.close()

    return hear


class TestModels:
    def test_best_one_is_chosen_by_the_day(self) -> None:
        assert choose_model(None, date(2027, 2, 25)).name == "whisper-1"
        assert choose_model(None, date(2027, 2, 26)).name == "gpt-transcribe"

    def test_model_of_a_server_of_ones_own_is_taken_as_it_is(self) -> None:
        model = choose_model("speaches/small", date(2027, 1, 1))
        assert (model.name, model.has_times, model.micro_usd_per_minute) == (
            "speaches/small",
            True,
            0,
        )

    async def test_minute_costs_what_is_listed(self, clock: FixedClock) -> None:
        tools = VendorTools(clock, build_outside_calls())
        client = OpenAiAudio(OpenAiAudioOptions("k", "http://127.0.0.1:1"), tools)
        priced = OpenAiTranscriber(client, "whisper-1", clock)
        assert [priced.price(seconds) for seconds in (60, 90, 0)] == [6000, 9000, 0]


class TestLanguages:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("english", "en"),
            ("German", "de"),
            ("haitian creole", "ht"),
            ("cantonese", "yue"),
            ("de", "de"),
            ("klingon", None),
            ("", None),
            (None, None),
        ],
    )
    def test_names_become_codes(self, name: str | None, code: str | None) -> None:
        assert find_language_code(name) == code


class TestHear:
    async def test_times_and_language_are_read(
        self, ask: Any, openai: OpenAiServer, entries: list[ExternalCallEntry]
    ) -> None:
        openai.heard = [(0.2, 1.0, "Guten Tag."), (1.5, 2.5, "Noch einmal.")]
        openai.language = "german"
        heard = await ask()
        assert [(s.start_seconds, s.text) for s in heard.segments] == [
            (0.2, " Guten Tag."),
            (1.5, " Noch einmal."),
        ]
        assert (heard.language, heard.has_times) == ("de", True)
        [asked] = openai.asked
        assert asked.response_format == "verbose_json"
        assert asked.seconds == pytest.approx(3, abs=0.2)
        [entry] = entries
        assert (entry.provider, entry.operation, entry.outcome) == (
            "openai",
            "transcribe",
            "ok",
        )
        assert entry.cost_micro_usd == 300

    async def test_language_that_is_known_is_told(
        self, ask: Any, openai: OpenAiServer
    ) -> None:
        await ask(language="de")
        assert openai.asked[0].language == "de"

    async def test_model_without_times_gives_one_span(
        self, ask: Any, openai: OpenAiServer
    ) -> None:
        heard = await ask("gpt-transcribe")
        [segment] = heard.segments
        assert (segment.text, heard.has_times, heard.language) == (
            "Hello world",
            False,
            "en",
        )
        openai.heard = []
        assert (await ask("gpt-transcribe")).segments == []

    def test_piece_is_far_below_what_is_taken(self) -> None:
        assert len(encode_mp3(hum(30))) * PIECE_SECONDS / 30 < MOST_FILE_BYTES / 10


class TestRefusals:
    @pytest.mark.parametrize(
        ("fault", "words", "may_cost"),
        [
            ("no_credit", "credit at OpenAI is used up", False),
            (400, "refuses this sound", False),
            (413, "refuses this sound", False),
            (403, "OPENAI_API_KEY", False),
            (404, "OPENAI_TRANSCRIPTION_MODEL", False),
            (500, "cannot be reached", True),
            ("html", "cannot be reached", True),
            ("malformed", "answer of OpenAI cannot be read", True),
            ("cut", "cannot be reached", True),
        ],
    )
    async def test_each_has_a_sentence_and_what_may_be_paid_is_not_asked_again(
        self,
        ask: Any,
        openai: OpenAiServer,
        fault: int | str,
        words: str,
        may_cost: bool,
    ) -> None:
        openai.faults.append(fault)
        with pytest.raises(TranscriberFailed, match=words) as failure:
            await ask()
        assert failure.value.may_cost is may_cost
        assert openai.calls == 1

    async def test_what_is_refused_for_haste_is_asked_again(
        self, ask: Any, openai: OpenAiServer
    ) -> None:
        openai.faults.append(429)
        assert (await ask()).segments
        assert openai.calls == 2

    async def test_long_rest_is_not_waited_for(
        self, ask: Any, openai: OpenAiServer
    ) -> None:
        openai.faults.append(429)
        openai.retry_after = "600"
        with pytest.raises(TranscriberFailed, match="no more requests"):
            await ask()

    async def test_wrong_key_names_the_setting(self, ask: Any) -> None:
        with pytest.raises(TranscriberFailed, match="OPENAI_API_KEY"):
            await ask(key="sk-other")

    async def test_model_that_is_gone_names_the_setting(
        self, ask: Any, openai: OpenAiServer
    ) -> None:
        openai.gone.add("whisper-1")
        with pytest.raises(TranscriberFailed, match="OPENAI_TRANSCRIPTION_MODEL"):
            await ask()

    async def test_slow_answer_is_given_up_and_may_cost(
        self, ask: Any, openai: OpenAiServer
    ) -> None:
        openai.faults.append("slow")
        with pytest.raises(TranscriberFailed, match="in time") as failure:
            await ask(seconds=0.2)
        assert failure.value.may_cost


class TestPost:
    async def test_words_cost_and_missing_times_are_held(
        self,
        start_social: StartSocial,
        openai: OpenAiServer,
        humming: bytes,
        alice: Identity,
    ) -> None:
        social = await start_social(
            openai_api_key=SecretStr(openai.key),
            openai_base_url=f"{openai.url}/v1",
            openai_transcription_model="gpt-transcribe",
        )
        await social.run_worker()
        studio = Studio(social)
        await studio.run()
        post_id = await studio.add_post(humming)
        answer = await studio.hear(alice, post_id)
        assert (answer.source, answer.language) == ("openai", "en")
        # 3 s at 0.0045 dollars a minute.
        assert answer.cost_micro_usd == pytest.approx(225, rel=0.05)
        shown = await studio.read(alice, post_id)
        assert shown["transcript"] == "Hello world"
        assert shown["formatted_transcript"] is None
        assert shown["transcript_source"] == "openai"

    async def test_words_that_the_model_made_up_are_none(
        self,
        start_social: StartSocial,
        openai: OpenAiServer,
        humming: bytes,
        alice: Identity,
    ) -> None:
        openai.certainty = {"no_speech_prob": 0.9, "avg_logprob": -1.4}
        social = await start_social(
            openai_api_key=SecretStr(openai.key), openai_base_url=f"{openai.url}/v1"
        )
        await social.run_worker()
        studio = Studio(social)
        await studio.run()
        answer = await studio.hear(alice, await studio.add_post(humming))
        assert (answer.state, answer.language) == ("no_speech", None)

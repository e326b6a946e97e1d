"""How well a real model hears. Runs only with WHISPER_MODEL_PATH: the folder of one."""

import json
import os
import re
from pathlib import Path

import pytest

from services.social.transcripts.sound import Sound
from services.social.transcripts.whisper import WhisperTranscriber

MOST_ERRORS = 0.2


def read_words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("-", " "))


def count_errors(heard: list[str], said: list[str]) -> int:
    """Words to change, add or leave out, to make the one of the other."""
    row = list(range(len(said) + 1))
    for number, word in enumerate(heard, start=1):
        before, row[0] = row[0], number
        for place, wanted in enumerate(said, start=1):
            cost = min(row[place] + 1, row[place - 1] + 1, before + (word != wanted))
            before, row[place] = row[place], cost
    return row[-1]


class TestCountErrors:
    @pytest.mark.parametrize(
        ("heard", "said", "errors"),
        [("a b c", "a b c", 0), ("a c", "a b c", 1), ("x b c d", "a b c", 2)],
    )
    def test_words_are_counted(self, heard: str, said: str, errors: int) -> None:
        assert count_errors(heard.split(), said.split()) == errors


@pytest.mark.skipif(
    not os.environ.get("WHISPER_MODEL_PATH"), reason="WHISPER_MODEL_PATH is not set"
)
@pytest.mark.parametrize("name", ["speech_jfk.wav", "speech_austen_0880.wav"])
async def test_model_hears_most_words(sample_data_dir: Path, name: str) -> None:
    media = sample_data_dir / "media"
    said = read_words(json.loads((media / "transcripts.json").read_text())[name])
    listener = WhisperTranscriber(Path(os.environ["WHISPER_MODEL_PATH"]))
    with (media / name).open("rb") as file:
        sound = Sound(file, most_seconds=60)
        piece = sound.read_piece()
        sound.close()
    assert piece is not None
    found = await listener.hear(piece, None, lambda _: None)
    await listener.close()
    heard = read_words(" ".join(segment.text for segment in found.segments))
    assert found.language == "en"
    assert count_errors(heard, said) <= MOST_ERRORS * len(said)

"""A speech model of a few kilobytes that always says the same: for tests.

It is a real Whisper model in the form that faster-whisper reads, so everything around
it is what runs in earnest: decoding, voice detection, spectrum, language, beam search,
times. Only its numbers are set by hand, so that the decoder's state at each step is
nothing but the step's own number, and the last layer turns that number into the token
of the script. How well words are recognised it cannot tell."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

Numbers = NDArray[np.float32]

WIDTH = 32
_MELS, _FRAMES, _MOST_TOKENS = 80, 1500, 448
_LANGUAGES = ("en", "de")
# Before the script come: start of transcript, language, task.
_PROMPT = 3
_SURE, _USUAL, _SHARP = 8.0, 20.0, 4.0
_BLANK = "\u0120"  # how the byte-level alphabet writes a blank


def say(text: str, start: float = 0.0, end: float = 1.0) -> list[str]:
    """The script of one segment: a few words between two times, in steps of 0.02 s."""
    return [_stamp(start), *(f" {word}" for word in text.split()), _stamp(end)]


def build_speech_model(
    folder: Path, *segments: list[str], language: str = "en"
) -> Path:
    """Writes a model that hears these segments (see `say`) in every half minute."""
    script = [token for segment in segments for token in segment]
    if len(script) + _PROMPT > WIDTH - 2:
        raise ValueError(f"a script may have {WIDTH - 5} tokens")
    vocabulary = _Vocabulary([_written(token) for token in script])
    spec = WhisperSpec(1, 1, 1, 1)
    _fill_encoder(spec.encoder)
    _fill_decoder(spec.decoder, vocabulary.size)
    _write_script(spec.decoder, vocabulary, [f"<|{language}|>", *map(_written, script)])
    spec.register_vocabulary(vocabulary.tokens)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [vocabulary.ids[_BLANK], vocabulary.end]
    spec.config.lang_ids = [vocabulary.ids[f"<|{code}|>"] for code in _LANGUAGES]
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.optimize(quantization=None)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    vocabulary.write_tokenizer(folder / "tokenizer.json")
    _write_reading(folder / "preprocessor_config.json")
    return folder


class _Vocabulary:
    """All tokens: bytes, the script's words, what has a meaning, and the times."""

    def __init__(self, script: list[str]) -> None:
        times = [_stamp(place * 0.02) for place in range(_FRAMES + 1)]
        named = ["<|endoftext|>", "<|startoftranscript|>"]
        named += [f"<|{code}|>" for code in _LANGUAGES]
        named += ["<|translate|>", "<|transcribe|>", "<|startoflm|>"]
        named += ["<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
        self._named = [*named, *times]
        known = {*pre_tokenizers.ByteLevel.alphabet(), *self._named}
        words = sorted({token for token in script if token not in known})
        # The empty one tells readers that the model knows many languages.
        self._texts = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *words, ""]
        self.tokens = [*self._texts, *self._named]
        self.ids = {token: place for place, token in enumerate(self.tokens)}
        self.size = len(self.tokens)
        self.end = self.ids["<|endoftext|>"]

    def write_tokenizer(self, path: Path) -> None:
        texts = {token: self.ids[token] for token in self._texts}
        tokenizer = Tokenizer(models.BPE(vocab=texts, merges=[]))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens(
            [AddedToken(token, special=True) for token in self._named]
        )
        tokenizer.save(str(path))


@dataclass(frozen=True, slots=True)
class _Linear:
    """A layer that multiplies by a matrix: to be put where a spec has one."""

    weight: Numbers

    def fill(self, layer: Any) -> None:
        layer.weight, layer.bias = self.weight, _zeros(len(self.weight))


def _fill_encoder(encoder: Any) -> None:
    """Hears nothing; its states say which half second of the sound they are of."""
    _Linear(_zeros(WIDTH, _MELS, 3)).fill(encoder.conv1)
    _Linear(_zeros(WIDTH, WIDTH, 3)).fill(encoder.conv2)
    places = _zeros(_FRAMES, WIDTH)
    for frame in range(_FRAMES):
        places[frame, min(_PROMPT + frame // 25, WIDTH - 1)] = 1
    encoder.position_encodings.encodings = places
    _fill_norm(encoder.layer_norm)
    _fill_layer(encoder.layer[0])


def _fill_decoder(decoder: Any, tokens: int) -> None:
    """Knows nothing but the number of the step that it is at."""
    decoder.embeddings.weight = _zeros(tokens, WIDTH)
    steps = _zeros(_MOST_TOKENS, WIDTH)
    steps[range(WIDTH), range(WIDTH)] = 1
    decoder.position_encodings.encodings = steps
    _fill_norm(decoder.layer_norm)
    _fill_layer(decoder.layer[0])
    listening = decoder.layer[0].attention
    _fill_norm(listening.layer_norm)
    same = _SHARP * np.eye(WIDTH, dtype=np.float32)
    _Linear(same).fill(listening.linear[0])
    # Looks at its own half second, and takes nothing from it.
    _Linear(np.concatenate([same, _zeros(WIDTH, WIDTH)])).fill(listening.linear[1])
    _Linear(_zeros(WIDTH, WIDTH)).fill(listening.linear[2])


def _write_script(decoder: Any, vocabulary: _Vocabulary, script: list[str]) -> None:
    """The token of each step; where there is none the end is likeliest."""
    meaning, habit = _zeros(vocabulary.size, WIDTH), _zeros(vocabulary.size)
    habit[vocabulary.end] = _USUAL
    language, *spoken = script
    meaning[vocabulary.ids[language], 0] = _SURE
    for step, token in enumerate(spoken, start=_PROMPT - 1):
        meaning[vocabulary.ids[token], step] = _SURE
    decoder.projection.weight, decoder.projection.bias = meaning, habit


def _fill_layer(layer: Any) -> None:
    """A layer that adds nothing to what passes through it."""
    attention, feeding = layer.self_attention, layer.ffn
    _fill_norm(attention.layer_norm)
    _Linear(_zeros(3 * WIDTH, WIDTH)).fill(attention.linear[0])
    _Linear(_zeros(WIDTH, WIDTH)).fill(attention.linear[1])
    _fill_norm(feeding.layer_norm)
    _Linear(_zeros(4 * WIDTH, WIDTH)).fill(feeding.linear_0)
    _Linear(_zeros(WIDTH, 4 * WIDTH)).fill(feeding.linear_1)


def _fill_norm(norm: Any) -> None:
    norm.gamma, norm.beta = np.ones(WIDTH, np.float32), _zeros(WIDTH)


def _write_reading(path: Path) -> None:
    """How sound is to be turned into a spectrum."""
    reading = {"feature_size": _MELS, "sampling_rate": 16_000, "chunk_length": 30}
    path.write_text(json.dumps({**reading, "hop_length": 160, "n_fft": 400}))


def _zeros(*shape: int) -> Numbers:
    return np.zeros(shape, np.float32)


def _stamp(seconds: float) -> str:
    return f"<|{seconds:.2f}|>"


def _written(token: str) -> str:
    return token.replace(" ", _BLANK)

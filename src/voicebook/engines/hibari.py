"""hibari: a natural English voice in a wheel of 14 MB, 55 to 70 times faster than speech on one core.

Its own package is used for what it is: a model, a way from words to phonemes, and the signal processing.
The session is ours: one thread, a fixed seed, each word's phonemes known, and the model's own durations,
from which marks are exact. Nothing is downloaded: a voice that is not on the disk is not listed.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from voicebook.audio.marks import complete
from voicebook.audio.pcm import silence
from voicebook.engines import hibari_phonemes, ipa, onnx
from voicebook.engines.base import Capabilities
from voicebook.errors import EngineError
from voicebook.model.speech import Mark, Quality, Speech, SpeechSettings, Voice, Word

if TYPE_CHECKING:
    import numpy as np

RATE = 24_000
_ADAPTER = 1  # part of the fingerprint: goes up when the sound for the same words changes
_FRAME = 600  # samples of one unit of the model's durations
_LAG = 1_200  # samples: by so much sounds come before what the durations say (median of 80 pauses: 55 ms)
_WINDOW = 120  # samples of 5 ms, in which loudness is measured
_SILENCE = 0.02  # of the loudest window
_PAUSE = 10  # windows that a pause lasts at least
_NEAR = 1_920  # samples from a mark at which the end of a pause counts: 80 ms
_DURATIONS = b"/Round_output_0"
_MOST = 400  # phonemes in one go; a longer sentence is said in parts
_PAD, _SPACE = 0, " "
_SILENT = frozenset(' ;:,.!?—…"“”()')
_NOT_PLAIN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\s]+")
_TYPED = str.maketrans({"’": "'", "‘": "'", "[": "(", "]": ")", "‒": "-", "―": "—"})
_CORE = re.compile(r"(?P<before>\W*)(?P<core>.*?)(?P<suffix>'s)?(?P<after>\W*)", re.DOTALL)
_SIBILANT = re.compile(r"[szʃʒʧʤ]$")
_VOICELESS = re.compile(r"[ptkfθ]$")


class HibariEngine:
    """The engine `hibari`."""

    name = "hibari"
    title = "hibari"
    capabilities = Capabilities(
        marks="exact",
        scripts=frozenset({"LATIN"}),
        rates=(0.5, 2.0),  # beyond it durations of one frame cannot shrink: 3 comes out as 2.15
        batch=3_000,
    )

    def missing(self) -> str:
        """Return "" when its packages are installed."""
        if all(find_spec(name) for name in ("hibari", "onnxruntime", "numpy")):
            return ""
        return 'the extra natural is not installed; uv pip install "voicebook[natural]"'

    def fingerprint(self) -> str:
        """Return the versions of what makes the sound, and a hash of the models and tables."""
        parts = (f"{name} {version(name)}" for name in ("hibari-tts", "onnxruntime", "numpy"))
        return f"{' '.join(parts)} {_content_hash()} {_ADAPTER}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices that are on the disk, the bundled one first."""
        return tuple(
            Voice(
                self.name,
                name,
                told.language,
                RATE,
                f"{name.capitalize()}, {told.accent} English",
                "Apache-2.0",
                told.gender,
                ("ipa",),
            )
            for name, told in _registry().items()
            if _model(told).is_file()
        )

    def open(self, voice: Voice, settings: SpeechSettings) -> "HibariSession":
        """Load the model; about a second. Raises EngineError when it is gone or not the one expected."""
        told = _registry().get(voice.name)
        model = b""
        if told is not None:
            with suppress(OSError):
                model = _model(told).read_bytes()
        if told is None or hashlib.sha256(model).hexdigest() != told.sha256:
            what = f"the model of voice {voice.name!r} is missing, or not the one that belongs to it"
            raise EngineError("VB-E16", what, hint="install the extra natural again")
        return HibariSession(model, british=told.british, settings=settings)


class HibariSession:
    """An open voice: a model with one thread, and the way from words to phonemes."""

    def __init__(self, model: bytes, *, british: bool, settings: SpeechSettings) -> None:
        from hibari.g2p import G2P

        self._model = onnx.session(model, _DURATIONS)
        self._vocabulary: dict[str, int] = json.loads((_assets() / "vocab.json").read_text("utf-8"))
        self._g2p = G2P(british=british)
        self._british = british
        self._speed = settings.rate
        self._pitch = settings.pitch

    def synth(self, words: Sequence[Word]) -> Speech:
        """Speak one utterance: sound by the model, a mark where each word's first phoneme begins."""
        import numpy as np

        noise = np.random.default_rng(0)  # the same for every sentence: a sentence depends on nothing else
        pcm = bytearray()
        marks: list[Mark] = []
        for part in _parts(self._phonemes(words)):
            sound, starts = self._sounded(part, noise)
            marks += (Mark(word, len(pcm) // 2 + at, len(pcm) // 2 + at) for word, at in starts)
            pcm += (np.clip(sound, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
        spoken = bytes(pcm) or silence(RATE // 100)
        return Speech(spoken, RATE, complete(marks, words, len(spoken) // 2), Quality.EXACT)

    def close(self) -> None:
        """Forget the model."""
        del self._model

    def pronounce(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Return the IPA of each word; "" for one that it cannot read."""
        return tuple(ipa.broad(hibari_phonemes.ipa(said), "en") for said in self.phonemes(words))

    def phonemes(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Return what is said for each word, in hibari's alphabet; "" for one that it cannot read."""
        return tuple(said.phonemes for said in self._phonemes(words))

    def _phonemes(self, words: Sequence[Word]) -> "list[_Said]":
        """Return the phonemes of each word; what a word sounds like depends on those round it."""
        said = [_Said(number) for number in range(len(words))]
        at = 0
        for token in self._g2p.phonemize_tokens(self._g2p.tokenize(" ".join(map(self._written, words)))):
            said[min(at, len(said) - 1)].phonemes += token.phonemes or ""
            at += bool(token.whitespace)
        return said

    def _written(self, word: Word) -> str:
        """Return a word as hibari reads it: with its phonemes, if they are told or are those of letters."""
        text = _NOT_PLAIN.sub("", word.text).translate(_TYPED) or "."
        found = _CORE.fullmatch(text) if word.letters or word.phonemes else None
        if found is None or not found["core"]:
            return text
        if word.letters:
            said = hibari_phonemes.letters(found["core"], british=self._british)
        else:
            said = hibari_phonemes.phonemes(
                word.phonemes.text if word.phonemes else "", british=self._british
            )
        if not said:
            return text
        said += _possessive(said) if found["suffix"] else ""
        return f"{found['before']}[{found['core']}](/{said}/){found['after']}"

    def _sounded(
        self, part: "list[_Said]", noise: "np.random.Generator"
    ) -> "tuple[np.ndarray[Any, Any], list[tuple[int, int]]]":
        """Return the sound of some words and the frame at which each begins."""
        import numpy as np
        from hibari import dsp

        ids = [_PAD]
        first: dict[int, int] = {}  # word -> where its first sound is in `ids`
        for said in part:
            for symbol in said.phonemes + _SPACE if said.phonemes else "":
                if symbol in self._vocabulary:
                    if symbol not in _SILENT:
                        first.setdefault(said.word, len(ids))
                    ids.append(self._vocabulary[symbol])
        if not first:
            return np.zeros(0, np.float32), []
        ids[-1] = _PAD  # in place of the last space
        made = self._model.run(
            None, {"ids": np.asarray([ids], np.int64), "speed": np.asarray([self._speed], np.float32)}
        )
        *spectrum, pitch = (each[0] for each in made[:-1])
        starts = np.concatenate([[0], np.cumsum(made[-1].reshape(-1))]).astype(int) * _FRAME
        sound = dsp.synth(*spectrum, pitch * self._pitch, noise)
        begins = [max(int(starts[at]) - _LAG, 0) for at in first.values()]
        return sound, list(zip(first, _heard(begins, _pauses(sound)), strict=True))


def _pauses(sound: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Return the frames at which silence ends that has lasted a while."""
    import numpy as np

    usable = len(sound) // _WINDOW * _WINDOW
    loud = np.sqrt(np.mean(sound[:usable].reshape(-1, _WINDOW) ** 2, axis=1))
    if not usable:
        return np.zeros(0, int)
    silent = np.concatenate([[False], loud < _SILENCE * loud.max(), [False]])
    edges = np.flatnonzero(silent[1:] != silent[:-1])
    begins, ends = edges[::2], edges[1::2]
    return ends[ends - begins >= _PAUSE] * _WINDOW


def _heard(said: list[int], pauses: Iterable[int]) -> list[int]:
    """Return where words are heard to begin: after a pause where it ends, if a word is said to begin near."""
    heard = list(said)
    for end in pauses:
        nearest = min(range(len(said)), key=lambda word: abs(said[word] - end))
        if abs(said[nearest] - end) <= _NEAR:
            heard[nearest] = int(end)
    return heard


@dataclass(slots=True)
class _Said:
    """A word and its phonemes."""

    word: int  # index into the utterance's words
    phonemes: str = field(default="")


def _parts(said: "Iterable[_Said]") -> "Iterator[list[_Said]]":
    """Cut a long utterance where it pauses, or at a word where it does not."""
    part: list[_Said] = []
    length = 0
    for each in said:
        if part and length + len(each.phonemes) > _MOST:
            pause = next(
                (at for at in range(len(part) - 1, len(part) // 2, -1) if part[at].phonemes[-1:] in _SILENT),
                None,
            )
            cut = len(part) if pause is None else pause + 1
            yield part[:cut]
            part = part[cut:]
            length = sum(len(kept.phonemes) + 1 for kept in part)
        part.append(each)
        length += len(each.phonemes) + 1
    if part:
        yield part


def _possessive(said: str) -> str:
    """Return the sound of "'s" after a word."""
    if _SIBILANT.search(said):
        return "ᵻz"
    return "s" if _VOICELESS.search(said) else "z"


class _Told(msgspec.Struct):
    """What hibari tells of a voice."""

    language: str
    accent: str
    gender: str
    file: str
    sha256: str
    british: bool
    bundled: bool = False


@cache
def _assets() -> Path:
    spec = find_spec("hibari")
    if spec is None or spec.origin is None:
        raise EngineError("VB-E01", "hibari is not installed", hint='uv pip install "voicebook[natural]"')
    return Path(spec.origin).parent / "assets"


@cache
def _registry() -> dict[str, _Told]:
    return msgspec.json.decode((_assets() / "voices.json").read_bytes(), type=dict[str, _Told])


def _model(told: _Told) -> Path:
    """Return where a voice's model lies, or would: in the package, or where hibari keeps what it fetched."""
    if told.bundled:
        return _assets() / told.file
    import platformdirs

    home = os.environ.get("HIBARI_HOME") or platformdirs.user_cache_dir(
        "hibari", appauthor=False, opinion=False
    )
    return Path(home) / told.file


@cache
def _content_hash() -> str:
    whole = hashlib.sha256()
    package = _assets().parent
    for path in sorted(package.rglob("*")):
        if path.suffix in {".onnx", ".json", ".gz", ".py"}:
            whole.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()[:16]


ENGINE = HibariEngine()

"""hibari: a natural English voice in a wheel of 14 MB, 55 to 70 times faster than speech on one core.

Its own package gives the model, the phonemes of words, and the signal processing. The session is ours: one
thread, a fixed seed, and exact marks, because the phonemes of each word and their durations are known.
Nothing is downloaded: a voice that is not on the disk is not listed.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from voicebook.engines import hibari_phonemes, ipa, onnx
from voicebook.engines.base import ANY, Capabilities
from voicebook.engines.words import parts, speakable
from voicebook.errors import EngineError
from voicebook.model.speech import Speech, SpeechSettings, Voice, Word

if TYPE_CHECKING:
    import numpy as np

RATE = 24_000
_INSTALL = 'uv pip install "voicebook[natural]"'
_ADAPTER = 1  # part of the fingerprint: goes up when the sound for the same words changes
_FRAME = 600  # samples of one unit of the model's durations
_LAG = 1_200  # samples by which sounds come before their durations begin (median of 80 pauses: 55 ms)
_WINDOW = 120  # samples of 5 ms, in which loudness is measured
_SILENCE = 0.02  # of the loudest window
_PAUSE = 10  # windows that a pause lasts at least
_NEAR = 1_920  # samples from a mark at which the end of a pause counts: 80 ms
_DURATIONS = b"/Round_output_0"
_MOST = 400  # phonemes in one go; a longer sentence is said in parts
_PAD, _SPACE = 0, " "
_SILENT = frozenset(' ;:,.!?—…"“”()')
_TYPED = str.maketrans({"’": "'", "‘": "'", "[": "(", "]": ")", "‒": "-", "―": "—"})


class HibariEngine:
    """The engine `hibari`."""

    name = "hibari"
    title = "hibari"
    capabilities = Capabilities(
        marks="exact",
        scripts=frozenset({"LATIN"}),
        rates=(0.5, 2.0),  # beyond it durations of one frame cannot shrink: 3 comes out as 2.15
        batch=3_000,
        rank={ANY: 40},
    )

    def missing(self) -> str:
        """Return "" when its packages are installed."""
        return "" if onnx.is_installed("hibari") else f"the extra natural is not installed; {_INSTALL}"

    def fingerprint(self) -> str:
        """Return the versions of what makes the sound, and a hash of the models and tables."""
        return f"{onnx.versions('hibari-tts')} {_content_hash()} {_ADAPTER}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices that are on the disk, the bundled one first."""
        return tuple(_voice(name, listed) for name, listed in _registry().items() if _model(listed).is_file())

    def open(self, voice: Voice, settings: SpeechSettings) -> "HibariSession":
        """Load the model; about a second. Raises EngineError if it is missing or not the expected one."""
        listed = _registry().get(voice.name)
        model = b""
        if listed is not None:
            with suppress(OSError):
                model = _model(listed).read_bytes()
        if listed is None or hashlib.sha256(model).hexdigest() != listed.sha256:
            what = f"the model of voice {voice.name!r} is missing or damaged"
            raise EngineError("VB-E16", what, hint="install the extra natural again")
        return HibariSession(model, british=listed.british, settings=settings)


class HibariSession:
    """An open voice: a model with one thread, and what turns words into its phonemes."""

    def __init__(self, model: bytes, *, british: bool, settings: SpeechSettings) -> None:
        from hibari.g2p import G2P

        self._model = onnx.session(model, _DURATIONS)
        self._vocabulary: dict[str, int] = json.loads((_assets() / "vocab.json").read_text("utf-8"))
        self._g2p = G2P(british=british)
        self._british = british
        self._speed = settings.rate
        self._pitch = settings.pitch

    def synth(self, words: Sequence[Word]) -> Speech:
        """Speak one utterance, with a mark where each word's first phoneme begins."""
        import numpy as np

        noise = np.random.default_rng(0)  # the same for every sentence: a sentence depends on nothing else
        said = _parts(enumerate(self.phonemes(words)))
        return onnx.speech((self._sounded(part, noise) for part in said), words, RATE)

    def close(self) -> None:
        """Forget the model."""
        del self._model

    def pronounce(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Return the IPA of each word; "" for one that it cannot read."""
        return tuple(ipa.broad(hibari_phonemes.ipa(said), "en") for said in self.phonemes(words))

    def phonemes(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Return what is said for each word among the others, in hibari's alphabet and with punctuation."""
        said = [""] * len(words)
        at = 0
        for token in self._g2p.phonemize_tokens(self._g2p.tokenize(" ".join(map(self._written, words)))):
            said[min(at, len(said) - 1)] += token.phonemes or ""
            at += bool(token.whitespace)
        return tuple(said)

    def _written(self, word: Word) -> str:
        """Return a word as hibari reads it: with phonemes for letters, and where the lexicon gives them."""
        text = "".join(speakable(word.text, "").split()).translate(_TYPED) or "."
        before, core, suffix, after = parts(text)
        if word.letters:
            said = hibari_phonemes.letters(core, british=self._british)
        elif word.phonemes and core:
            said = hibari_phonemes.phonemes(word.phonemes.text, british=self._british)
        else:
            said = ""
        if not said:
            return text
        said += ipa.possessive(said) if suffix else ""
        return f"{before}[{core}](/{said}/){after}"

    def _sounded(
        self, part: list[tuple[int, str]], noise: "np.random.Generator"
    ) -> "tuple[np.ndarray[Any, Any], dict[int, int]]":
        """Return the sound of some words and the frame at which each begins."""
        import numpy as np
        from hibari import dsp

        symbols = [(symbol, word) for word, said in part if said for symbol in said + _SPACE]
        known = [(symbol, word) for symbol, word in symbols if symbol in self._vocabulary]
        owners = [None, *(None if symbol in _SILENT else word for symbol, word in known)]
        if not any(owner is not None for owner in owners):
            return np.zeros(0, np.float32), {}
        ids = [_PAD, *(self._vocabulary[symbol] for symbol, _ in known)]
        ids[-1] = _PAD  # in place of the last space
        *made, durations = self._model.run(
            None, {"ids": np.asarray([ids], np.int64), "speed": np.asarray([self._speed], np.float32)}
        )
        *spectrum, pitch = (each[0] for each in made)
        sound = dsp.synth(*spectrum, pitch * self._pitch, noise)
        begins = onnx.beginnings(durations, _FRAME, owners)
        due = {word: max(frame - _LAG, 0) for word, frame in begins.items()}
        return sound, _heard(due, _pauses(sound))


def _pauses(sound: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Return the frames at which a lasting silence ends."""
    import numpy as np

    usable = len(sound) // _WINDOW * _WINDOW
    loud = np.sqrt(np.mean(sound[:usable].reshape(-1, _WINDOW) ** 2, axis=1))
    if not usable:
        return np.zeros(0, int)
    silent = np.concatenate([[False], loud < _SILENCE * loud.max(), [False]])
    edges = np.flatnonzero(silent[1:] != silent[:-1])
    begins, ends = edges[::2], edges[1::2]
    return ends[ends - begins >= _PAUSE] * _WINDOW


def _heard(due: Mapping[int, int], pauses: Iterable[int]) -> dict[int, int]:
    """Return where words are heard to begin: one that should begin near the end of a pause begins there."""
    heard = dict(due)
    for end in pauses:
        nearest = min(due, key=lambda word: abs(due[word] - end))
        if abs(due[nearest] - end) <= _NEAR:
            heard[nearest] = int(end)
    return heard


def _parts(said: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Cut the words of a long utterance where it pauses, or between any two where it does not."""
    part: list[tuple[int, str]] = []
    for word, phonemes in said:
        if part and sum(len(each) + 1 for _, each in part) + len(phonemes) > _MOST:
            ends = (at + 1 for at in range(len(part) // 2 + 1, len(part)) if part[at][1][-1:] in _SILENT)
            cut = max(ends, default=len(part))
            yield part[:cut]
            part = part[cut:]
        part.append((word, phonemes))
    if part:
        yield part


class _Listed(msgspec.Struct):
    """A voice as hibari's own registry describes it."""

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
        raise EngineError("VB-E01", "hibari is not installed", hint=_INSTALL)
    return Path(spec.origin).parent / "assets"


@cache
def _registry() -> dict[str, _Listed]:
    return msgspec.json.decode((_assets() / "voices.json").read_bytes(), type=dict[str, _Listed])


def _voice(name: str, listed: _Listed) -> Voice:
    description = f"{name.capitalize()}, {listed.accent} English"
    return Voice("hibari", name, listed.language, RATE, description, "Apache-2.0", listed.gender, ("ipa",))


def _model(listed: _Listed) -> Path:
    """Return the path of a voice's model: in the package, or where hibari keeps what it has downloaded."""
    if listed.bundled:
        return _assets() / listed.file
    import platformdirs

    home = os.environ.get("HIBARI_HOME") or platformdirs.user_cache_dir(
        "hibari", appauthor=False, opinion=False
    )
    return Path(home) / listed.file


@cache
def _content_hash() -> str:
    whole = hashlib.sha256()
    package = _assets().parent
    for path in sorted(package.rglob("*")):
        if path.suffix in {".onnx", ".json", ".gz", ".py"}:
            whole.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()[:16]


ENGINE = HibariEngine()

"""Piper: natural voices in many languages, from models on the disk (NAME.onnx beside NAME.onnx.json).

Phonemes are piper-tts's own. The session is ours: one thread, no noise, so that speech repeats, no scaling
of each sentence to its peak, and exact marks where the model has the durations of its phonemes. Nothing is
downloaded: models whose phonemes need anything besides the package are passed over.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any, NamedTuple

from voicebook.engines import alignment, ipa, onnx
from voicebook.engines.base import ANY, Capabilities, no_phonemes
from voicebook.engines.words import parts, speakable
from voicebook.errors import EngineError
from voicebook.model.speech import Quality, Speech, SpeechSettings, Voice, Word

FOLDERS = "VOICEBOOK_PIPER"
"""Environment variable: folders with models, separated as in PATH."""

_MODEL = ".onnx"
_PACKAGE = "piper"
_INSTALL = 'uv pip install "voicebook[piper]"'
_ADAPTER = 2  # part of the fingerprint: goes up when the sound for the same words changes
_ESPEAK = "espeak"
_KINDS = frozenset({_ESPEAK, "text"})  # of phonemes, that need nothing besides the package
_MOST = 500  # models that are listed
_LARGEST_CONFIG = 1_000_000  # bytes
_ENDS = 1 << 20  # bytes at each end of a model that stand for all of it
_DURATIONS = re.compile(rb"/(?:[\w.]+/)*Ceil_output_0")
_BOUNDARY = " "
_NO_QUOTES = str.maketrans("", "", "'’")


class PiperEngine:
    """The engine `piper`."""

    name = "piper"
    title = "Piper"
    capabilities = Capabilities(
        marks="exact", pitches=(1.0, 1.0), batch=3_000, rank={ANY: 30}, models=(_MODEL,)
    )

    def missing(self) -> str:
        """Return "" when its package is installed and there is a model."""
        if not onnx.is_installed(_PACKAGE):
            return f"the extra piper is not installed; {_INSTALL}"
        if not any(_models()):
            return (
                f"no models; put NAME.onnx and NAME.onnx.json into {_home()}, or name a folder in {FOLDERS}"
            )
        return ""

    def fingerprint(self) -> str:
        """Return the versions of what makes the sound; a voice's model is hashed in the voice."""
        return f"{onnx.versions('piper-tts')} {_ADAPTER}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices of all models that are found, by name."""
        found = filter(None, map(_voice, _models()))
        return tuple(sorted(found, key=lambda voice: Path(voice.name).stem))

    def at(self, path: Path) -> tuple[Voice, ...]:
        """Return the voices of a model or of a folder of models. Raises EngineError."""
        if not onnx.is_installed(_PACKAGE):
            raise EngineError(
                "VB-E01", "the extra piper, which speaks models, is not installed", hint=_INSTALL
            )
        voices = tuple(filter(None, map(_voice, _models_in(path) if path.is_dir() else [path])))
        if not voices:
            hint = "put NAME.onnx and NAME.onnx.json side by side, as Piper's voices are published"
            raise EngineError("VB-E03", f"there is no voice in {path}", hint=hint)
        return voices

    def open(self, voice: Voice, settings: SpeechSettings) -> "PiperSession":
        """Load a model; about a second. Raises EngineError."""
        path = Path(voice.name)
        try:
            return PiperSession(path.read_bytes(), _config(path), settings)
        except (OSError, ValueError, KeyError) as error:
            what = f"the model {path.name} cannot be read: {error!s:.200}"
            raise EngineError("VB-E16", what, hint="download it again, with its .json file") from error


class _Sound(NamedTuple):
    """A phoneme, and the word that it belongs to; None for the space between words."""

    phoneme: str
    word: int | None


class PiperSession:
    """An open voice."""

    def __init__(self, model: bytes, config: dict[str, Any], settings: SpeechSettings) -> None:
        from piper import PiperConfig, PiperVoice

        durations = set(_DURATIONS.findall(model))
        self._has_durations = len(durations) == 1
        self._session = onnx.session(model, durations.pop() if self._has_durations else b"")
        self._voice: Any = PiperVoice(session=self._session, config=PiperConfig.from_dict(config))
        self._rate = int(config["audio"]["sample_rate"])
        self._hop = int(config.get("hop_length", 256))
        scale = float(config.get("inference", {}).get("length_scale", 1.0))
        self._length = scale / settings.rate

    def synth(self, words: Sequence[Word]) -> Speech:
        """Speak one utterance; pitch is the model's. Raises EngineError."""
        import numpy as np

        ids, owners = self._ids(self._sounds(words))
        if not any(owner is not None for owner in owners):
            return onnx.speech((), words, self._rate, Quality.ESTIMATED)
        given = {
            "input": np.asarray([ids], np.int64),
            "input_lengths": np.asarray([len(ids)], np.int64),
            "scales": np.asarray([0.0, self._length, 0.0], np.float32),  # noise, length, noise of lengths
        }
        if self._voice.config.num_speakers > 1:
            given["sid"] = np.asarray([0], np.int64)
        made = self._session.run(None, given)
        begins = onnx.beginnings(made[-1], self._hop, owners) if self._has_durations else {}
        quality = Quality.EXACT if self._has_durations else Quality.ESTIMATED
        return onnx.speech([(made[0].reshape(-1), begins)], words, self._rate, quality)

    def pronounce(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Return the IPA of each word. Raises EngineError if the model takes letters, not phonemes."""
        if self._voice.config.phoneme_type != _ESPEAK:
            raise no_phonemes()
        said = [""] * len(words)
        for sound in self._sounds(words, by_group=True):
            if sound.word is not None:
                said[sound.word] += sound.phoneme
        return tuple(ipa.broad(each, self._voice.config.espeak_voice) for each in said)

    def close(self) -> None:
        """Forget the model."""
        del self._session, self._voice

    def _ids(self, sounds: Iterable[_Sound]) -> tuple[list[int], list[int | None]]:
        """Return the model's input and the word of each id: Piper puts a pad behind each phoneme."""
        table = self._voice.config.phoneme_id_map
        ids: list[int] = []
        owners: list[int | None] = []
        for sound in (_Sound("^", None), *sounds):
            if said := table.get(sound.phoneme, ()):
                ids += [*said, *table["_"]]
                owners += [sound.word if _is_speech(sound.phoneme) else None] * len(said)
                owners += [None] * len(table["_"])
        return ids + table["$"], owners

    def _sounds(self, words: Sequence[Word], *, by_group: bool = False) -> Iterator[_Sound]:
        """Yield the phonemes of an utterance. Plain words go in runs: neighbours change how they sound.

        `by_group` finds the word of a phoneme more often. Marks do without it: they would move, and those in
        caches would not.
        """
        numbered = list(enumerate(words))
        for special, run in groupby(numbered, key=lambda each: _is_special(each[1])):
            for part in [[each] for each in run] if special else [list(run)]:
                if part[0][0]:
                    yield _Sound(_BOUNDARY, None)
                yield from self._special(*part[0]) if special else self._plain(part, by_group=by_group)

    def _plain(self, run: Sequence[tuple[int, Word]], *, by_group: bool) -> Iterator[_Sound]:
        """Yield the phonemes of a run of words, each with its word."""
        texts = [_clean(word.text) for _, word in run]
        phonemes = self._phonemes(" ".join(texts))
        groups = [list(group) for space, group in groupby(phonemes, key=_BOUNDARY.__eq__) if not space]
        if len(groups) == len(run):
            owners = [at for at, group in enumerate(groups) for _ in group]
        else:
            alone = [[each for each in self._phonemes(text) if each != _BOUNDARY] for text in texts]
            flat = [each for group in groups for each in group]
            owners = alignment.owners_by_group(groups, alone) if by_group else alignment.owners(flat, alone)
        owner = iter(owners)
        for phoneme in phonemes:
            yield _Sound(phoneme, None if phoneme == _BOUNDARY else run[next(owner)][0])

    def _special(self, number: int, word: Word) -> Iterator[_Sound]:
        """Yield the phonemes of a word that is spelled out, or whose pronunciation is given."""
        _, core, suffix, after = parts(_clean(word.text))
        if word.letters:
            names = ("".join(self._phonemes(letter)) for letter in core.upper() if letter.isalnum())
            said = _BOUNDARY.join(names)
        else:
            said = word.phonemes.text if word.phonemes else ""
            said += ipa.possessive(said) if suffix and said else ""
        phonemes = said.replace(".", "") if word.letters else said
        stops = "".join(char for char in after if not char.isalnum())
        yield from (_Sound(char, number) for char in phonemes + stops.translate(_NO_QUOTES))

    def _phonemes(self, text: str) -> list[str]:
        """Return the phonemes of a text, its sentences joined. Raises EngineError."""
        try:
            sentences = self._voice.phonemize(text)
        except ValueError as error:
            what = f"Piper cannot read a sentence: {error!s:.200}"
            raise EngineError("VB-E18", what, hint="choose another voice, and report the sentence") from error
        joined: list[str] = []
        for sentence in sentences:
            joined += [_BOUNDARY, *sentence] if joined and joined[-1] != _BOUNDARY else sentence
        while joined and joined[-1] == _BOUNDARY:
            joined.pop()
        return joined


def _is_special(word: Word) -> bool:
    return word.letters or word.phonemes is not None


def _is_speech(phoneme: str) -> bool:
    return phoneme not in _BOUNDARY + ".,;:!?-()\"'"


def _clean(text: str) -> str:
    return speakable(text, "").replace("[[", "(").replace("]]", ")").strip() or "."


def _home() -> Path:
    import platformdirs

    return platformdirs.user_data_path("voicebook", appauthor=False) / "piper"


def _models() -> Iterator[Path]:
    folders = [_home(), *(Path(each) for each in os.environ.get(FOLDERS, "").split(os.pathsep) if each)]
    for model in chain.from_iterable(map(_models_in, folders)):
        if model.with_name(f"{model.name}.json").is_file():
            yield model


def _models_in(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{_MODEL}"))[:_MOST]


def _config(model: Path) -> dict[str, Any]:
    """Return the configuration beside a model. Raises OSError, ValueError, KeyError."""
    path = model.with_name(f"{model.name}.json")
    if path.stat().st_size > _LARGEST_CONFIG:
        raise ValueError(f"{path.name} is over {_LARGEST_CONFIG} bytes")
    config = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(config, dict) or not isinstance(config.get("audio"), dict):
        raise KeyError("audio")
    return config


def _voice(model: Path) -> Voice | None:
    """Return the voice of a model, None if we cannot speak with it."""
    try:
        config = _config(model)
        rate = int(config["audio"]["sample_rate"])
        tag = str(config.get("language", {}).get("code") or config["espeak"]["voice"]).replace("_", "-")
        if config.get("phoneme_type", "espeak") not in _KINDS:
            return None
        content = _quick_hash(model)
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
    return Voice("piper", str(model), tag, rate, model.stem, "", "", ("ipa",), content)


def _quick_hash(model: Path) -> str:
    """Return a hash of a model's size, its two ends and its configuration: a hash of it all takes 0.2 s."""
    size = model.stat().st_size
    whole = hashlib.sha256(str(size).encode() + model.with_name(f"{model.name}.json").read_bytes())
    with model.open("rb") as file:
        whole.update(file.read(_ENDS))
        file.seek(max(0, size - _ENDS))
        whole.update(file.read(_ENDS))
    return whole.hexdigest()[:16]


ENGINE = PiperEngine()

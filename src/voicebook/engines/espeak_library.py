"""eSpeak NG through ctypes: the few calls of its `speak_lib.h` that we need, and nothing else.

The library and its data come from the wheel `espeakng-loader`. It is one global state in a process:
one voice, one callback, not safe for threads. It is always initialised in synchronous mode, where
`espeak_Synth` returns when everything has gone through the callback.
"""

import ctypes
import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voicebook.errors import EngineError

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples by callback, within the call
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: without it missing data ends our process
_UTF8, _SSML, _PHONEMES = 1, 0x10, 0x100
VOLUME = 76
"""Of 100. At full volume peaks reach the highest sample; this leaves 2.4 dB, and none has to be held."""

_RATE, _VOLUME, _PITCH = 1, 2, 3  # espeak_PARAMETER
_MARK, _PHONEME, _SAMPLERATE = 3, 7, 8  # espeak_EVENT_TYPE
_NEEDED = ("phontab", "phonindex", "phondata", "intonations")
_LONGEST_PATH = 150
_INSTALL = "pip install espeakng-loader"


class _EventId(ctypes.Union):
    """What an event is about: the rate of SAMPLERATE, the name of MARK."""

    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """`espeak_EVENT`. A list of them ends with type 0."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),  # frames from the start of the call
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


class _Voice(ctypes.Structure):
    """`espeak_VOICE`. `languages` is a list of (priority byte, zero-ended tag), ended by a zero."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class ListedVoice:
    """A voice in the library's own terms."""

    identifier: str  # "gmw/en-US": what `select` takes
    name: str  # "English (America)"
    languages: tuple[tuple[int, str], ...]  # (priority, tag in lower case); the lowest is best


@dataclass(frozen=True, slots=True)
class Sound:
    """What one call gave."""

    pcm: bytes
    rate: int
    marks: tuple[tuple[str, int], ...]  # (name, frame), in the order of arrival


class Library:
    """The initialised library. There is one per process: get it from `library()`."""

    def __init__(self, path: Path, data: Path) -> None:
        try:
            self._dll = ctypes.CDLL(str(path))
        except OSError as error:
            raise EngineError("VB-E21", f"eSpeak NG cannot be loaded: {error}", hint=_INSTALL) from error
        self._declare()
        place = os.fsencode(reachable(data))
        self.rate = int(self._dll.espeak_Initialize(_SYNCHRONOUS, 0, place, _DONT_EXIT))
        if self.rate <= 0:
            hint = f"install voicebook in a folder whose path is short: {data} has {len(place)} bytes"
            raise EngineError("VB-E22", "eSpeak NG does not accept its data", hint=hint)
        self._chunks: list[bytes] = []
        self._marks: list[tuple[str, int]] = []
        self._said: list[tuple[int, bytes]] = []  # marks before a phoneme, and its IPA
        # ctypes does not keep a callback alive: it must live as long as the library
        self._on_sound = _SynthCallback(self._collect)
        self._dll.espeak_SetSynthCallback(self._on_sound)

    def _declare(self) -> None:
        dll, pointer = self._dll, ctypes.c_void_p
        text, number, unsigned = ctypes.c_char_p, ctypes.c_int, ctypes.c_uint
        dll.espeak_Info.restype, dll.espeak_Info.argtypes = text, [pointer]
        dll.espeak_SetVoiceByName.argtypes = [text]
        dll.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        dll.espeak_ListVoices.argtypes = [pointer]
        dll.espeak_TextToPhonemes.restype = text
        dll.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(text), number, number]
        size = ctypes.c_size_t
        dll.espeak_Synth.argtypes = [text, size, unsigned, number, unsigned, unsigned, pointer, pointer]

    def _collect(self, wav: "ctypes._Pointer[ctypes.c_short]", frames: int, events: "_Events") -> int:
        """Take samples and marks. An exception here would only be printed, so it does next to nothing."""
        if wav and frames > 0:
            self._chunks.append(ctypes.string_at(wav, frames * 2))
        index = 0
        while (event := events[index]).type:
            if event.type == _MARK:
                self._marks.append((event.id.name.decode(), event.sample))
            elif event.type == _PHONEME:
                self._said.append((len(self._marks), event.id.string))
            elif event.type == _SAMPLERATE:
                self.rate = event.id.number
            index += 1
        return 0

    @property
    def version(self) -> str:
        """The library's own version: "1.52.0"."""
        return str(self._dll.espeak_Info(None).decode())

    def voices(self) -> tuple[ListedVoice, ...]:
        """Return the voices in the data folder, in the library's order (by language)."""
        return tuple(_listed(self._dll.espeak_ListVoices(None)))

    def select(self, identifier: str, words_per_minute: int, pitch: int) -> None:
        """Set the voice, its tempo and its pitch (0 to 100) for all that follows. Raises EngineError."""
        if self._dll.espeak_SetVoiceByName(identifier.encode()):
            raise EngineError(
                "VB-E23", f"eSpeak NG has no voice {identifier!r}", hint="`voicebook voices` lists them"
            )
        self._dll.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._dll.espeak_SetParameter(_PITCH, pitch, 0)
        self._dll.espeak_SetParameter(_VOLUME, VOLUME, 0)

    def speak(self, markup: str) -> Sound:
        """Speak SSML in which `[[…]]` is phonemes. Raises EngineError."""
        self._chunks.clear()
        self._marks.clear()
        text = markup.encode()
        status = self._dll.espeak_Synth(text, len(text) + 1, 0, 1, 0, _UTF8 | _SSML | _PHONEMES, None, None)
        if status:
            raise EngineError(
                "VB-E24", f"eSpeak NG failed with error {status}", hint="try `--engine pyttsx3`"
            )
        return Sound(b"".join(self._chunks), self.rate, tuple(self._marks))

    def ipa(self, markup: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Speak SSML; return the name of each mark and its IPA up to the next. Raises EngineError."""
        self._dll.espeak_ng_SetPhonemeEvents(1, 1)
        try:
            for _ in range(2):  # once many voices were selected, the first mark and sound get lost
                self._said.clear()
                self.speak(markup)
                if len(self._marks) == markup.count("<mark "):
                    break
        finally:
            self._dll.espeak_ng_SetPhonemeEvents(0, 0)
        said: list[list[str]] = [[] for _ in self._marks]
        for marks, phoneme in self._said:
            if marks and not phoneme.startswith(b"("):  # "(en)": it goes on in another language
                said[marks - 1].append(phoneme.decode(errors="ignore"))
        return tuple((name, tuple(each)) for (name, _), each in zip(self._marks, said, strict=True))

    def pronounce(self, text: str) -> str:
        """Return the phonemes of a plain text, in the library's mnemonics, without speaking."""
        rest = ctypes.c_char_p(text.encode())
        parts = []
        while rest.value:
            parts.append(self._dll.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, 0).decode())
        return " ".join(parts)


_Events = ctypes.Array[_Event]  # as seen by `_collect`: a pointer, indexed


def _listed(pointer: "ctypes._Pointer[ctypes._Pointer[_Voice]]") -> Iterator[ListedVoice]:
    index = 0
    while pointer[index]:
        voice = pointer[index].contents
        yield ListedVoice(
            voice.identifier.decode(), voice.name.decode().strip(), tuple(_languages(voice.languages))
        )
        index += 1


def _languages(address: int) -> Iterator[tuple[int, str]]:
    while priority := ctypes.c_ubyte.from_address(address).value:
        tag = ctypes.string_at(address + 1)
        yield priority, tag.decode()
        address += len(tag) + 2


def locate() -> tuple[Path, Path]:
    """Return the paths of the wheel's library and data folder. Raises EngineError when they are not there.

    The data is checked here because the library's own answer to missing data is to end the process.
    """
    try:
        import espeakng_loader

        library, data = Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())
    except (ImportError, RuntimeError) as error:
        raise EngineError("VB-E21", "eSpeak NG is not installed", hint=_INSTALL) from error
    if absent := [path.name for path in (library, *(data / name for name in _NEEDED)) if not path.is_file()]:
        raise EngineError("VB-E21", f"eSpeak NG is incomplete: {', '.join(absent)} missing", hint=_INSTALL)
    return library, data


def reachable(data: Path) -> str:
    """Return a path of the data folder that fits the library's buffer.

    It keeps 160 bytes, and looks elsewhere when a path is longer. On Linux an open folder has a
    short name too, which forks inherit; it stays open as long as the process.
    """
    if len(os.fsencode(data)) < _LONGEST_PATH or not sys.platform.startswith("linux"):
        return str(data)
    return f"/proc/self/fd/{_opened(data)}"


@cache
def _opened(data: Path) -> int:
    return os.open(data, os.O_RDONLY)


@cache
def library() -> Library:
    """Return this process's library, loaded and initialised at the first call. Raises EngineError.

    A fork inherits it. Never initialise twice: terminating and beginning again has been seen to hang.
    """
    return Library(*locate())


@cache
def content_hash() -> str:
    """Return a hash of the library and its data: their names and bytes, not where they lie."""
    path, data = locate()
    files = sorted(
        (entry.relative_to(data).as_posix(), entry) for entry in data.rglob("*") if entry.is_file()
    )
    whole = hashlib.sha256()
    for name, file in [("", path), *files]:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        whole.update(f"{name}\0{digest}\n".encode())
    return whole.hexdigest()

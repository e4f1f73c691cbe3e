"""Rules on audio files."""

from collections.abc import Collection, Iterable, Iterator

from voicebook.checking import codes
from voicebook.checking.book import Package
from voicebook.checking.sound import AudioFile
from voicebook.model.finding import Finding


def constant_rate(sound: AudioFile) -> Iterator[Finding]:
    """Require that an MP3 has a constant bit rate: in others players land seconds beside the clip."""
    if sound.is_variable:
        yield codes.VARIABLE_RATE.at("the MP3 has a variable bit rate", sound.name)


def info_header(sound: AudioFile) -> Iterator[Finding]:
    """Require that an MP3 has an Info header: with it players leave out the encoder's delay."""
    if not sound.has_info:
        yield codes.NO_INFO.at("the MP3 has no Info header", sound.name)


def unused(package: Package, used: Collection[str]) -> Iterator[Finding]:
    """Require that every audio file of the manifest is played by some clip or document."""
    for item in package.items:
        if item.media_type.startswith("audio/") and item.name and item.name not in used:
            yield codes.UNUSED_AUDIO.at("no clip plays this file", item.name)


def unplayed(documents: Iterable[str]) -> Iterator[Finding]:
    """Report documents for which audio was encoded that no clip plays."""
    for name in documents:
        yield codes.UNUSED_AUDIO.at("no clip plays what was encoded for this document", name)

"""Clips for the tests of this folder."""

from collections.abc import Sequence

from voicebook.model.publication import Anchor, Fragment, Sentence, Span
from voicebook.model.speech import (
    Clip,
    Mark,
    PlannedSentence,
    Reading,
    Role,
    SpeechSettings,
    SpokenForm,
    Utterance,
    Voice,
)

RATE = 16_000


def spoken_form(text: str, readings: Sequence[Reading] = ()) -> SpokenForm:
    whole = Span(0, len(text))
    return SpokenForm(text, tuple(readings) or (Reading(whole, whole, "plain"),))


def clip(  # noqa: PLR0913 everything that a clip is made of, all named
    pcm: bytes,
    *,
    pause: int = 0,
    spoken: SpokenForm | None = None,
    marks: Sequence[Mark] = (),
    cuts: Sequence[int] = (0,),
    offset: int = 0,
    rate: int = RATE,
    name: str = "s1",
) -> Clip:
    """Make a clip whose fragments begin at `cuts`, code points of the written sentence."""
    form = spoken or spoken_form("word")
    length = max((reading.written.end for reading in form.readings), default=len(form.text))
    sentence = Sentence(name, 1, "w" * length, Span(offset, offset + length))
    ends = [*cuts[1:], length]
    fragments = tuple(
        Fragment(f"{name}f{index}", Span(offset + start, offset + end), Anchor((0,)))
        for index, (start, end) in enumerate(zip(cuts, ends, strict=True))
    )
    voice = Voice("fake", "tone", "en", rate)
    utterance = Utterance(name, form, "en", Role.NARRATOR, voice, SpeechSettings(), 0, "")
    return Clip(
        PlannedSentence(sentence, utterance, fragments),
        len(pcm) // 2,
        tuple(marks),
        pause,
    )

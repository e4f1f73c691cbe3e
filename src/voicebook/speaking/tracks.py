"""Encoded documents -> tracks: the timing of their speech, led back to the fragments of their sentences."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from voicebook.audio.marks import captions, cues, merged
from voicebook.model.timeline import Caption, PackedCues, Track
from voicebook.planning.audio_edition import Footnotes, edition
from voicebook.settings import Listening
from voicebook.speaking.document_work import DocumentWork
from voicebook.speaking.encode import clips_of
from voicebook.storage.track_file import read_timing
from voicebook.storage.work_folder import WorkFolder

if TYPE_CHECKING:
    from voicebook.model.speech import PlannedSentence


def track_of(done: DocumentWork, work: WorkFolder) -> Track:
    """Return the track of a document whose sound is encoded. Raises OSError."""
    document, timing = done.document, read_timing(work.audio / done.track)
    clips = clips_of(work.read_plan(document.number), timing, done.master)
    found = PackedCues(merged(cues(clips, timing.rate)))
    listening = str(work.audio / done.listening) if done.listening else done.listening
    more = {codec: str(work.audio / name) for codec, name in done.more.items()}
    audio = str(work.audio / done.track)
    return Track(document.name, document.title, audio, timing.rate, timing.frames, found, listening, more)


def captions_of(
    done: DocumentWork, work: WorkFolder, listening: Listening, notes: Footnotes
) -> Iterator[Caption]:
    """Yield the sentences of a document as they are heard by those who only listen. Raises OSError."""
    planned: Iterable[PlannedSentence] = work.read_plan(done.document.number)
    if done.listening is not None:
        planned = edition(planned, listening, notes) or ()
    if planned:
        timing = read_timing(work.audio / (done.listening or done.track))
        yield from captions(clips_of(planned, timing, done.master))

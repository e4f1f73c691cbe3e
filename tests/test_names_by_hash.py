"""Names by hash: a cache and a work folder from before a change still serve after it.

A name that changes makes every reader's cache worthless. Where sound or layout on disk really change,
raise the version that is part of the name, and write the new name here.
"""

import pytest

from voicebook.audio.loudness import Master
from voicebook.model.speech import Manner, Phonemes, SpeechSettings, SpokenForm, Voice
from voicebook.planning.planner import speech_key
from voicebook.speaking.batches import batch_name
from voicebook.speaking.encode import track_name
from voicebook.speaking.tasks import Line

VOICE = Voice(
    "brass",
    "oboe",
    "en-GB",
    22050,
    "English (Britain)",
    licence="MIT",
    gender="female",
    alphabets=("ipa",),
    content="5eed",
)
SETTINGS = SpeechSettings(rate=1.25, pitch=0.9, levelled=False)
SPOKEN = SpokenForm(
    "Plan A read twice.", (), (Manner(5, letters=True), Manner(7, phonemes=Phonemes("ipa", "ɹˈɛd")))
)
CLIPS = (("0123456789abcdef", 350), ("fedcba9876543210", 1200))


def test_the_name_of_a_speech() -> None:
    assert speech_key("brass 1.2", VOICE, SETTINGS, SPOKEN) == "2e478f8f3124bf88f3d6ee2cd355b036"


def test_a_batch_is_named_by_its_keys_and_its_gaps() -> None:
    lines = (Line("0123456789abcdef", SPOKEN.words), Line("fedcba9876543210", (), gap=True))
    assert batch_name(lines) == "0d58508d8fbe99be05a7d7f9c690f31e"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("mp3", "d7360116c45917f05eafbcdfdccde912.mp3"),
        ("aac", "806c77216cfba32d792e0e3120252afa.aac"),
        ("opus", "89de2ec0671c1e681004362ece1a5e8f.opus"),
    ],
)
def test_the_name_of_a_track(codec: str, name: str) -> None:
    master = Master(gain=-1.5, ceiling=-2.0, head=500, tail=1500)
    assert track_name(codec, 44100, master, CLIPS) == name

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tiny_book import track
from voicebook.errors import WriteError
from voicebook.model.timeline import Cue, Track, milliseconds, parse_clock
from voicebook.writers.overlay import duration, smil

SMIL = "{http://www.w3.org/ns/SMIL}"


def test_overlay_is_one_plain_line_for_each_par() -> None:
    two = track("one.xhtml", "One", ("s1", "s2"), Path("one.mp3"))
    assert smil("one.xhtml", "audio/one.mp3", two).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">\n'
        '  <body epub:textref="one.xhtml">\n'
        '    <par id="p1"><text src="one.xhtml#s1"/>'
        '<audio src="audio/one.mp3" clipBegin="0:00:00.000" clipEnd="0:00:01.250"/></par>\n'
        '    <par id="p2"><text src="one.xhtml#s2"/>'
        '<audio src="audio/one.mp3" clipBegin="0:00:01.250" clipEnd="0:00:02.500"/></par>\n'
        "  </body>\n"
        "</smil>\n"
    )


def test_paths_and_fragments_are_percent_encoded() -> None:
    one = Track("x", "X", "x.mp3", 1000, 1000, (Cue("é&1", 0, 1000),))
    text = smil("../my text/Ä.xhtml", "../audio/a b.mp3", one).decode()
    assert 'textref="../my%20text/%C3%84.xhtml"' in text
    assert '<text src="../my%20text/%C3%84.xhtml#%C3%A9%261"/>' in text
    assert 'src="../audio/a%20b.mp3"' in text


def test_cue_that_rounds_to_nothing_is_refused_with_its_name() -> None:
    short = Track("x.xhtml", "X", "x.mp3", 44100, 44110, (Cue("a", 0, 44100), Cue("b", 44100, 44110)))
    with pytest.raises(WriteError, match="'b'") as error:
        smil("x.xhtml", "x.mp3", short)
    assert error.value.code == "VB-W11"


@given(
    st.sampled_from([8000, 16000, 22050, 24000, 44100]),
    st.lists(st.integers(100, 10**6), min_size=1, max_size=20),
)
def test_clips_are_contiguous_to_the_millisecond_and_add_up(rate: int, lengths: list[int]) -> None:
    ends = [sum(lengths[: n + 1]) for n in range(len(lengths))]
    cues = tuple(
        Cue(f"s{n}", end - length, end) for n, (end, length) in enumerate(zip(ends, lengths, strict=True))
    )
    whole = Track("x.xhtml", "X", "x.mp3", rate, ends[-1], cues)
    clips = list(etree.fromstring(smil("x.xhtml", "x.mp3", whole)).iter(f"{SMIL}audio"))
    assert clips[0].get("clipBegin") == "0:00:00.000"
    for before, after in pairwise(clips):
        assert before.get("clipEnd") == after.get("clipBegin")
    assert parse_clock(clips[-1].get("clipEnd") or "") == milliseconds(ends[-1], rate) == duration(whole)

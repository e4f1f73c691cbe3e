"""The engine of docs/how-to/add-an-engine.md, installed as its page says, keeps the protocol."""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicebook import docks
from voicebook.engines.base import Engine
from voicebook.model.speech import SpeechSettings, Word

_PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-an-engine.md"
_MODULE = "voicebook_morse"


def _file(name: str) -> str:
    """Return the block of the page that follows a file's name."""
    match = re.search(
        rf"`voicebook-morse/{re.escape(name)}`:\n\n```\w+\n(.*?)```", _PAGE.read_text("utf-8"), re.DOTALL
    )
    assert match, f"the page has no {name}"
    return match[1]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Install the page's package in a folder of its own, and load the engine through its dock."""
    (tmp_path / f"{_MODULE}.py").write_text(_file(f"{_MODULE}.py"), encoding="utf-8")
    project = tomllib.loads(_file("pyproject.toml"))["project"]
    (group, points), *others = project["entry-points"].items()
    assert not others
    info = tmp_path / f"{_MODULE}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    lines = [f"[{group}]", *(f"{name} = {target}" for name, target in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    monkeypatch.syspath_prepend(tmp_path)
    docks._installed.cache_clear()
    (name,) = points
    yield docks.load("engines", name)
    sys.modules.pop(_MODULE, None)
    docks._installed.cache_clear()
    docks.load.cache_clear()


def test_it_is_found_beside_our_own(engine: Engine) -> None:
    assert {"espeak", engine.name} <= set(docks.names("engines"))
    assert engine.missing() == ""
    assert engine.fingerprint()


@pytest.mark.parametrize("text", ["the boats came in", "SOS", "100 boats, all told.", "— … —", ""])
@pytest.mark.parametrize("settings", [SpeechSettings(), SpeechSettings(rate=3.0, pitch=0.5)])
def test_it_speaks_by_the_protocol(engine: Engine, text: str, settings: SpeechSettings) -> None:
    voice = engine.voices()[0]
    words = tuple(map(Word, text.split()))
    session = engine.open(voice, settings)
    speech = session.synth(words)
    again = engine.open(voice, settings).synth(words)
    session.close()
    assert voice.engine == engine.name
    assert speech.rate == voice.rate
    assert speech.frames > 0
    assert len(speech.pcm) % 2 == 0
    assert [mark.token for mark in speech.marks] == list(range(len(words)))
    edges = [edge for mark in speech.marks for edge in (mark.start, mark.end)]
    assert edges == sorted(edges)
    assert not edges or edges[-1] <= speech.frames
    assert speech == again


def test_a_dash_lasts_three_dots(engine: Engine) -> None:
    session = engine.open(engine.voices()[0], SpeechSettings())
    dot, dash = session.synth((Word("e"),)), session.synth((Word("t"),))
    assert dash.frames - dot.frames == 2 * 960

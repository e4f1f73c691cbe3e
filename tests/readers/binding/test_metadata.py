from pathlib import Path

import pytest

from voicebook.readers.binding.metadata import Guesses, Said, name_of, settle
from voicebook.readers.markup.links import is_outward, slug
from voicebook.settings import Settings


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("night_rain.txt", "Night rain"),
        ("03_the-old_pier.md", "The old pier"),
        ("7. Day.txt", "Day"),
        ("1984.txt", "1984"),
        ("a  b", "A b"),
        ("_.txt", "_"),
        ("Élan", "Élan"),
    ],
)
def test_a_file_name_is_made_readable(path: str, name: str) -> None:
    assert name_of(Path(path)) == name


def test_values_are_one_line_without_what_xml_forbids() -> None:
    declared = {"title": "A\n  B\x01", "authors": ["C\x00 D", "\x02"], "rights": "E\tF"}
    metadata, findings = settle(Said(Path("a.txt"), Settings(), declared), Guesses())
    assert (metadata.title, metadata.authors, metadata.rights) == ("A B", ("C D",), "E F")
    assert findings == ()


@pytest.mark.parametrize("date", ["2026", "2026-05", "2026-05-17", "2026-05-17T10:00:00Z"])
def test_a_date_is_kept_as_precise_as_it_is(date: str) -> None:
    metadata, findings = settle(Said(Path("a.txt"), Settings(date=date), {}), Guesses())
    assert (metadata.date, findings) == (date, ())


@pytest.mark.parametrize(
    "url",
    [
        "http://x.org",
        "https://x.org:80/a%20b?c=d&e=(f)#g",
        "https://xn--bcher-kva.example/",
        "http://localhost/",
        "mailto:a.b@x.org",
        "mailto:a@x.org?subject=Hi%20there",
    ],
)
def test_links_to_the_web_and_to_mail_lead_outward(url: str) -> None:
    assert is_outward(url)


@pytest.mark.parametrize(
    "url",
    "http://|http:///x|http://a b|http://a/%zz|http://u:p@x.org|ftp://x.org|x.org|mailto:|mailto:a|HTTP:x"
    "|javascript:http://x.org|http://x.org/\n|http://x.org/<|https://x.org#a#b".split("|"),
)
def test_other_links_do_not(url: str) -> None:
    assert not is_outward(url)


def test_a_slug_is_what_markdown_sites_make_of_a_heading() -> None:
    assert slug("The Old Pier, 1999 – Éa_b!") == "the-old-pier-1999--éa_b"

from voicebook.writers.accessibility import statements
from voicebook.writers.contents import Contents

TEXT_BOOK = Contents(words=True, narrated=True, headings=3)


def said(
    contents: Contents, *, navigation: bool = True, reflows: bool = True, locked: bool = False
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in statements(contents, navigation=navigation, reflows=reflows, locked=locked):
        found.setdefault(name.removeprefix("schema:"), []).append(value)
    return found


def test_wholly_narrated_text_book() -> None:
    assert said(TEXT_BOOK) == {
        "accessMode": ["textual"],
        "accessModeSufficient": ["textual", "auditory"],
        "accessibilityFeature": [
            "synchronizedAudioText",
            "tableOfContents",
            "readingOrder",
            "structuralNavigation",
            "displayTransformability",
            "unlocked",
        ],
        "accessibilityHazard": ["none"],
        "accessibilitySummary": [
            "The whole text is narrated by a synthetic voice and highlighted as it is spoken."
        ],
    }


def test_sound_alone_does_when_nothing_is_left_out_only() -> None:
    partly = said(Contents(words=True, narrated=True, silent=True))
    assert partly["accessModeSufficient"] == ["textual"]
    assert partly["accessibilitySummary"][0].startswith("Part of the text is narrated")


def test_pictures_are_another_mode() -> None:
    explained = said(Contents(narrated=True, pictures=2))
    assert explained["accessMode"] == ["textual", "visual"]
    assert explained["accessModeSufficient"] == ["textual,visual", "textual", "auditory"]
    assert "alternativeText" in explained["accessibilityFeature"]


def test_picture_without_alternative_leaves_text_insufficient() -> None:
    unexplained = said(Contents(narrated=True, pictures=2, unexplained=1))
    assert unexplained["accessModeSufficient"] == ["textual,visual"]
    assert "alternativeText" not in unexplained["accessibilityFeature"]


def test_features_are_claimed_only_where_they_are() -> None:
    skipping = Contents(headings=2, outlined=False)
    assert said(skipping, navigation=False, reflows=False, locked=True)["accessibilityFeature"] == [
        "readingOrder"
    ]
    rich = said(Contents(formulas=1, roles=True, page_breaks=1))["accessibilityFeature"]
    assert {"MathML", "ARIA", "pageBreakMarkers"} <= set(rich)


def test_page_source_is_given_with_page_breaks_only() -> None:
    assert said(Contents(page_breaks=1))["pageBreakSource"] == ["none"]
    assert "pageBreakSource" not in said(TEXT_BOOK)


def test_hazards_of_what_may_move_are_unknown() -> None:
    assert said(Contents(may_move=True))["accessibilityHazard"] == ["unknown"]

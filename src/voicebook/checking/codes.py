"""The rules' names: a stable code each, how much it matters, what it means and what to do.

`docs/reference/check.md` is this table for people; a test keeps the two in step.
"""

from dataclasses import dataclass

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with a book. A code is never reused for another meaning."""

    code: str
    severity: Severity
    meaning: str
    hint: str

    def at(self, what: str, document: str = "", line: int = 0) -> Finding:
        """Return a finding of this rule; `document` is a name inside the book."""
        return Finding(self.code, self.severity, what, Location(document=document, line=line), self.hint)


MIMETYPE = Rule(
    "VB-C01", _E, "The file `mimetype` is not first, stored and exact", "write it first, uncompressed"
)
UNSAFE_NAME = Rule(
    "VB-C02", _E, "A file name leaves the book or cannot travel", "use relative names of plain characters"
)
SAME_NAME = Rule(
    "VB-C03", _E, "Two files share a name, also when case is ignored", "give each file its own name"
)
UNREADABLE = Rule(
    "VB-C04", _E, "A file is damaged, locked, too large or not well-formed", "make the file again"
)
UNDECLARED = Rule(
    "VB-C05", _W, "A file is in the book but not in its manifest", "declare the file or leave it out"
)

CORE_METADATA = Rule(
    "VB-C10", _E, "Title, language or unique identifier is missing or empty", "add the missing element"
)
MODIFIED = Rule(
    "VB-C11", _E, "`dcterms:modified` is not there exactly once in its form", "write one CCYY-MM-DDThh:mm:ssZ"
)
PACKAGE_LANGUAGE = Rule("VB-C12", _W, "`package` has no xml:lang", "declare the language of the metadata")
MISSING_FILE = Rule(
    "VB-C13", _E, "The manifest names a file that is not in the book", "add the file or drop the item"
)
SAME_ITEM = Rule(
    "VB-C14", _E, "Two items of the package share an id or a file", "keep one item for each file and id"
)
DANGLING_ITEM = Rule(
    "VB-C15", _E, "The package refers to an item that is not there", "name an id of the package"
)
MEDIA_TYPE = Rule(
    "VB-C16",
    _E,
    "A media type is wrong for the file or for its use",
    "give the type of EPUB 3.3 for this file",
)
NAVIGATION = Rule(
    "VB-C17", _E, "There is not exactly one navigation document with a `toc`", "mark one XHTML item as nav"
)

ACCESSIBILITY = Rule(
    "VB-C20", _W, "Accessibility metadata is missing", "add what schema.org's accessibility terms ask for"
)
AUDITORY_CLAIM = Rule(
    "VB-C21",
    _E,
    "`auditory` is claimed as sufficient though words are silent",
    "narrate all or drop the claim",
)
FALSE_CLAIM = Rule(
    "VB-C22", _E, "Accessibility metadata claims what is not there", "claim only what the book has"
)
UNCLAIMED_AUDIO = Rule(
    "VB-C23", _W, "The narration is not claimed", "add the accessibilityFeature synchronizedAudioText"
)
CONFORMANCE = Rule(
    "VB-C24",
    _W,
    "The conformance claim is malformed or nobody vouches for it",
    "name an evaluator or drop it",
)

DOCUMENT_LANGUAGE = Rule(
    "VB-C30", _E, "`lang` and `xml:lang` on `html` are missing or differ", "write both, equal"
)
HEADING_SKIP = Rule("VB-C31", _W, "A heading level is skipped", "go down one level at a time")
NO_ALT = Rule(
    "VB-C32", _E, "An image has no alt attribute", 'describe the image, or alt="" if it adds nothing'
)
SAME_ID = Rule("VB-C33", _E, "An id occurs twice in a document", "make ids unique")
DEAD_LINK = Rule(
    "VB-C34", _E, "A link or a source leads to nothing in the book", "correct the address or add the target"
)
NO_TITLE = Rule("VB-C35", _W, "A document has no title", "fill the title element of its head")

NO_NARRATION = Rule("VB-C40", _E, "The book has no narration", "build it with media overlays")
SILENT_WORDS = Rule(
    "VB-C41", _E, "Visible words or text alternatives are not narrated", "add a par for their element"
)
SILENT_NAVIGATION = Rule(
    "VB-C42",
    _N,
    "The navigation document is in the spine and silent",
    "narrate it or leave it out of the spine",
)
HIDDEN_TARGET = Rule(
    "VB-C43", _E, "A par points to an element that shows no text", "point pars to visible text only"
)

OVERLAY_FORM = Rule(
    "VB-C50", _E, "An overlay is not built as SMIL 3.0 for EPUB", "see EPUB 3.3, media overlay documents"
)
DANGLING_TEXT = Rule(
    "VB-C51", _E, "An overlay points to text that is not there", "point it to an id of the document"
)
DANGLING_AUDIO = Rule(
    "VB-C52",
    _E,
    "An overlay points to audio that is not there",
    "add the audio file to the book and manifest",
)
NO_AUDIO = Rule("VB-C53", _E, "A par has no audio", "give it a clip or leave it out: many readers skip it")
SAID_TWICE = Rule(
    "VB-C54", _W, "Text is narrated twice", "keep one par for each element, none around another's"
)
ORDER = Rule(
    "VB-C55", _E, "Pars do not follow the order of the text", "sort them as the document and the spine are"
)
OTHER_OVERLAY = Rule(
    "VB-C56", _E, "Document and overlay do not name each other", "set media-overlay on the document's item"
)
ACTIVE_CLASS = Rule(
    "VB-C57", _E, "The highlight's class cannot work", "declare one class, no dot, styled in every document"
)
NO_ACTIVE_CLASS = Rule("VB-C58", _W, "No class is declared for the highlight", "declare media:active-class")

CLIP_VALUE = Rule(
    "VB-C60", _E, "A clip's begin or end is missing or not a clock value", "write h:mm:ss.mmm for both"
)
CLIP_EMPTY = Rule("VB-C61", _E, "A clip ends at or before its begin", "leave out what has no sound")
CLIP_GAP = Rule(
    "VB-C62", _W, "Sound between two clips is never heard", "begin each clip where the one before ended"
)
CLIP_OVERLAP = Rule(
    "VB-C63", _E, "A clip begins before the one before it ended", "begin each clip where the one before ended"
)
LATE_START = Rule(
    "VB-C64", _W, "The first clip does not begin with its audio", "begin the first clip of a file at 0"
)
PAST_END = Rule(
    "VB-C65", _E, "A clip ends after its audio does", "take clip times from what was really encoded"
)
UNHEARD_END = Rule(
    "VB-C66", _W, "The audio is longer than its clips", "end the last clip with its audio, to the millisecond"
)
DURATION = Rule(
    "VB-C67", _E, "An overlay's duration is missing or differs from its clips", "write the sum of its clips"
)
TOTAL = Rule(
    "VB-C68", _E, "The total duration is missing or differs from the clips", "write the sum of all clips"
)
UNUSED_AUDIO = Rule(
    "VB-C69", _W, "No clip uses an audio file of the manifest", "leave the file out or add its clips"
)

VARIABLE_RATE = Rule(
    "VB-C70", _W, "An MP3 has a variable bit rate: players seek wrong", "encode at a constant rate"
)
NO_INFO = Rule(
    "VB-C71",
    _W,
    "An MP3 has no Info header: its delay is heard",
    "let the encoder write to a file, not a pipe",
)
BAD_AUDIO = Rule("VB-C72", _E, "An audio file cannot be played", "encode it again")
PACKED_AUDIO = Rule("VB-C73", _W, "Audio is compressed again in the zip", "store audio: it gains nothing")

RULES: tuple[Rule, ...] = tuple(rule for rule in list(globals().values()) if isinstance(rule, Rule))

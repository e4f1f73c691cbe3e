"""The rules' names: a stable code each, how much it matters, what it means and what to do (`codes.tsv`)."""

from dataclasses import dataclass

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity
from voicebook.text import tsv


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with a book."""

    code: str
    severity: Severity
    meaning: str
    hint: str

    def at(self, what: str, document: str = "", line: int = 0) -> Finding:
        """Return a finding of this rule; `document` is a name inside the book."""
        return Finding(self.code, self.severity, what, Location(document=document, line=line), self.hint)


RULES = tuple(
    Rule(code, Severity(severity), meaning, hint)
    for code, severity, meaning, hint in tsv.rows(__package__, "codes.tsv")
)
_RULES = {rule.code: rule for rule in RULES}

MIMETYPE = _RULES["VB-C01"]
UNSAFE_NAME = _RULES["VB-C02"]
SAME_NAME = _RULES["VB-C03"]
UNREADABLE = _RULES["VB-C04"]
UNDECLARED = _RULES["VB-C05"]

CORE_METADATA = _RULES["VB-C10"]
MODIFIED = _RULES["VB-C11"]
PACKAGE_LANGUAGE = _RULES["VB-C12"]
MISSING_FILE = _RULES["VB-C13"]
SAME_ITEM = _RULES["VB-C14"]
DANGLING_ITEM = _RULES["VB-C15"]
MEDIA_TYPE = _RULES["VB-C16"]
NAVIGATION = _RULES["VB-C17"]

ACCESSIBILITY = _RULES["VB-C20"]
AUDITORY_CLAIM = _RULES["VB-C21"]
FALSE_CLAIM = _RULES["VB-C22"]
UNCLAIMED_AUDIO = _RULES["VB-C23"]
CONFORMANCE = _RULES["VB-C24"]

DOCUMENT_LANGUAGE = _RULES["VB-C30"]
HEADING_SKIP = _RULES["VB-C31"]
NO_ALT = _RULES["VB-C32"]
SAME_ID = _RULES["VB-C33"]
DEAD_LINK = _RULES["VB-C34"]
NO_TITLE = _RULES["VB-C35"]

NO_NARRATION = _RULES["VB-C40"]
SILENT_WORDS = _RULES["VB-C41"]
SILENT_NAVIGATION = _RULES["VB-C42"]
HIDDEN_TARGET = _RULES["VB-C43"]

OVERLAY_FORM = _RULES["VB-C50"]
DANGLING_TEXT = _RULES["VB-C51"]
DANGLING_AUDIO = _RULES["VB-C52"]
NO_AUDIO = _RULES["VB-C53"]
SAID_TWICE = _RULES["VB-C54"]
ORDER = _RULES["VB-C55"]
OTHER_OVERLAY = _RULES["VB-C56"]
ACTIVE_CLASS = _RULES["VB-C57"]
NO_ACTIVE_CLASS = _RULES["VB-C58"]

CLIP_VALUE = _RULES["VB-C60"]
CLIP_EMPTY = _RULES["VB-C61"]
CLIP_GAP = _RULES["VB-C62"]
CLIP_OVERLAP = _RULES["VB-C63"]
LATE_START = _RULES["VB-C64"]
PAST_END = _RULES["VB-C65"]
UNHEARD_END = _RULES["VB-C66"]
DURATION = _RULES["VB-C67"]
TOTAL = _RULES["VB-C68"]
UNUSED_AUDIO = _RULES["VB-C69"]

VARIABLE_RATE = _RULES["VB-C70"]
NO_INFO = _RULES["VB-C71"]
BAD_AUDIO = _RULES["VB-C72"]
PACKED_AUDIO = _RULES["VB-C73"]

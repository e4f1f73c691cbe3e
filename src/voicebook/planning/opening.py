"""A source -> its narration: its text, with the lexicons that apply, whole or a proof of it."""

from dataclasses import replace

from voicebook.docks import language_pack, reader_for
from voicebook.errors import Location, SettingsError, SourceError
from voicebook.model.finding import Finding, Severity
from voicebook.model.proof import Proof
from voicebook.model.publication import Publication
from voicebook.planning.facts import first_look
from voicebook.planning.narration import Narration
from voicebook.planning.proof import proof_of
from voicebook.readers.folder import read_folder
from voicebook.settings import Settings
from voicebook.sources.source import Source
from voicebook.text.normalize.lexicon import EMPTY, Lexicon
from voicebook.text.normalize.lexicon_files import read_lexicon, read_pls


def read_narration(source: Source, settings: Settings, proof: Proof | None = None) -> Narration:
    """Return the text of a source, or of a proof of it, as it will be said. Raises VoicebookError."""
    book = _read_book(source, settings)
    lexicon, doubtful = _read_lexicons(source, book)
    book = book if proof is None else proof_of(book, proof)
    book = replace(book, findings=(*book.findings, *doubtful, *_missing_pack(book)))
    book, facts = first_look(book, settings.narration)
    return Narration(book, facts, lexicon, settings.abbreviations, settings.narration)


def _read_book(source: Source, settings: Settings) -> Publication:
    if len(source.files) > 1:
        return read_folder(source.files, reader_for, settings)
    return reader_for(source.files[0]).read(source.files[0], settings)


def _read_lexicons(source: Source, book: Publication) -> tuple[Lexicon, tuple[Finding, ...]]:
    """Return the lexicons in a book and beside its source as one: the user's own win, then the nearest."""
    read = [_read_own_lexicon(book, name) for name in book.lexicons]
    read += [read_lexicon(path) for path in source.lexicons]
    findings = tuple(finding for _, found in read for finding in found)
    return EMPTY.merged(lexicon for lexicon, _ in read), findings


def _read_own_lexicon(book: Publication, name: str) -> tuple[Lexicon, tuple[Finding, ...]]:
    """Return a lexicon of the book itself; one that is broken is left out, with a finding."""
    try:
        return read_pls(book.read(name), name)
    except (SettingsError, SourceError) as error:
        where = Location(document=name, line=error.where.line)
        what = f"a lexicon of the book is left out: {error.what}"
        return EMPTY, (Finding("VB-R39", Severity.WARNING, what, where, "correct it in an EPUB editor"),)


def _missing_pack(book: Publication) -> tuple[Finding, ...]:
    """Return a finding if the book's language has no pack: it is spoken as it is written."""
    language = book.metadata.language
    if language_pack(language) is not None:
        return ()
    what = f"no language pack for {language!r}: numbers and abbreviations are left to the voice"
    return (
        Finding("VB-L02", Severity.WARNING, what, hint="if the language is wrong, set it with --language"),
    )

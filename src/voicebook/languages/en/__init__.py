"""English: the pack that the pipeline docks, put together from one module per family of classes."""

import re
import string

from voicebook.languages.en import (
    abbreviations,
    address,
    algebra,
    alnum,
    blanks,
    capitals,
    clock,
    dates,
    durations,
    electronic,
    fractions,
    headings,
    lengths,
    measure,
    money,
    names,
    old_money,
    quantity,
    ranges,
    references,
    roman,
    rulers,
    scripture,
    stops,
    symbols,
    telephone,
    timestamps,
    years,
)
from voicebook.languages.en.gate import Gate, gate, gated
from voicebook.languages.en.heteronyms.tagger import HETERONYMS, say_sounded, tag_heteronyms
from voicebook.text.language import Language, Verbalizer

_DIGITS = frozenset("0123456789¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
_NUMERAL = re.compile(
    r"(?<![A-Za-z.'])[MDCLXVI]+(?:th|st|nd|rd|e)?(?![A-Za-z]|'(?!s\b))|(?<![\w'])[mdclxvi]{1,8}(?![\w'])"
)
_NUMBERING = _DIGITS | frozenset("§¶№#")
_SCIENTIFIC = re.compile(r"\d[eE][+−-]?\d|\d[a-z] [+=−-]|[+=−] \d+[a-z]|10\^")
_PRIMED = re.compile(r"[A-Za-z]''?\([A-Za-z]\)")
_DATE_LETTERS = frozenset({"yyyy", "YYYY", "yy", "YY", "dd", "DD", "hh", "HH"})
_HOUSES = re.compile(r"\d [NSEW]|\d[A-D]? [A-Z]|[A-Z]\d")
_AT_OR_DOT = re.compile(r"[@#\\]|\w[./]\w|://|(?<!\w)[./]\w|~/")
_AT_OR_SLASH = frozenset("@#\\/~")
_LETTER_TH = re.compile(r"[A-Za-z](?:-th|ᵗʰ)")
_DASH = re.compile(r"[–—―]|--|\d ?-|[\d.]s-|[A-F]-[A-F]|[a-z\d)]-\d|[IVX]-[IVX]|m\.?-[nm]|[A-Za-z\"°]-\d")
_DASHES = frozenset("–—―-⸺⸻")
_BLANK = re.compile("⸺|⸻|——|––|---|1[5-9](?:—|--)")
_PLAIN = (
    frozenset(string.ascii_letters + string.digits + " .,;:!?'\"()[]{}-–—…àáâäçèéêëîïñòóôöùúûüÉ")
    - symbols.NAMED
)
"""Characters that no rule for symbols is about. One that a table names is none of them."""
_NOTES = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹†‡*[")

GATES: tuple[Gate, ...] = (
    gate(
        lambda glance: glance.has(_DIGITS),
        quantity.tag_numbers,
        quantity.tag_percent,
        quantity.tag_codes,
        quantity.tag_separators,
        years.tag_years,
        years.tag_decades,
        years.tag_centuries,
        dates.tag_dates,
        dates.tag_digit_dates,
        timestamps.tag_timestamps,
        clock.tag_times,
        money.tag_money,
        old_money.tag_old_money,
        durations.tag_durations,
        measure.tag_measures,
        lengths.tag_lengths,
        measure.tag_by,
        fractions.tag_fractions,
        fractions.tag_ordinals,
        scripture.tag_verses,
        telephone.tag_telephone,
        alnum.tag_alnum,
        alnum.tag_brackets,
    ),
    gate(lambda glance: "/" in glance.chars, measure.tag_rates),
    gate(lambda glance: glance.has(_DIGITS), algebra.tag_algebra, trigger=_SCIENTIFIC),
    gate(lambda glance: "(" in glance.chars and "'" in glance.chars, algebra.tag_algebra, trigger=_PRIMED),
    gate(lambda glance: glance.says(_DATE_LETTERS), algebra.tag_patterns),
    gate(
        lambda glance: (
            glance.has(_NUMBERING) or (glance.numerals and glance.says(references.REFERENCE_WORDS))
        ),
        references.tag_references,
    ),
    gate(
        lambda glance: (
            glance.says(dates.SHORT_NAMES) or ("–" in glance.chars and glance.says(dates.MONTH_NAMES))
        ),
        dates.tag_short_names,
    ),
    gate(
        lambda glance: "-" in glance.chars or "ᵗ" in glance.chars,
        fractions.tag_letter_ordinals,
        trigger=_LETTER_TH,
    ),
    gate(lambda glance: glance.has(_DASHES), blanks.tag_blanks, trigger=_BLANK),
    gate(lambda glance: glance.has(_DASHES), ranges.tag_ranges, ranges.tag_dashes, trigger=_DASH),
    gate(
        lambda glance: glance.numerals,
        headings.tag_headings,
        roman.tag_roman,
        rulers.tag_rulers,
        headings.tag_marked,
        trigger=_NUMERAL,
    ),
    gate(lambda glance: glance.numerals and glance.says(roman.CUE_WORDS), roman.tag_parts),
    gate(lambda glance: glance.numerals and glance.says(scripture.BOOK_WORDS), scripture.tag_roman_chapters),
    gate(lambda glance: glance.says(roman.WORLD_WARS), roman.tag_world_wars),
    gate(
        lambda glance: glance.odd_capitals or glance.says(capitals.LISTED_WORDS),
        capitals.tag_capitals,
        capitals.tag_dotted,
        capitals.tag_mixed,
    ),
    gate(lambda glance: glance.says(abbreviations.TITLE_WORDS), abbreviations.tag_titles),
    gate(lambda glance: glance.says(abbreviations.SHORT_WORDS), abbreviations.tag_abbreviations),
    gate(lambda glance: glance.says(address.STREET_WORDS), address.tag_streets),
    gate(lambda glance: glance.says(address.STATE_WORDS), address.tag_states),
    gate(lambda glance: glance.has(_DIGITS), address.tag_houses, trigger=_HOUSES),
    gate(
        lambda glance: glance.stops_inside or glance.has(_AT_OR_SLASH),
        electronic.tag_electronic,
        electronic.tag_files,
        trigger=_AT_OR_DOT,
    ),
    gate(lambda glance: glance.has(_NOTES), references.tag_footnotes),
    gate(lambda glance: glance.says(HETERONYMS), tag_heteronyms),
    gate(lambda glance: glance.says(names.NAMES), names.tag_names),
    gate(
        lambda glance: not glance.chars <= _PLAIN or ":" in glance.chars or "50-50" in glance.view,
        algebra.tag_algebra,
        symbols.tag_maths,
        symbols.tag_slashes,
        alnum.tag_ampersands,
        symbols.tag_symbols,
        symbols.tag_odd_numbers,
        alnum.tag_formulas,
        alnum.tag_coordinates,
    ),
)

VERBALIZERS: dict[str, Verbalizer] = {
    "electronic": electronic.say_electronic,
    "telephone": telephone.say_telephone,
    "digit": quantity.say_digits,
    "timestamp": timestamps.say_timestamp,
    "date": dates.say_date,
    "file": electronic.say_electronic,
    "time": clock.say_time,
    "old-money": old_money.say_old_money,
    "money": money.say_money,
    "coord": alnum.say_coordinate,
    "decade": years.say_decade,
    "percent": quantity.say_percent,
    "duration": durations.say_duration,
    "length": lengths.say_length,
    "measure": measure.say_measure,
    "footnote": symbols.silence,
    "scripture": scripture.say_place,
    "reference": references.say_reference,
    "number_sign": references.say_reference,
    "algebra": algebra.say_algebra,
    "math": symbols.say_maths,
    "range": ranges.say_range,
    "fraction": fractions.say_fraction,
    "chem": alnum.say_formula,
    "alnum": alnum.say_alnum,
    "decimal": quantity.say_number,
    "ordinal": fractions.say_ordinal,
    "roman": roman.say_roman,
    "year": years.say_year,
    "negative": quantity.say_number,
    "cardinal": quantity.say_number,
    "address": abbreviations.say_abbreviation,
    "title": abbreviations.say_words,
    "abbrev": abbreviations.say_abbreviation,
    "word": abbreviations.say_words,
    "initials": capitals.say_letters,
    "acro_plural": capitals.say_letters,
    "letters": capitals.say_letters,
    "allcaps": abbreviations.say_words,
    "slash": abbreviations.say_words,
    "symbol": symbols.say_symbol,
    "silent": symbols.silence,
    "blank": blanks.say_blank,
    "dash": ranges.say_dash,
    "emoji": symbols.say_symbol,
    "separator": symbols.say_separator,
    "heteronym": say_sounded,
    "name": say_sounded,
}
"""How each kind is said, the strongest first: of two tokens as long, the one of the kind above wins."""

ENGLISH = Language(
    code="en",
    default_region="US",
    taggers=(gated(GATES),),
    verbalizers=VERBALIZERS,
    precedence=tuple(VERBALIZERS),
    stops=stops.STOPS,
)

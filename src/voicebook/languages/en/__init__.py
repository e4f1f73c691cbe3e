"""English: the pack that the pipeline docks, put together from one module per family of classes."""

import re

from voicebook.languages.en import (
    abbreviations,
    address,
    alnum,
    capitals,
    clock,
    dates,
    electronic,
    fractions,
    measure,
    money,
    quantity,
    ranges,
    references,
    roman,
    stops,
    symbols,
    telephone,
    years,
)
from voicebook.languages.en.gate import gate
from voicebook.text.language import Language, Tagger, Verbalizer

_DIGIT = re.compile(r"\d|[¼-¾⅐-⅞]")
_AFTER_DIGIT = re.compile(r"\d")
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ]{2}|[A-Z]\.|[A-Za-z][A-Z]|[HC]l|eV")
_NUMERAL = re.compile(
    r"(?<![A-Za-z.'])[MDCLXVI]+(?:th|st|nd|rd|e)?(?![A-Za-z]|'(?!s\b))|(?<= )[mdclxvi]{1,8}(?![\w'])"
)
_SLASH = re.compile("/")
_NUMBERED = re.compile(r"\d|[§¶№]|[a-z]\.? [IVXLCivxlc]+\b")
_NAMES = re.compile(r"[a-z]\.? [\"'(]?[A-Z]|[a-z.],? [JSE][rns]")
_ABBREVIATED = re.compile(
    r"[a-z]\.(?!$)|[/&]|\b(?:etc|vs|al|eg|ie|Inc|Ltd|Co|Corp|Bros|dept|misc|univ|Univ|Dept|"
    r"govt|anon|info|excl|incl|approx|max|orig)\b|[a-z]'[tlnyd]|attn"
)
_SHORT_NAMES = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[a-z]{0,2}\.?[ ,/–-]|[a-z]–[A-Z]"
)
_AT_OR_DOT = re.compile(r"[@#\\]|\w[./]\w|://|(?<!\w)[./]\w|~/")
_STREET_STOP = re.compile(
    r"\d [NSEW\d]|\d[A-D]? [A-Z]|\b(?:St|Ave|Av|Rd|Dr|Blvd|Ln|Ct|Pl|Sq|Hwy|Pkwy)\b|, "
    r"[A-Z]{2}\b|[A-Z]\d|P\.? ?O\.? Box"
)
_LETTER_TH = re.compile(r"[A-Za-z](?:-th|ᵗʰ)")
_DASH = re.compile(r"[–—―]|--|\d ?-|[\d.]s-|[A-F]-[A-F]|[a-z\d)]-\d|[IVX]-[IVX]")
_NOTE = re.compile(r"[⁰¹²³⁴-⁹†‡*\[]")

TAGGERS: tuple[Tagger, ...] = (
    gate(
        _DIGIT,
        quantity.tag_numbers,
        quantity.tag_percent,
        quantity.tag_codes,
        quantity.tag_separators,
        years.tag_years,
        years.tag_decades,
        years.tag_centuries,
        dates.tag_dates,
        dates.tag_digit_dates,
        clock.tag_times,
        money.tag_money,
        measure.tag_measures,
        measure.tag_by,
        fractions.tag_fractions,
        fractions.tag_ordinals,
        references.tag_verses,
        telephone.tag_telephone,
        alnum.tag_alnum,
    ),
    gate(_SLASH, measure.tag_rates),
    gate(_NUMBERED, references.tag_references),
    gate(_SHORT_NAMES, dates.tag_short_names),
    gate(_LETTER_TH, fractions.tag_letter_ordinals),
    gate(_DASH, ranges.tag_ranges, ranges.tag_dashes),
    gate(_NUMERAL, roman.tag_roman, roman.tag_rulers),
    gate(_CAPITALS, capitals.tag_capitals, capitals.tag_dotted, capitals.tag_mixed),
    gate(_NAMES, abbreviations.tag_titles),
    gate(_ABBREVIATED, abbreviations.tag_abbreviations),
    gate(_STREET_STOP, address.tag_addresses),
    gate(_AT_OR_DOT, electronic.tag_electronic, electronic.tag_files),
    gate(_NOTE, references.tag_footnotes),
    gate(
        lambda view: (
            symbols.ODD.search(view) is not None or not view.isascii() or ":" in view or "50-50" in view
        ),
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
    "abbrev": abbreviations.say_abbreviation,
    "acro_plural": capitals.say_letters,
    "address": abbreviations.say_abbreviation,
    "allcaps": abbreviations.say_words,
    "alnum": alnum.say_alnum,
    "cardinal": quantity.say_number,
    "chem": alnum.say_formula,
    "coord": alnum.say_coordinate,
    "dash": ranges.say_dash,
    "date": dates.say_date,
    "decade": years.say_decade,
    "decimal": quantity.say_number,
    "digit": quantity.say_digits,
    "electronic": electronic.say_electronic,
    "emoji": symbols.say_symbol,
    "file": electronic.say_electronic,
    "footnote": symbols.silence,
    "fraction": fractions.say_fraction,
    "initials": capitals.say_letters,
    "letters": capitals.say_letters,
    "math": symbols.say_maths,
    "measure": measure.say_measure,
    "money": money.say_money,
    "negative": quantity.say_number,
    "number_sign": references.say_reference,
    "ordinal": fractions.say_ordinal,
    "percent": quantity.say_percent,
    "range": ranges.say_range,
    "reference": references.say_reference,
    "roman": roman.say_roman,
    "separator": symbols.say_separator,
    "silent": symbols.silence,
    "slash": abbreviations.say_words,
    "symbol": symbols.say_symbol,
    "telephone": telephone.say_telephone,
    "time": clock.say_time,
    "title": abbreviations.say_words,
    "word": abbreviations.say_words,
    "year": years.say_year,
}

PRECEDENCE: tuple[str, ...] = (
    "electronic",
    "telephone",
    "digit",
    "date",
    "file",
    "time",
    "money",
    "coord",
    "decade",
    "percent",
    "measure",
    "footnote",
    "reference",
    "number_sign",
    "math",
    "range",
    "fraction",
    "chem",
    "alnum",
    "decimal",
    "ordinal",
    "roman",
    "year",
    "negative",
    "cardinal",
    "address",
    "title",
    "abbrev",
    "word",
    "initials",
    "acro_plural",
    "letters",
    "allcaps",
    "slash",
    "symbol",
    "silent",
    "dash",
    "emoji",
    "separator",
)

ENGLISH = Language(
    code="en",
    default_region="US",
    taggers=TAGGERS,
    verbalizers=VERBALIZERS,
    precedence=PRECEDENCE,
    stops=stops.STOPS,
)

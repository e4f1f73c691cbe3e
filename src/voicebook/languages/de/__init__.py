"""German: the second pack, small, and proof that a language needs nothing but its own folder."""

from voicebook.languages.de import dates, quantity, words
from voicebook.text.language import Language, Verbalizer

_VERBALIZERS: dict[str, Verbalizer] = {
    "electronic": words.say_address,
    "telephone": quantity.say_spoken,
    "date": dates.say_date,
    "time": dates.say_time,
    "money": quantity.say_quantity,
    "measure": quantity.say_quantity,
    "percent": quantity.say_quantity,
    "silent": quantity.say_spoken,
    "range": quantity.say_spoken,
    "fraction": quantity.say_fraction,
    "ordinal": dates.say_ordinal,
    "year": dates.say_year,
    "cardinal": quantity.say_quantity,
    "abbrev": quantity.say_spoken,
    "letters": words.say_letters,
    "symbol": quantity.say_spoken,
    "dash": quantity.say_spoken,
}
"""How each kind is said, the strongest first: of two tokens as long, the one of the kind above wins."""

GERMAN = Language(
    code="de",
    default_region="DE",
    taggers=(
        quantity.tag_quantities,
        dates.tag_dates,
        dates.tag_years,
        dates.tag_ordinals,
        words.tag_words,
        words.tag_telephone,
        words.tag_addresses,
        words.tag_symbols,
    ),
    verbalizers=_VERBALIZERS,
    precedence=tuple(_VERBALIZERS),
    stops=words.STOPS,
    decimal_point=False,
)

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebook.text.detect import ASSUMED, SURE, Guess, detect

PARAGRAPHS = {
    "en": "The ferry left at noon and nobody waved. I stood on the pier with a bag of oranges, wondering "
    "whether the lighthouse keeper would remember me after so many winters.",
    "de": "Der Zug kam zu spät, und niemand wunderte sich. Auf dem Bahnsteig roch es nach Kaffee, und eine "
    "alte Frau fütterte die Tauben, als hätte sie alle Zeit der Welt.",
    "fr": "Le boulanger ferme à midi le dimanche. Dans la rue vide, un chat traverse sans se presser, et "
    "l’horloge de la mairie sonne une heure qui n’est pas la bonne.",
    "es": "Mi abuela guardaba las llaves en una caja azul. Nadie sabía qué puertas abrían, pero cada domingo "
    "las limpiaba una por una y las volvía a dejar en su sitio.",
    "it": "La nonna teneva le chiavi in una scatola azzurra. Nessuno sapeva quali porte aprissero, ma ogni "
    "domenica le puliva una a una e le rimetteva al loro posto.",
    "pt": "A minha avó guardava as chaves numa caixa azul. Ninguém sabia que portas abriam, mas todos os "
    "domingos limpava-as uma a uma e voltava a pô-las no lugar.",
    "nl": "Mijn oma bewaarde de sleutels in een blauwe doos. Niemand wist welke deuren ze openden, maar elke "
    "zondag poetste ze ze één voor één en legde ze weer terug.",
    "nb": "Bestemor oppbevarte nøklene i en blå eske på kjøkkenet. Ingen visste hvilke dører de åpnet, men "
    "hver søndag pusset hun dem én etter én og la dem tilbake.",
    "ru": "Бабушка хранила ключи в синей коробке. Никто не знал, какие двери они открывают, но каждое "
    "воскресенье она протирала их и клала обратно.",
    "ja": "祖母は鍵を青い箱にしまっていた。"
    "どの扉の鍵なのか誰も知らなかったが、日曜日ごとに一本ずつ磨いていた。",
}


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_a_paragraph_is_told_and_sure(language: str) -> None:
    guess = detect(PARAGRAPHS[language])
    assert (guess.language, guess.sure) == (language, True)


@pytest.mark.parametrize("text", ["", " \n", "12 34 56", "*** --- ***", "…"])
def test_a_text_without_letters_is_a_guess_without_confidence(text: str) -> None:
    assert detect(text) == Guess(ASSUMED, 0.0)


@pytest.mark.parametrize("text", ["OK", "Anna Karlsson", "Guten Morgen", "Xqz flurb wibbo"])
def test_a_few_words_are_not_sure(text: str) -> None:
    assert detect(text).confidence < SURE


@pytest.mark.parametrize("text", ["Another.", "A list: one, two."])
def test_a_faint_guess_at_plain_letters_is_english_and_not_sure(text: str) -> None:
    guess = detect(text)
    assert (guess.language, guess.sure) == (ASSUMED, False)


def test_a_faint_guess_at_other_letters_stands() -> None:
    assert detect("Да").language != ASSUMED


def test_a_text_half_in_another_language_is_not_sure() -> None:
    text = PARAGRAPHS["en"] * 40 + PARAGRAPHS["fr"] * 40
    assert 0.3 < detect(text).confidence < SURE


def test_a_foreign_opening_does_not_decide_a_long_text() -> None:
    guess = detect(PARAGRAPHS["en"] * 10 + PARAGRAPHS["de"] * 2_000)
    assert (guess.language, guess.sure) == ("de", True)


def test_the_end_of_a_long_text_counts() -> None:
    guess = detect(PARAGRAPHS["de"] * 300 + PARAGRAPHS["en"] * 700)
    assert (guess.language, guess.sure) == ("en", False)


def test_capitals_are_read_as_words() -> None:
    assert detect(PARAGRAPHS["en"].upper()).language == "en"


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=50)
def test_any_text_gets_a_guess_between_nought_and_one(text: str) -> None:
    guess = detect(text)
    assert guess.language
    assert 0.0 <= guess.confidence <= 1.0

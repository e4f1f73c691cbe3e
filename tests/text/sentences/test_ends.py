"""Where English sentences end."""

import pytest

from voicebook.languages.en import ENGLISH
from voicebook.text.sentences.segment import segment


@pytest.mark.parametrize(
    "paragraph",
    [
        "She lives on Oak St. ¦ It is loud.",
        "He came from St. Ives.",
        "Major Henry R. Ames met her.",
        "The Rev. C. D. Marsh wrote it.",
        "Books by A. B. C. Marsh sell.",
        "It was he and I. ¦ He left.",
        "It was written by I. Marsh.",
        "She chose the letter B. ¦ Rain fell.",
        "He got an M.D. ¦ She had none.",
        "He saw the U.K. Navy. ¦ It was late.",
        "They let him in. ¦ Ames left.",
        "It is 5 in. ¦ Ames left.",
        "It is 5 ft. 6 in. tall.",
        "At 1,200 °C. ¦ When it cools, stop.",
        "He paid 3s. 6d. for it.",
        "The fare is 6d. ¦ Ames left.",
        "“Is it?” Ames asked. ¦ She nodded.",
        "“Go!” I cried.",
        "“Is it?” ¦ The man left.",
        "“Is it?” ¦ Ames rose.",
        "He said it. ” ¦ Then he left.",
        "‘He is here.’ ”",
        "He left (so they say.) and came back.",
        "(He left.) ¦ Then she came.",
        "He left (see fig. 3.) Then.",
        "The famous Jo. Marsh rose.",
        "Henry Marsh. Esq., of Ames.",
        "307. V. Marsh, as above.",
        "See Subsection B.OBC. ¦ Lamps are key.",
        "R. Marsh, Sr. ¦ She was early.",
        "See Marsh et al. ¦ They agree.",
        "See Marsh et al. (1999) there.",
        "Vitamin C. ¦ It is good.",
        "(a) Milk. ¦ (b) Bread.",
        "a. Milk is good. ¦ b. Bread is too.",
        "Dear Mr. X. ¦ We regret it.",
        "He lives at 7 N. Main St. in town.",
        "It opens at 9 a.m. Mondays.",
        "1. Go home. ¦ 2. Eat.",
        "Well… I know. ¦ Then… ¦ Ames left.",
        "See vol. I, ch. 2. ¦ It is long.",
        "He said no. ¦ Ames left.",
        "See No. 5 and No. IV there.",
        "Luke xv. 11 tells it. ¦ See Ps. cxix. 105 too.",
        "It cost a lot. ¦ $5 is much.",
        "Tins, cups, etc. ¦ Ames sold them.",
        "Ames, Jr. ¦ He was late.",
        "Oh! ¦ Is it? ¦ ‘Yes.’ ¦ “ ‘No.’ ”",
    ],
)
def test_a_paragraph_ends_its_sentences_where_a_reader_would(paragraph: str) -> None:
    text = paragraph.replace(" ¦ ", " ")
    assert " ¦ ".join(span.of(text) for span in segment(text, ENGLISH, "en")) == paragraph

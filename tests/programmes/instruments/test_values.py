"""What may be kept as an answer: refused in words that say what to do, and written for people in their language."""

from dataclasses import replace

import pytest
import time_machine
from django.core.exceptions import ValidationError

from programmes.instruments.parts import Kind
from programmes.instruments.reading import read_instrument
from programmes.instruments.scoring import clean_value, value_words
from tests.programmes.instruments.trial import trial

TRIAL = read_instrument(trial())
SEVERAL = replace(TRIAL.item("worried"), several=True)
DAY = replace(TRIAL.item("words"), is_date=True)
DRAWING = replace(TRIAL.item("words"), kind=Kind.DRAWING)
PICTURE = "1c9ff0a4-5f9e-4f0e-9d0e-0a3c7d3b2a11"


def item(key):
    return TRIAL.item(key)


@pytest.mark.parametrize(
    ("asked", "raw", "kept"),
    [
        (item("likes"), "7", 7),
        (item("likes"), 0, 0),
        (item("likes"), " 10 ", 10),
        (item("likes"), "٧", 7),
        (item("mood"), "5", 5),
        (item("worried"), "yes", "yes"),
        (item("worried"), ["no"], "no"),
        (SEVERAL, ["no", "yes"], ["yes", "no"]),
        (SEVERAL, "no", ["no"]),
        (item("words"), "  Vi leger.  ", "Vi leger."),
        (DAY, "3.5.2026", "03.05.2026"),
        (DAY, "2026-05-03", "03.05.2026"),
        (DAY, "3/5/2026", "03.05.2026"),
        (DRAWING, PICTURE.upper(), PICTURE),
    ],
)
@time_machine.travel("2026-05-21")
def test_what_is_kept(asked, raw, kept):
    assert clean_value(asked, raw) == kept


@pytest.mark.parametrize("key", ["likes", "mood", "worried", "words"])
def test_rather_not_say_is_kept_as_nothing(key):
    assert clean_value(item(key), None) is None


@pytest.mark.parametrize(
    ("asked", "raw", "words"),
    [
        (item("likes"), "11", "Skriv et helt tal fra 0 til 10."),
        (item("likes"), "-1", "Skriv et helt tal fra 0 til 10."),
        (item("likes"), "3,5", "Skriv et helt tal fra 0 til 10."),
        (item("likes"), True, "Skriv et helt tal fra 0 til 10."),
        (item("likes"), ["3"], "Skriv et helt tal fra 0 til 10."),
        (item("likes"), "9" * 5000, "Skriv et helt tal fra 0 til 10."),
        (item("likes"), "", "Svar her, eller vælg, at du helst ikke vil."),
        (item("mood"), "2", "Vælg et af de svar, der er vist."),
        (item("worried"), "maybe", "Vælg et af de svar, der er vist."),
        (item("worried"), ["yes", "no"], "Vælg kun ét svar."),
        (item("worried"), "", "Vælg et svar, eller vælg, at du helst ikke vil."),
        (item("worried"), 3, "Vælg et af de svar, der er vist."),
        (SEVERAL, [["yes"]], "Vælg et af de svar, der er vist."),
        (item("words"), "   ", "Svar her, eller vælg, at du helst ikke vil."),
        (item("words"), "x\x00y", "Skriv svaret med ord."),
        (item("words"), 7, "Skriv svaret med ord."),
        (item("words"), "x" * 4001, "Skriv højst 4000 tegn. Du har skrevet 4001."),
        (DAY, "22.5.2026", "Skriv en dag, der har været, fx 31.12.2025."),
        (DAY, "i går", "Skriv en dag, der har været, fx 31.12.2025."),
        (DRAWING, "../../etc/passwd", "Tegningen blev ikke fundet. Tegn den, eller vælg den igen."),
    ],
)
@time_machine.travel("2026-05-21T12:00+02:00")
def test_what_is_refused_and_why(asked, raw, words):
    with pytest.raises(ValidationError) as refused:
        clean_value(asked, raw)
    assert refused.value.messages == [words]


@pytest.mark.parametrize(
    ("asked", "value", "language", "words"),
    [
        (item("mood"), 5, "en", "Glad"),
        (item("mood"), 1, "da", "Trist"),
        (item("mood"), 3, "da", "3"),
        (item("likes"), 8, "da", "8"),
        (item("worried"), "yes", "en", "Yes"),
        (SEVERAL, ["yes", "no"], "da", "Ja, Nej"),
        (item("words"), "Vi leger.", "da", "Vi leger."),
        (item("words"), None, "da", ""),
        (DRAWING, PICTURE, "da", ""),
    ],
)
def test_how_an_answer_is_written(asked, value, language, words):
    assert value_words(asked, value, language) == words

"""Names and CPR numbers where none may stand: the class part of a plan is read by a whole class and its parents."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.sort_key import sort_key

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
DASH = r"(?: ?[-–—−‐‑_/.] ?| )?"
CPR = re.compile(
    rf"(?<!\d)(\d\d)[ ./-]?(\d\d)[ ./-]?(?:19|20)?(\d\d){DASH}(?:\d{{4}}|\d{{3}}[xX*]|\d\d[xX*]{{2}}|[xX*]{{4}})(?!\w)"
)  # six digits of a date, also with its century or spread out, and four more, also covered over
MAY_STAND_BETWEEN = 2  # middle names and initials between a given and a family name

NAME_FOUND = _("“%(name)s” is a pupil of the class. This part names no child: write “a pupil” or “some of us”.")
CPR_FOUND = _("“%(number)s” looks like a CPR number. Take it out: the plan is read by many.")


def full_names_in(text, children):
    """Children of whom a given name with a family name stands in the text, also in the genitive ("Adam Holms")."""
    words = _words(text)
    return [child for child in children if _names(words, child)]


def given_names_in(text, children):
    """Children whose given name stands alone in the text, with a capital: worth a second look, for it may be an adult."""
    written = {word for word in _words(text) if word[:1].isupper()}
    keys = {key for word in written for key in _forms(word)}
    return [child for child in children if keys & {sort_key(part) for part in child.given_name.split()}]


def cpr_numbers(text):
    """The stretches that could be CPR numbers: six digits of a date (day + 60 in invented ones) and four more."""
    return [found[0] for found in CPR.finditer(text or "") if _is_date(*found.groups())]


def cpr_like_in(text):
    """The first of them, or ""."""
    return next(iter(cpr_numbers(text)), "")


def refuse_names(texts, children):
    """Raise ValidationError by field for texts that name a child. `texts`: field -> text."""
    found = {field: errors for field, text in texts.items() if (errors := _found_in(text, children))}
    if found:
        raise ValidationError(found)


def _found_in(text, children):
    errors = [
        ValidationError(NAME_FOUND, "names_child", {"name": child.name}) for child in full_names_in(text, children)
    ]
    if number := cpr_like_in(text):
        errors.append(ValidationError(CPR_FOUND, "cpr", {"number": number}))
    return errors


def _words(text):
    return WORD.findall(text or "")


def _forms(word):
    key = sort_key(word)
    return {key, key[:-1]} if key.endswith("s") else {key}


def _names(words, child):
    given, family = ({sort_key(part) for part in WORD.findall(name)} for name in (child.given_name, child.family_name))
    for at, word in enumerate(words):
        if sort_key(word) in given and any(
            _forms(near) & family for near in words[at + 1 : at + 2 + MAY_STAND_BETWEEN]
        ):
            return True
    return False


def _is_date(day, month, year):
    day = int(day) - 60 if int(day) > 60 else int(day)
    try:
        date(2000 + int(year), int(month), day)
    except ValueError:
        return False
    return True

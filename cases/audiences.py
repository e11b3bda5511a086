"""What may not stand in a text that many read: names, numbers and addresses are refused, what points at one child warns.

Source: A51, E05. Whose names they are is asked of the database (`app.people_found`), which gives back only words of the text.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.words import pattern
from cases.queries.plans import participants
from core.sort_key import sort_key

WORDS = Path(__file__).with_name("data") / "hints.toml"
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
LETTERS = re.compile(r"[^\W\d_][^\W_]*")
DOTTED = re.compile(r"(?<![\w.])([^\W\d_])\.\s?([^\W\d_])(?!\w)\.?")
CAPITALS = re.compile(r"(?<![\w.])([A-ZÆØÅ])\s?([A-ZÆØÅ])(?![\w.])")
EMAIL = re.compile(r"[^\s@,;<>()]+\s?(?:@|\(at\)|\[at\])\s?[^\s@,;<>()]+\.[a-zA-Z]{2,}")
CPR = re.compile(r"(?<!\d)(\d\d)[ .]?(\d\d)[ .]?(\d\d)[- .]?\d{4}(?!\d)")
PHONE = re.compile(
    r"(?<![\d.])(?:(?:\+|00)45[ .-]?)?(?:\d{8}|\d{2}([ .-])\d{2}\1\d{2}\1\d{2}|\d{4}[ -]\d{4}|\d{3}[ -]\d{2}[ -]\d{3})(?![\d])"
)
TWO_YEARS = re.compile(r"^(20\d\d)[ -](20\d\d)$")
NEAR = 3  # words between a given and a family name of the same person
WHY = {
    "name": gettext_noop("is the name of a pupil or a parent around the class. Write “a pupil” or “some of us”."),
    "full_name": gettext_noop("is the name of another child or another family. Leave it out."),
    "initials": gettext_noop("are the initials of a pupil. Leave them out."),
    "cpr": gettext_noop("looks like a CPR number. Take it out."),
    "phone": gettext_noop("looks like a phone number. Take it out."),
    "email": gettext_noop("looks like an e-mail address. Take it out."),
    "street": gettext_noop("is the road where one of the children lives. Take it out."),
    "roles": gettext_noop("can only be one pupil. Write what all of you do."),
    "maybe_name": gettext_noop("is also a name around the class. Is it the everyday word?"),
    "other_name": gettext_noop("is also the name of another child or another parent. May it stand here?"),
    "short": gettext_noop("looks like a short form of a pupil's name."),
    "maybe_initials": gettext_noop("looks like initials of a pupil."),
    "origin": gettext_noop("tells of country or language. There may be only one it fits."),
    "diagnosis": gettext_noop("tells of health. There may be only one it fits."),
    "family": gettext_noop("tells of a family's life. There may be only one it fits."),
    "religion": gettext_noop("tells of faith. There may be only one it fits."),
    "kin": gettext_noop("points at certain children: their family tells who they are."),
    "pointing": gettext_noop("points at one child. Write what all of you do."),
    "arrival": gettext_noop("tells when somebody came. The others in the class know who that is."),
}
HINTS = ("origin", "diagnosis", "family", "religion", "kin")
SHAPES = ("pointing", "arrival")


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of the text, and why they should not stand there. kind: a key of `WHY`."""

    words: str
    kind: str

    @property
    def why(self):
        return _(WHY[self.kind])

    def __str__(self):
        return f"“{self.words}” {self.why}"


@dataclass(frozen=True, slots=True)
class _Written:
    word: str
    at: int
    begins: bool  # a sentence

    @property
    def keys(self):
        key = sort_key(self.word)
        return {key, key[:-1]} if key.endswith("s") and len(key) > 2 else {key}

    @property
    def is_capital(self):
        return self.word[:1].isupper()


def found_in(text, pathway, person, *, about=None, hints=True):
    """(refusals, warnings) as lists of Hit, for a text that a whole class or all its parents read.

    about: the PathwayChild whose own version it is; then its own names may stand there, and those of others as a whole may not.
    hints: look for what points at somebody; about a child only health is looked for, when the child itself reads it.
    """
    text = cleaned(text)
    refusals, warnings = list(_numbers(text, bool(about))), []
    if about:
        refusals, warnings = _divided(refusals)
    for hit, refused in _people(text, pathway, person, about):
        (refusals if refused else warnings).append(hit)
    if not about:
        refusals += _shapes(text, "roles")
    if hints:
        warnings += [hit for kind in (HINTS if not about else ("diagnosis",)) for hit in _stems(text, kind)]
        warnings += [hit for kind in SHAPES if not about for hit in _shapes(text, kind)]
    refusals = _once(refusals)
    told = {hit.words.casefold() for hit in refusals}
    return refusals, [hit for hit in _once(warnings) if hit.words.casefold() not in told]


def cleaned(text):
    """The text as a reader sees it: composed letters, nothing unseen, words that a hyphen broke over two lines joined besides."""
    text = UNSEEN.sub("", unicodedata.normalize("NFKC", text or ""))
    joined = re.sub(r"(?<=\w)-\s*\n\s*(?=\w)", "", text)
    text = text if joined == text else f"{text}\n{joined}"
    return re.sub(r"[^\S\n]+", " ", re.sub(r"\s*\n\s*", "\n", text)).strip()


def _once(hits):
    return list({(hit.words.casefold(), hit.kind): hit for hit in reversed(hits)}.values())[::-1]


def _divided(hits):
    """About one child the school's own phone number may stand there: somebody looks. A CPR number never."""
    hard = [hit for hit in hits if hit.kind == "cpr"]
    return hard, [hit for hit in hits if hit.kind != "cpr"]


# ---- numbers and addresses ----


def _numbers(text, about):
    flat = text.replace("\n", " ")
    for found in CPR.finditer(flat):
        if _is_date(*found.groups()):
            yield Hit(found[0], "cpr")
    for found in PHONE.finditer(flat):
        if not _is_school_year(found[0]):
            yield Hit(found[0].strip(), "phone")
    yield from (Hit(found[0], "email") for found in EMAIL.finditer(flat))


def _is_school_year(number):
    years = TWO_YEARS.match(number)
    return years is not None and int(years[2]) - int(years[1]) in (1, 2)


def _is_date(day, month, year):
    day = int(day) - 60 if int(day) > 60 else int(day)
    try:
        date(2000 + int(year), int(month), day)
    except ValueError:
        return False
    return True


# ---- people ----


def _people(text, pathway, person, about):
    """(Hit, whether it is refused) of the names, initials and roads in the text."""
    spared = _without_known(text, pathway, person)
    words = [
        _Written(found[0], at, spared[: found.start()].rstrip(" \"“„»'")[-1:] in ("", ".", "!", "?", "\n"))
        for at, found in enumerate(LETTERS.finditer(spared))
    ]
    dotted = {
        _key(found): found[0] for found in DOTTED.finditer(spared) if _plain(found) not in _data()["abbreviations"]
    }
    bare = {
        _key(found): found[0] for found in CAPITALS.finditer(spared) if _plain(found) not in _data()["abbreviations"]
    }
    found = _asked(pathway, about, words, [*dotted, *bare], text)
    yield from _names(words, found, about)
    for key in found["initials"]:
        if key in dotted:
            yield Hit(dotted[key], "initials"), not about
        elif not about:
            yield Hit(bare[key], "maybe_initials"), False
    yield from ((Hit(street.capitalize(), "street"), True) for street in found["street"])
    if not about:
        shorts = {each.word for each in words if each.keys & found["short"] and each.is_capital and not each.begins}
        yield from ((Hit(word, "short"), False) for word in sorted(shorts))


def _asked(pathway, about, words, initials, text):
    """What the database knows of them: {"who": {person: keys}, "initials", "short", "street"}. One question."""
    keys = sorted({key for each in words for key in each.keys} - set(_data()["particles"]))
    shorts = sorted({key for each in words if each.is_capital and not each.begins for key in each.keys if len(key) > 2})
    found = {"who": {}, "initials": set(), "short": set(), "street": set()}
    with connection.cursor() as db:
        child = about.child_id if about else None
        db.execute(
            "select kind, who, found from app.people_found(%s, %s, %s, %s, %s, %s)",
            [pathway.pk, child, keys, initials, shorts, text.lower().replace("\n", " ")],
        )
        for kind, who, word in db.fetchall():
            if kind in found:
                found[kind].add(word)
            else:
                found["who"].setdefault(who, set()).add(word)
    return found


def _names(words, found, about):
    everybody = set().union(*found["who"].values()) if found["who"] else set()
    for each in words:
        key = next(iter(each.keys & everybody), None)
        if key is None:
            continue
        if about:
            whole = next((keys for keys in found["who"].values() if key in keys and _is_whole(words, each, keys)), None)
            if whole:
                yield Hit(_stretch(words, each, whole), "full_name"), True
            elif each.is_capital:
                yield Hit(each.word, "other_name"), False
        elif key not in _data()["ordinary"] or each.is_capital and not each.begins:
            yield Hit(each.word, "name"), True
        elif each.is_capital:
            yield Hit(each.word, "maybe_name"), False


def _near(words, each, keys):
    """Words near this one that are other parts of the same person's name."""
    around = words[max(0, each.at - NEAR) : each.at + NEAR + 1]
    return [other for other in around if other.keys & keys and not other.keys & each.keys]


def _is_whole(words, each, keys):
    return bool(_near(words, each, keys))


def _stretch(words, each, keys):
    parts = sorted([each, *_near(words, each, keys)], key=lambda part: part.at)
    return " ".join(part.word for part in parts)


def _key(found):
    return sort_key(found[1]) + sort_key(found[2])


def _plain(found):
    return found[1] + found[2]


def _without_known(text, pathway, person):
    """The text without the names of the adults who take part, and of school, unit and class: they may stand there."""
    known = [each.staff.name for each in participants(pathway, person)]
    known += [str(each.name) for each in (pathway.unit, pathway.partner_unit, pathway.school_class) if each]
    for name in sorted(known, key=len, reverse=True):
        shape = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", name.strip()))
        text = re.sub(rf"(?<!\w){shape}(?:s|['’]s?)?(?!\w)", " ", text, flags=re.IGNORECASE)
    return text


# ---- what points at somebody ----


def _stems(text, kind):
    return [Hit(found[0], kind) for word in _data()[kind]["words"] if (found := pattern(word).search(text))]


def _shapes(text, kind):
    flat = text.replace("\n", " ")
    hits = []
    for shape in _shapes_of(kind):
        hits += [Hit(found[0], kind) for found in shape.finditer(flat)]
    return hits


@cache
def _shapes_of(kind):
    return [
        re.compile(rf"(?<!\w)(?:{each.replace(' ', '[ ]')})(?!\w)", re.IGNORECASE) for each in _data()[kind]["patterns"]
    ]


@cache
def _data():
    return tomllib.loads(WORDS.read_text())

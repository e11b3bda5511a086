"""What may not stand in a text that many read: names, numbers and addresses are refused, what points at one child warns.

Source: A51, E05. Whose names they are is asked of the database (`app.people_found`), which gives back only words of the text.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.words import pattern
from cases.audience_numbers import numbers_in
from cases.queries.plans import staff_of
from core.sort_key import sort_key

WORDS = Path(__file__).with_name("data") / "hints.toml"
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
LETTERS = re.compile(r"[^\W\d_][^\W_]*")
DOTTED = re.compile(r"(?<![\w.])([^\W\d_])\.\s?([^\W\d_])(?!\w)\.?")
WITH_MIDDLE = re.compile(r"(?<![\w.])([^\W\d_])\.\s?(?:[^\W\d_]\.\s?)+([^\W\d_])\.")
CAPITALS = re.compile(r"(?<![\w.])([A-ZÆØÅ])\s?([A-ZÆØÅ])(?![\w.])")
NEAR = 3  # words between a given and a family name of the same person
WHY = {
    "name": gettext_noop("is the name of a pupil or a parent around the class. Write “a pupil” or “some of us”."),
    "full_name": gettext_noop("is the name of another child or another family. Leave it out."),
    "initials": gettext_noop("are the initials of a pupil. Leave them out."),
    "cpr": gettext_noop("looks like a CPR number. Take it out."),
    "phone": gettext_noop("looks like a phone number. Take it out."),
    "email": gettext_noop("looks like an e-mail address. Take it out."),
    "handle": gettext_noop("looks like a name that somebody uses online. Take it out."),
    "address": gettext_noop("looks like an address. Take it out."),
    "street": gettext_noop("is the road where one of the children lives. Take it out."),
    "roles": gettext_noop("can only be one pupil. Write what all of you do."),
    "maybe_name": gettext_noop("is also a name around the class. Is it the everyday word?"),
    "maybe_staff": gettext_noop("is also the name of a parent. Is it one of you adults at the school or the unit?"),
    "maybe_street": gettext_noop("is also a road where one of the children lives. Is it the everyday word?"),
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


def found_in(text, pathway, person, *, about=None, hints=True, staff=None):
    """(refusals, warnings) as lists of Hit, for a text that a whole class or all its parents read.

    about: the PathwayChild whose own version it is; then its own names may stand there, and those of others as a whole may not.
    hints: look for what points at somebody; about a child only health is looked for, when the child itself reads it.
    staff: `staff_of` the pathway, for who looks through several texts.
    """
    text = cleaned(text)
    refusals, warnings = [Hit(*found) for found in numbers_in(text)], []
    if about:
        refusals, warnings = _divided(refusals)
    for hit, refused in _people(text, pathway, about, list(staff_of(pathway, person)) if staff is None else staff):
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


# ---- people ----


def _people(text, pathway, about, staff):
    """(Hit, whether it is refused) of the names, initials and roads in the text."""
    spared = _without_known(text, pathway, staff)
    words = [
        _Written(found[0], at, spared[: found.start()].rstrip(" \"“„»'–-•")[-1:] in ("", ".", "!", "?", ":", "\n"))
        for at, found in enumerate(LETTERS.finditer(spared))
    ]
    dotted, middle, bare = (
        {_key(found): found[0] for found in shape.finditer(spared) if _plain(found) not in _data()["abbreviations"]}
        for shape in (DOTTED, WITH_MIDDLE, CAPITALS)
    )
    dotted = middle | dotted
    found = _asked(pathway, about, words, [*dotted, *bare], text)
    yield from _names(words, found, about, _given_names(staff))
    for key in found["initials"]:
        if key in dotted:
            yield Hit(dotted[key], "initials"), not about
        elif not about:
            yield Hit(bare[key], "maybe_initials"), False
    for street in found["street"]:
        yield from _street(text, street)
    if not about:
        shorts = {each.word for each in words if each.keys & found["short"] and _may_be_short(each)}
        yield from ((Hit(word, "short"), False) for word in sorted(shorts))


def _may_be_short(each):
    """A capital tells of a name, but at the start of a sentence "Ros" and "Sig" are words before they are Rosa and Sigurd."""
    return each.is_capital and not (each.begins and each.keys & (_word_list("everyday") | _word_list("ordinary")))


def _street(text, street):
    """A road of one of the children; "bakken" is one only with a capital or a number."""
    shape = re.compile(rf"(?<!\w){re.escape(street)}s?(?: \d+)?(?!\w)", re.IGNORECASE)
    for found in shape.finditer(text.replace("\n", " ")):
        is_word = found[0].islower() and " " not in found[0]
        yield Hit(found[0], "maybe_street" if is_word else "street"), not is_word


def _asked(pathway, about, words, initials, text):
    """What the database knows of them: {"who": {person: keys}, "parents", "initials", "short", "street"}. One question."""
    keys = sorted({key for each in words for key in each.keys if len(key) > 1} - set(_data()["particles"]))
    shorts = sorted({key for each in words if _may_be_short(each) for key in each.keys if len(key) > 2})
    found = {"who": {}, "parents": set(), "initials": set(), "short": set(), "street": set()}
    with connection.cursor() as db:
        child = about.child_id if about else None
        db.execute(
            "select kind, who, found from app.people_found(%s, %s, %s, %s, %s, %s)",
            [pathway.pk, child, keys, initials, shorts, text.lower().replace("\n", " ")],
        )
        for kind, who, word in db.fetchall():
            if kind in found:
                found[kind].add(word)
                continue
            found["who"].setdefault(who, set()).add(word)
            if kind == "parent":
                found["parents"].add(who)
    return found


def _names(words, found, about, staff):
    everybody = set().union(*found["who"].values())
    pupils = set().union(*(keys for who, keys in found["who"].items() if who not in found["parents"]))
    for each in words:
        keys = each.keys & everybody
        if sort_key(each.word) in _word_list("everyday") and sort_key(each.word) not in everybody:
            continue  # "ros" is praise, and not what belongs to Ro
        if not keys:
            continue
        if about:
            yield from _names_about(words, each, found)
        elif not keys & pupils and keys & staff and each.is_capital:
            yield Hit(each.word, "maybe_staff"), False
        elif hit := _name(each, keys):
            yield hit


def _names_about(words, each, found):
    """In the text about one child: another's whole name is refused, a part of it somebody looks at."""
    whole = next((keys for keys in found["who"].values() if each.keys & keys and _near(words, each, keys)), None)
    if whole:
        yield Hit(_stretch(words, each, whole), "full_name"), True
    elif each.is_capital and not (each.begins and each.keys & _word_list("everyday")):
        yield Hit(each.word, "other_name"), False


def _name(each, keys):
    """A name that is a word too is refused with a capital, and looked at without; "vi" and "hans" pass without one."""
    if keys <= _word_list("everyday"):
        return (
            (Hit(each.word, "maybe_name"), False)
            if each.begins and each.is_capital
            else ((Hit(each.word, "name"), True) if each.is_capital else None)
        )
    if keys <= _word_list("ordinary") | _word_list("everyday") and not each.is_capital:
        return Hit(each.word, "maybe_name"), False
    return Hit(each.word, "name"), True


def _near(words, each, keys):
    """Words near this one that are other parts of the same person's name."""
    around = words[max(0, each.at - NEAR) : each.at + NEAR + 1]
    return [other for other in around if other.keys & keys and not other.keys & each.keys]


def _stretch(words, each, keys):
    parts = sorted([each, *_near(words, each, keys)], key=lambda part: part.at)
    return " ".join(part.word for part in parts)


def _key(found):
    return sort_key(found[1]) + sort_key(found[2])


def _plain(found):
    return found[1] + found[2]


def _without_known(text, pathway, staff):
    """The text without the names of the adults who take part or work there, and of school, unit and class: they may stand there."""
    known = [each.name for each in staff]
    known += [str(each.name) for each in (pathway.unit, pathway.partner_unit, pathway.school_class) if each]
    for name in sorted(known, key=len, reverse=True):
        shape = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", name.strip()))
        text = re.sub(rf"(?<!\w){shape}(?:s|['’]s?)?(?!\w)", " ", text, flags=re.IGNORECASE)
    return text


def _given_names(staff):
    """What colleagues call each other: a parent may have the same name, a pupil's is refused all the same."""
    return {sort_key(each.name.split()[0]) for each in staff if each.name.split()}


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
def _word_list(name):
    """Those words as the database writes names."""
    return frozenset(sort_key(word) for word in _data()[name])


@cache
def _data():
    return tomllib.loads(WORDS.read_text())

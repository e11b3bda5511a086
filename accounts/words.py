"""The municipality's own list of words: found in a text in all their endings, with another wording to offer (A08, A64).

The list never refuses a text. It is asked when somebody writes what families may read, and answers kindly.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accounts.models import WordAdvice

STARTER = Path(__file__).with_name("data") / "words.toml"
BORDER_BEFORE, BORDER_AFTER, BETWEEN, NEVER = r"(?<!\w)", r"(?!\w)", r"\s+", "(?!)"
# "-e", "-t", "-en", "-erne", "-ede" and the genitive of each; a word of three letters takes the short ones only.
ENDINGS = "(?:e|t|et|en|er|ere|est|este|ene|erne|ende|ede|te|ne|r|rne|n|s)?s?"
SHORT_ENDINGS = "(?:e|t|en|et|er)?s?"
SHORT = 3
VOWELS = "aeiouyæøå"
CONTRACTED = re.compile(f"^(.*[^{VOWELS}])e([lnr])$")  # doven → dovne, gammel → gamle
LONGEST = 8000


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the list as it stands in the text, what to write rather, and why."""

    written: str
    instead: str
    why: str = ""


def advise(texts, person):
    """What the municipality's list has to say of these texts: each entry once, in the order in which they stand."""
    texts = [text[:LONGEST] for text in texts if text and text.strip()]
    if not texts:
        return []
    rows = WordAdvice.objects.visible_to(person).in_use().values_list("word", "instead", "why")
    return find(" \n ".join(texts), rows)


def find(text, rows):
    """rows: (word, what to write rather, why). Longer entries win over shorter ones within them."""
    found, taken = [], []
    for word, instead, why in sorted(rows, key=lambda row: -len(row[0])):
        for hit in pattern(word).finditer(text):
            if not any(first < hit.end() and hit.start() < last for first, last in taken):
                taken.append(hit.span())
                found.append((hit.start(), Found(hit[0], instead, why), word))
                break
    return [each for _at, each, _word in sorted(found, key=lambda row: row[0])]


@cache
def pattern(entry):
    """The entry with Danish endings, between the borders of words; each word of several bends by itself."""
    words = [_bent(word) for word in re.findall(r"[\w’'-]+", entry)]
    return re.compile(BORDER_BEFORE + (BETWEEN.join(words) or NEVER) + BORDER_AFTER, re.IGNORECASE)


def _bent(word):
    endings = ENDINGS if len(word) > SHORT else SHORT_ENDINGS
    shapes = [re.escape(word) + endings]
    if contracted := CONTRACTED.match(word.lower()):
        shapes.append(re.escape(contracted[1] + contracted[2]) + "es?")
    if len(word) >= SHORT and word[-1].lower() not in VOWELS and word[-2:-1].lower() in VOWELS:
        shapes.append(re.escape(word + word[-1]) + "(?:e|er|en|ene|erne)s?")  # slem → slemme
    if word[-2:].lower() == "er" and len(word) > SHORT + 1:
        shapes.append(re.escape(word[:-2]) + "(?:e|es|ede|edes|et|te|tes|ende)")  # nægter → nægtede
    if word[-1:].lower() == "e" and len(word) > SHORT:
        shapes.append(re.escape(word[:-1]) + "(?:t|et|er)s?")  # besværlige → besværligt
    return "(?:" + "|".join(shapes) + ")"


@cache
def starter_list():
    """[(word, instead, why)] that a municipality may take over: suggestions in our own words, to be bent to its own."""
    return [
        (each["word"], each["instead"], each.get("why", "")) for each in tomllib.loads(STARTER.read_text())["words"]
    ]


def missing_from(known):
    """The suggestions whose words are not on the list yet. known: words on it."""
    known = {word.casefold() for word in known}
    return [row for row in starter_list() if row[0].casefold() not in known]


def read_lines(text):
    """(rows, [(line number, what is wrong)]) of a pasted list: word; write rather; why, one to a line."""
    rows, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in re.split(r"[;\t]", line, maxsplit=2)]
        if not any(parts):
            continue
        if len(parts) < 2 or not parts[0] or not parts[1] or len(parts[0]) > 60 or len(parts[1]) > 200:
            wrong.append((number, line.strip()[:60]))
            continue
        rows.append((parts[0], parts[1], parts[2][:300] if len(parts) > 2 else ""))
    return rows, wrong

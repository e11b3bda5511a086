"""Lix: how hard a Danish text is to read. Words a sentence, plus the long words of a hundred; below 35 is easy.

The same rules stand in static/js/lix.js, and both are held to the table in tests/data/lix.toml.
"""

import re
import unicodedata
from dataclasses import dataclass

EASY, HARD = 35, 45  # below the first: easy; from the second on: hard
LONG = 6  # letters; a long word has more
ENOUGH = 5  # words: of fewer nothing can be said
SHOWN = 6
# "10.30", "f.eks", "1.200", "3/4" and "mor-og-barn" are one word each.
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+|\.(?=[a-zæøå0-9])[^\W_]+|(?<=\d)[,:/](?=\d)[^\W_]+)*")
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
LISTED = re.compile(r"(?m)^[^\S\n]*\d{1,2}[.)][^\S\n]+")  # "1. " before a point of a list is neither word nor sentence
SHORTENED = r"(?<!f\.eks)(?<!bl\.a)(?<!\bkl)(?<!\bca)(?<!\bnr)(?<!\bdvs)(?<!\bevt)(?<!\bpga)(?<!\btlf)(?<!\binkl)"
# The end of a sentence; not in "kl. 10", "f.eks. en" or "10.30". A line is a sentence too, for lists have no full stops.
END = re.compile(
    SHORTENED + r"[.!?…:]+[\"”’»)]*(?=\s+[^\Wa-zæøå0-9_]|(?<=[^\W\d_][.!?])\s+\d|\s+[\"“„«(–-]|\s*\n|\s*$)|\n+"
)


@dataclass(frozen=True, slots=True)
class Lix:
    """value: None for a text too short to tell. long_words: in order, each once."""

    value: int | None
    long_words: tuple = ()

    @property
    def level(self):
        """easy | middling | hard, or "" when nothing can be said."""
        if self.value is None:
            return ""
        return "easy" if self.value < EASY else "middling" if self.value < HARD else "hard"


def lix(text):
    """How hard the text is to read, and the long words that make it so."""
    text = UNSEEN.sub("", unicodedata.normalize("NFC", text or "")).strip()
    text = LISTED.sub("", text)
    words = WORD.findall(text)
    if len(words) < ENOUGH:
        return Lix(None)
    sentences = sum(bool(WORD.search(part)) for part in END.split(text))
    long_words = [word for word in words if sum(map(str.isalnum, word)) > LONG and any(map(str.isalpha, word))]
    value = len(words) / sentences + 100 * len(long_words) / len(words)
    once = {}
    for word in long_words:
        once.setdefault(word.lower(), word)
    return Lix(int(value + 0.5), tuple(once.values()))

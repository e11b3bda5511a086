"""The words of the pages behind links, which are ours, in the languages we have not written ourselves: Arabic and Turkish.

Mapping keeps who has read an instrument; this is for all else that stands on those pages. Changed words are read anew.
"""

import gettext as files
import re
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext, pgettext

from cases.models import PageWordsCheck
from core.context import current
from programmes.instruments.parts import COMPLETE, LANGUAGES

PUT_IN = re.compile(r"%\(\w+\)[sd]")
TRANSLATED = tuple(key for key in LANGUAGES if key not in COMPLETE)


@lru_cache
def _catalogue(language):
    """{what the code says: every form of it in the language}: the library has no other way to tell what a catalogue holds."""
    found = {}
    for key, words in files.translation("django", settings.LOCALE_PATHS[0], [language])._catalog.items():
        said = key[0] if isinstance(key, tuple) else key
        if said and words:
            found.setdefault((said, isinstance(key, tuple)), []).append(words)
    return found


@lru_cache
def fingerprint(language):
    """Other words, another fingerprint: what was confirmed before counts for those words alone."""
    lines = [f"{said}\0{words}" for (said, _many), forms in sorted(_catalogue(language).items()) for words in forms]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def words_of(language):
    """[(the words in the reader's own language, every form of them in that one)], in the order of the alphabet."""
    rows = [
        (_gap(_own(said, many)), list(dict.fromkeys(_gap(each) for each in forms))) for (said, many), forms in _catalogue(language).items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row[0].casefold())


def _gap(words):
    """A name or a figure that is put in later, as three dots: whoever reads it knows no code."""
    return PUT_IN.sub("…", words)


def _own(said, many):
    context, _cut, words = said.rpartition("\x04")
    if many:
        return ngettext(words, words, 1)
    return pgettext(context, words) if context else gettext(words)


def check_of(language, person):
    """Who confirmed the words as they are now, and when; None while nobody has."""
    rows = PageWordsCheck.objects.visible_to(person).filter(language=language, words=fingerprint(language))
    return rows.select_related("confirmed_by").first()


def are_unread(person=None):
    """Whether the page that is made now speaks a language whose words nobody has confirmed in this municipality."""
    language = (get_language() or "da").split("-")[0]
    if language not in TRANSLATED:
        return False
    rows = PageWordsCheck.objects.visible_to(person or current())
    return not rows.filter(language=language, words=fingerprint(language)).exists()

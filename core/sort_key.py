"""Danish order without ICU: æ, ø, å last and aa = å; case and accents do not matter."""

import unicodedata

_LAST = str.maketrans({"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"})


def sort_key(text):
    plain = unicodedata.normalize("NFC", text).casefold().replace("aa", "å").translate(_LAST)
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))

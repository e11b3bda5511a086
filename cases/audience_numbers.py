"""Numbers and addresses that stand in no text for many: CPR numbers in all writings, phones, e-mails, names online, roads."""

import re

from cases.names import cpr_numbers

EMAIL = re.compile(
    r"[^\s@,;<>()\[\]]+\s?(?:@|[(\[](?:at|a|snabel-?a)[)\]]|\ssnabel-?a\s)\s?[^\s@,;<>()]+\.[a-zA-Z]{2,}", re.IGNORECASE
)
HANDLE = re.compile(r"(?<![\w.])@\w[\w.]{2,}")
PHONE = re.compile(
    r"(?<!\d)(?<!\d\.)(?:\(?(?:\+|00)45\)?[ .-]?)?(?:[2-9]\d{7}|[2-9]\d(?P<gap>[ .-])\d{2}(?P=gap)\d{2}(?P=gap)\d{2}"
    r"|[2-9]\d{3}[ -]\d{4}|[2-9]\d{2}[ -]\d{2}[ -]\d{3}|[2-9]\d \d{6}|[2-9](?: \d){7})(?!\d)"
)
ABROAD = re.compile(r"(?<![\d+])(?:\+|00)(?!45)[1-9]\d{0,2}[ .-]?\d(?:[ .-]?\d){6,10}(?!\d)")
RANGE = re.compile(r"^(\d{4})([ -])(\d{4})$")
ROAD = r"vej|gade|allé|alle|stræde|vænge|vænget|parken|toften|bakken|haven|engen|torv|kvarteret|stien|svinget|krogen|lunden|vangen|marken"
ADDRESS = re.compile(
    rf"(?<!\w)(?:[A-ZÆØÅ][\w-]*(?:{ROAD})|[A-ZÆØÅ][\w.-]*(?: [A-ZÆØÅ][\w.-]*)? (?:Vej|Gade|Allé|Alle|Have|Plads|Torv|Stræde|Boulevard|Vænge))"
    r" \d{1,3} ?[A-Za-z]?(?!\w)"
)


def numbers_in(text):
    """(words, kind) of each. kind: cpr | phone | email | handle | address, as `cases.audiences.WHY` says it."""
    flat = text.replace("\n", " ")
    for words in cpr_numbers(flat):
        yield words, "cpr"
        flat = flat.replace(words, "·")
    for words in (found[0].strip() for shape in (PHONE, ABROAD) for found in shape.finditer(flat)):
        if not _is_range(words):
            yield words, "phone"
    yield from ((found[0], "email") for found in EMAIL.finditer(flat))
    yield from ((found[0], "handle") for found in HANDLE.finditer(flat))
    yield from ((found[0].strip(), "address") for found in ADDRESS.finditer(flat))


def _is_range(number):
    """A school year ("2025 2026"), some years ("2024-2028") or an amount ("2000-3000") is nobody's phone."""
    found = RANGE.match(number)
    if found is None:
        return False
    first, between, last = int(found[1]), found[2], int(found[3])
    years = first in range(1990, 2100) and last - first in ((1, 2) if between == " " else range(1, 11))
    amount = between == "-" and first < last and first % 100 == last % 100 == 0
    return years or amount

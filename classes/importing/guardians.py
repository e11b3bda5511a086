"""Guardians: one or two in a cell, with or without telephone, mail and what they are to the child."""

import re
from dataclasses import dataclass

from classes.importing.tables import tidy

RELATIONS = {"mor": "mother", "far": "father", "medmor": "co_mother", "værge": "guardian"}


@dataclass(frozen=True)
class Guardian:
    name: str
    relation: str = "other"
    phone: str = ""
    email: str = ""


def read_guardians(cell, heading=""):
    """Guardians of one cell: "Mette og Lars Hansen", "Mette Hansen (mor) 20 30 40 50 / Lars Hansen", one a line …"""
    parts = [tidy(part) for part in re.split(r"\n|;|/|&|\+(?!\d)|\bog\b", cell)]
    parts = [piece for part in parts for piece in _comma_parts(part) if piece]
    found = [_guardian(part, heading) for part in parts]
    found = [each for each in found if each.name]
    last = found[-1].name.split()[-1] if found else ""
    return [
        Guardian(f"{each.name} {last}", each.relation, each.phone, each.email)
        if " " not in each.name and each.name != last and len(found) > 1 else each
        for each in found
    ]  # fmt: skip


def _comma_parts(part):
    """ "Mette Hansen, Lars Hansen" are two; "Hansen, Mette" is one."""
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    names = [
        re.sub(r"[\d()+:@.]|\b(mor|far|medmor|værge|tlf)\b", " ", piece, flags=re.IGNORECASE).split()
        for piece in pieces
    ]
    if len(pieces) == 2 and all(names) and min(map(len, names)) == 1 and "@" not in part:
        return [f"{pieces[1]} {pieces[0]}"]
    return pieces if all(len(name) > 1 for name in names) else [" ".join(pieces)]


def _guardian(text, heading):
    email = re.search(r"[^\s()<>]+@[^\s()<>]+\.\w+", text)
    text = text.replace(email[0], " ") if email else text
    phone = re.search(r"(?:\+45 ?)?(?:\d ?){7}\d", text)
    text = text.replace(phone[0], " ") if phone else text
    relation = _relation(text) or _relation(heading) or "other"
    name = re.sub(r"\((.*?)\)|^\s*\w+\s*:|\b(tlf|mobil|mail)\b\.?:?", " ", text, flags=re.IGNORECASE)
    name = re.sub(r"\s*\b(mor|far|medmor|værge)\b", " ", name)
    return Guardian(
        " ".join(name.strip(" ,.:-<>()").split())[:160],
        relation,
        phone[0].strip() if phone else "",
        email[0] if email else "",
    )


def _relation(text):
    return next((RELATIONS[word] for word in re.findall(r"\w+", text.casefold()) if word in RELATIONS), "")

"""What leaves for a journal: the PDF as given, and beside it what a journal asks for, in one file (L16, L28)."""

import io
import json
import zipfile

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.roles import KIND_SECTOR
from cases.queries.journal import kle_of, references_of
from core.templatetags.ui import date_year
from insight.papers.kinds import TITLES

NEVER = (1980, 1, 1, 0, 0, 0)  # no clock in the file: the same document is the same bytes


def facts_of(document, person):
    """Title, KLE, dates, parties and references, by names that DUBU, SBSYS and Acadre know as metadata."""
    return {
        "title": document.title,
        "kind": document.kind,
        "kle": kle_of(document, person),
        "date": timezone.localtime(document.issued_at).date().isoformat(),
        "version": document.version,
        "language": document.language,
        "sha256": document.sha256,
        "parties": [
            {"part": "sender", "name": document.issued_by.name, "unit": _unit_of(document)},
            {"part": "recipient", "name": document.recipient or str(_("on paper"))},
            *([{"part": "child", "name": document.child.name}] if document.child else []),
        ],
        "pathway": document.pathway.title,
        "filed_on": document.filed_on and document.filed_on.isoformat(),
        "withdrawn_on": document.withdrawn_at and timezone.localtime(document.withdrawn_at).date().isoformat(),
        "references": [
            {"system": row.get_system_display(), "reference": row.reference} for row in references_of(document, person)
        ],
    }


def _unit_of(document):
    """Of the units around the pathway the one on whose side it was given; of a side without a unit there, the side."""
    around = (document.issued_by.unit, document.pathway.unit, document.pathway.partner_unit)
    own = next((unit for unit in around if unit and KIND_SECTOR.get(unit.kind) == document.sector), None)
    return own.name if own else str(document.get_sector_display())


def package(document, person) -> bytes:
    """A ZIP of two files: `<kind>.pdf` and `<kind>.json`."""
    made = io.BytesIO()
    facts = json.dumps(facts_of(document, person), ensure_ascii=False, indent=2)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            (f"{document.kind}.pdf", bytes(document.body)),
            (f"{document.kind}.json", facts.encode()),
        ):
            archive.writestr(zipfile.ZipInfo(name, NEVER), content)
    return made.getvalue()


def as_text(document):
    """Head and body as lines of text; the body of a document that was made on a page of its own is its PDF alone."""
    head = [
        f"{TITLES.get(document.kind, document.kind)}, {date_year(timezone.localdate(document.issued_at))}",
        _("About: %(name)s") % {"name": document.child.name} if document.child else "",
        _("To: %(recipient)s") % {"recipient": document.recipient} if document.recipient else "",
        _("By: %(name)s") % {"name": document.issued_by.name},
    ]
    body = document.facts.get("text", "") or document.title + "\n\n" + _("The words stand in the PDF file.")
    return "\n".join(line for line in head if line) + "\n\n" + body


def filed_words(document):
    """ "Journaliseret den 21. maj 2026 af Karen Lindholm", or "" while it is not."""
    if document.filed_on is None:
        return ""
    day = date_format(document.filed_on, _("j F Y"))
    return _("Filed on %(day)s by %(name)s") % {"day": day, "name": document.filed_by.name}

"""A good word from school to the home: one small success in the log, and a short message to each child's family (A59, C40)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.audience_parts import running
from cases.audiences import found_in
from cases.models import PraiseMessage
from cases.queries.plans import staff_of
from followup.actions.contacts import log_contact
from followup.contacts import SUCCESS
from followup.permissions import contact_sector

OF_OTHERS = ("full_name", "other_name", "cpr", "phone", "email", "handle", "address", "street")
LONGEST = 300


@transaction.atomic
def praise(*, pathway, rows, text, by):
    """Tell the families of these children that something went well today; it is logged as a small success besides.

    rows: PathwayChild rows whose families have said yes. Gives the contact. Nothing is sent: the family reads it on its page.
    ValidationError by field: no child chosen, no words, another child or a number in them.
    """
    text = text.strip()
    if not rows:
        raise ValidationError({"children": _("Choose who it is about.")})
    if not text:
        raise ValidationError({"line": _("Choose a sentence, or write what went well.")})
    if len(text) > LONGEST:
        raise ValidationError({"line": _("Write it shorter: at most %(n)s letters.") % {"n": LONGEST}})
    _refuse_others(pathway, rows, text, by)
    today = timezone.localdate()
    told = [{"pathway_child": row, "note": text} for row in rows]
    contact = log_contact(
        pathway=pathway, kind=SUCCESS, held_on=today, children=told, with_whom=["home"], is_success=True, by=by
    )
    signed = ", ".join(word for word in (by.name, running(by.title)) if word)[:160]
    for row in rows:
        PraiseMessage.objects.create(
            municipality_id=by.municipality_id, pathway_child=row, child_id=row.child_id, sector=contact_sector(by, row.child),
            text=text, by_id=by.staff_id, signed=signed, said_on=today, contact=contact.uuid,
        )  # fmt: skip
    return contact


def _refuse_others(pathway, rows, text, by):
    """Each family reads about its own child: no other child is named to it."""
    staff = list(staff_of(pathway, by))
    for row in rows:
        refused, warned = found_in(text, pathway, by, about=row, hints=False, staff=staff)
        hits = [hit for hit in (*refused, *warned) if hit.kind in OF_OTHERS]
        if hits:
            words = ", ".join(f"“{hit.words}”" for hit in hits)
            raise ValidationError(
                {"line": _("Name no other child, no number and no address: %(words)s.") % {"words": words}}
            )

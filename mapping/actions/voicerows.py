"""The row that an answer is kept in: one voice for each person asked, found again from whichever device or way it comes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import PathwayChild
from mapping.models import Ask, ClassAnswer, Perspective
from mapping.permissions import ask_sector, can_edit_environment, can_type_pupils, voice_sector

Informant, Way = Ask.Informant, Ask.Way
OF_CLASS = (Informant.TEAM, Informant.PUPILS)
METHOD = {Way.TOGETHER: Perspective.Method.TALK}  # else in writing


def locked_ask(ask, by):
    """The request, locked: whoever saves at the same time waits, so that no answer is lost."""
    rows = Ask.objects.visible_to(by).select_for_update(of=("self",))
    if not by.link:
        rows = rows.select_related("mapping__pathway__programme_version", "child", "pathway_child")
    return rows.get(pk=ask.pk)


def open_ask(ask, by):
    """The request, locked, if this person may answer it and it is still open. Raises ValidationError, code "closed"."""
    ask = locked_ask(ask, by)
    if not may_answer(ask, by):
        raise PermissionDenied
    if ask.closed_at:
        raise ValidationError(_("This has been answered, or is no longer asked for."), code="closed")
    if not _family_agrees(ask, by):
        raise ValidationError(_("The child's part opens when all who hold custody have said yes to the offer."))
    return ask


def may_answer(ask, by):
    """Whoever holds the link; who is asked herself; who asks that voice, when it is told to her or typed in."""
    if by.link:
        return ask.link_id == by.link["id"]
    if ask.informant in OF_CLASS:
        may = can_edit_environment if ask.informant == Informant.TEAM else can_type_pupils
        return may(by, ask.mapping.pathway)
    return ask.staff_id == by.staff_id or ask_sector(by, ask.child, ask.informant) == ask.sector


def _family_agrees(ask, by):
    """Asked of PostgreSQL for a link, which sees neither the child nor the offer (A48, L10)."""
    if by.link:
        with connection.cursor() as db:
            db.execute("select app.voice_by_link(%s)", [ask.pk])
            return db.fetchone()[0]
    if ask.informant in OF_CLASS:
        return ask.mapping.pathway.is_open
    rows = PathwayChild.objects.visible_to(by).filter(pk=ask.pathway_child_id, accepted_on__isnull=False)
    return ask.mapping.pathway.is_open and rows.on(timezone.localdate()).exists()


def voice_row(ask, by, lock=False):
    """The Perspective of this request, or None before the first answer."""
    rows = Perspective.objects.writable_by(by).filter(
        mapping=ask.mapping_id, pathway_child=ask.pathway_child_id, informant=ask.informant
    )
    if by.link:
        rows = rows.filter(link=ask.link_id)
    elif ask.staff_id:
        rows = rows.filter(author=ask.staff_id, who="")
    else:
        rows = rows.filter(parent=ask.parent_id, carer=ask.carer_id, **_named(ask))
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.order_by("obtained_on", "pk").first()


def _named(ask):
    """A professional without an account is told apart by who it is; a child and a parent are whom they are."""
    return {"author": ask.made_by_id, "who": ask.who} if ask.informant == Informant.PROFESSIONAL else {}


def new_voice(ask, by):
    """A Perspective not yet saved: it stands on the side that asked, a colleague's own on hers."""
    mine = ask.staff_id and ask.staff_id == by.staff_id
    sector = voice_sector(by, ask.child, ask.informant) if mine else ""
    return Perspective(
        municipality_id=ask.municipality_id, mapping_id=ask.mapping_id, pathway_child_id=ask.pathway_child_id, child_id=ask.child_id,
        informant=ask.informant, sector=sector or ask.sector, author_id=ask.staff_id or ask.made_by_id, parent_id=ask.parent_id,
        carer_id=ask.carer_id, link_id=ask.link_id, row_version=0, method=METHOD.get(ask.way, Perspective.Method.FORM),
        who=ask.who if ask.informant == Informant.PROFESSIONAL and not ask.staff_id else "",
    )  # fmt: skip


def class_row(ask, by, sheet=None, lock=False):
    """A colleague's own sheet about the class; or, for a pupil, the sheet with this uuid, which the browser keeps."""
    rows = ClassAnswer.objects.visible_to(by).filter(ask=ask.pk)
    if ask.informant == Informant.TEAM:
        rows = rows.filter(author=by.staff_id)
    elif sheet:
        rows = rows.filter(uuid=sheet)
    else:
        return None
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def new_sheet(ask, by, sheet=None):
    """sheet: the uuid that a pupil's browser keeps already, so that two answers sent at once make one sheet."""
    return ClassAnswer(
        **({"uuid": sheet} if sheet else {}), municipality_id=ask.municipality_id, mapping_id=ask.mapping_id, ask=ask, informant=ask.informant, answered_on=timezone.localdate(),
        author_id=by.staff_id if ask.informant == Informant.TEAM else None,
    )  # fmt: skip


def save_voice_row(row):
    row.row_version += 1
    with transaction.atomic():
        row.save()
    return row

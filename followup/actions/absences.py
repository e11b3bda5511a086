"""Say that somebody is away and who takes her work; back early; taken back."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import RoleAssignment
from cases.models import Pathway
from core.locks import one_at_a_time
from followup.absence import beyond_reach, leader_of
from followup.models import Absence
from followup.queries.absences import may_write_for, workplace_of

LONGEST = timedelta(days=366)


@transaction.atomic
def write_absence(*, staff, stand_in, first, last, by):
    """From `first` to `last` her work falls to `stand_in`, who must reach all of it by her own roles: nothing is opened for her.

    Refused: days that have passed, two absences at once, oneself, somebody who is away or whose work falls to the absent one.
    """
    if not may_write_for(by, staff, timezone.localdate()):
        raise PermissionDenied
    _lock(by)
    _check_days(staff, first, last)
    _check_stand_in(staff, stand_in, first, last, by)
    return Absence.objects.create(
        municipality_id=by.municipality_id,
        staff=staff,
        stand_in=stand_in,
        unit_id=workplace_of(staff, first),
        first=first,
        last=last,
        made_by_id=by.staff_id,
    )


@transaction.atomic
def end_absence(*, absence, by):
    """Back today: yesterday was the last day. One that has not begun, or began today, goes. Gives its former last day."""
    _lock(by)
    absence = Absence.objects.visible_to(by).select_related("staff").get(pk=absence.pk)
    if not may_write_for(by, absence.staff, timezone.localdate()):
        raise PermissionDenied
    before, yesterday = absence.last, timezone.localdate() - timedelta(days=1)
    if absence.last <= yesterday:
        return before
    if absence.first > yesterday:
        absence.delete()
        return before
    absence.last = yesterday
    absence.save(update_fields=["last"])
    return before


def _lock(by):
    """One at a time in a municipality: two people must not name each other at the same moment."""
    one_at_a_time("absence", by.municipality_id)


def _check_days(staff, first, last):
    if last < first:
        raise ValidationError({"last": _("The last day lies before the first.")})
    if first < timezone.localdate():
        raise ValidationError({"first": _("Choose today or a later day.")})
    if last - first > LONGEST:
        raise ValidationError({"last": _("A year at most. For longer, hand the work over.")})
    known = Absence.objects.filter(staff=staff).touching(first, last).first()
    if known:
        words = _("%(name)s is already away from %(first)s to %(last)s.")
        raise ValidationError({"first": words % _named(staff, known)})


def _named(staff, absence):
    return {"name": staff.name, "first": _day(absence.first), "last": _day(absence.last)}


def _day(day):
    return date_format(day, _("j F"))


def _check_stand_in(staff, stand_in, first, last, by):
    if stand_in.pk == staff.pk:
        raise ValidationError({"stand_in": _("Choose somebody else than the one who is away.")})
    rows = Absence.objects.touching(first, last).select_related("staff", "stand_in")
    if away := rows.filter(staff=stand_in).first():
        words = _("%(name)s is away too, from %(first)s to %(last)s. Choose somebody else.")
        raise ValidationError({"stand_in": words % _named(stand_in, away)})
    if stands := rows.filter(stand_in=staff).first():
        words = _("%(name)s takes the work of %(other)s until %(last)s. First find somebody else for %(other)s: %(leader)s can.")  # fmt: skip
        told = {"name": staff.name, "other": stands.staff.name, "last": _day(stands.last)}
        raise ValidationError(words % (told | {"leader": _whom_to_ask(stands.staff, first)}))
    if not _same_sector(staff, stand_in, first, last):
        words = _("%(name)s does not work in the same place with the same things. Ask %(leader)s.")
        raise ValidationError(
            {"stand_in": words % {"name": stand_in.name, "leader": _whom_to_ask(staff, first, but=stand_in)}}
        )
    if lacking := beyond_reach(staff.pk, stand_in.pk, first, last):
        raise ValidationError({"stand_in": _lacking_words(staff, stand_in, lacking, first, by)})


def _same_sector(staff, stand_in, first, last):
    sectors = RoleAssignment.objects.live(first).filter(staff_member=staff).exclude(sector="").values("sector")
    return all(
        RoleAssignment.objects.live(day).filter(staff_member=stand_in, sector__in=sectors).exists()
        for day in (first, last)
    )


def _lacking_words(staff, stand_in, lacking, first, by):
    names = list(Pathway.objects.visible_to(by).filter(pk__in=lacking).values_list("title", flat=True)[:3])
    words = _("%(name)s does not reach %(what)s on all the days. Choose somebody else, or ask %(leader)s for the role that opens it.")  # fmt: skip
    what = "; ".join(names) if names else _("all the work")
    return words % {"name": stand_in.name, "what": what, "leader": _whom_to_ask(staff, first)}


def _whom_to_ask(staff, on, but=None):
    """The leader of her unit by name, else the administrator."""
    leader = leader_of(workplace_of(staff, on), on, staff.pk)
    return leader.name if leader and leader != but else _("the administrator")

"""The daily job: what each municipality's day asks for, as its system user. Run twice, it changes nothing the second time."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.module_loading import import_string

from accounts.models import Municipality, User
from cases.models import Pathway
from core.context import current, tenant
from core.middleware import municipalities_of
from followup.actions import cancel_stopped, plan_missing
from followup.cadences import cadence_of, cadences_now, due_again
from followup.calendar import school_calendar
from followup.models import Occurrence, OutboxMail
from followup.notices import DUE, OVERDUE, due_notice
from followup.outbox import send_waiting

log = logging.getLogger(__name__)
SYSTEM = "system@"  # the e-mail of a municipality's system user begins so; it is inactive, nobody logs in as it
A_DAY = 26 * 60 * 60


def tick(today, *, once_a_day=False, only=None):
    """Run settings.DAILY_JOBS and send the mails that wait, in every municipality; gives what was done in each.

    Each job is a dotted name of `job(today) -> counts`, called inside the municipality's context in a transaction of its own.
    once_a_day: the daily jobs only when they have not run for `today` yet; mails are always sent. only: one municipality's name.
    """
    return [_of_municipality(*found, today, once_a_day) for found in _municipalities() if only in (None, found[2])]


def _municipalities():
    names = dict(Municipality.objects.values_list("pk", "name"))
    for user in User.objects.filter(is_active=False, email__startswith=SYSTEM).order_by("pk"):
        for municipality_id in municipalities_of(user):
            yield user.pk, municipality_id, names[municipality_id]


def _of_municipality(user_id, municipality_id, name, today, once_a_day):
    done = {"municipality": name}
    try:
        for job in [] if once_a_day and _ran(municipality_id, today) else settings.DAILY_JOBS:
            done[job.rpartition(".")[2]] = _run(job, user_id, municipality_id, today)
        cache.set(_key(municipality_id, today), True, A_DAY)
        done["mails"] = send_waiting(user_id, municipality_id)
    except Exception as error:  # noqa: BLE001 (one municipality's trouble is not the others')
        log.exception("the daily job failed in one municipality")
        done["error"] = type(error).__name__
    return done


def _run(job, user_id, municipality_id, today):
    with tenant(user_id, municipality_id, purpose=job) as person:
        if not person.has("system"):
            raise PermissionError("not a system user")
        with connection.cursor() as db:  # two ticks at once: the second waits, and finds nothing left to do
            db.execute("select pg_advisory_xact_lock(hashtext(%s), %s)", [job, municipality_id])
        return import_string(job)(today)


def _key(municipality_id, today):
    return f"daily-jobs-{municipality_id}-{today.isoformat()}"


def _ran(municipality_id, today):
    return cache.get(_key(municipality_id, today), False)


# ---- the job of this floor ----


def plan_and_remind(today):
    """Cancel what stopped, follow the school calendar, plan what is missing, and queue a mail for what is due or overdue."""
    person = current()
    return {
        "cancelled": _cancel(person),
        "moved": _move(person, today),
        "planned": _plan(person),
        "queued": _remind(person, today),
    }


def _cancel(person):
    open_ones = Occurrence.objects.visible_to(person).open().values("pathway_id")
    found = Pathway.objects.visible_to(person).filter(pk__in=open_ones).select_related("programme_version")
    return sum(
        cancel_stopped(pathway=pathway, by=person)
        for pathway in found
        if not pathway.is_open or pathway.state == Pathway.State.ACTIVE
    )


def _move(person, today):
    """Days that are not agreed follow a school calendar that was changed after they were planned."""
    found = (
        Occurrence.objects.visible_to(person)
        .open()
        .filter(is_agreed=False, due_on__gt=today)
        .select_related("pathway__programme_version")
    )
    found = list(found.order_by("computed_on"))
    if not found:
        return 0
    calendar = school_calendar(person.municipality_id, found[0].computed_on, found[-1].computed_on)
    return sum(_follow_calendar(each, today, calendar) for each in found)


def _follow_calendar(occurrence, today, calendar):
    due = due_again(cadence_of(occurrence), occurrence.computed_on, today, calendar)
    if due.due_on == occurrence.due_on:
        return 0
    occurrence.due_on, occurrence.window_opens_on, occurrence.moved_because = (
        due.due_on,
        due.window_opens_on,
        due.moved_because,
    )
    occurrence.save()
    return 1


def _plan(person):
    open_ones = set(Occurrence.objects.visible_to(person).open().values_list("pathway_id", "cadence"))
    running = Pathway.objects.visible_to(person).filter(state=Pathway.State.ACTIVE).select_related("programme_version")
    missing = [p.pk for p in running if any((p.pk, c.key) not in open_ones for c in cadences_now(p))]
    locked = (
        Pathway.objects.visible_to(person)
        .filter(pk__in=missing)
        .select_related("programme_version")
        .select_for_update(of=("self",))
    )
    return sum(len(plan_missing(pathway=pathway)) for pathway in locked)


def _remind(person, today):
    """One mail when the window opens and one when the day has passed, to whoever answers for it."""
    open_ones = Occurrence.objects.visible_to(person).filter(pathway__state=Pathway.State.ACTIVE)
    wanted = [(each, DUE) for each in _with_people(open_ones.due(today))] + [
        (each, OVERDUE) for each in _with_people(open_ones.overdue(today))
    ]
    known = OutboxMail.objects.visible_to(person).filter(occurrence__state=Occurrence.State.OPEN)
    sent = set(known.values_list("recipient_id", "occurrence_id", "kind", "due_on"))
    mails = [
        due_notice(each, recipient, kind)
        for each, kind in wanted
        if (recipient := _recipient(each)) and (recipient, each.pk, kind, each.due_on) not in sent
    ]
    OutboxMail.objects.bulk_create(mails, ignore_conflicts=True)
    return len(mails)


def _with_people(rows):
    return rows.select_related("pathway__lead__user", "pathway__co_lead__user", "responsible__user")


def _recipient(occurrence):
    """Id of the first of responsible, lead and co-lead who can still log in."""
    people = (occurrence.responsible, occurrence.pathway.lead, occurrence.pathway.co_lead)
    return next((staff.pk for staff in people if staff and staff.user.is_active), None)

"""Panels of the parent track: sessions to register, and calls to make."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Pathway
from cases.reach import reaches_pathway
from core.templatetags.ui import ago, capital, clock, day
from insight.links import link
from insight.panels import Act, Item, Panel
from parentgroups.models import Attendance, BetweenSessionContact, GroupEnrolment, GroupSession, RecruitmentContact
from parentgroups.queries import contacts_due, referrals_due

AHEAD = timedelta(days=28)
SHOWN = 40


def sessions_panel(person, today):
    """Sessions that want a register, and the next one of each group: (panel, [(day, Item)] for what comes)."""
    rows = list(
        GroupSession.objects.visible_to(person)
        .filter(
            Q(on_day__lte=today, state="planned")
            | Q(on_day=today)
            | Q(on_day__gt=today, state="planned", on_day__lte=today + AHEAD)
        )
        .exclude(state="cancelled")
        .exclude(group__pathway__state__in=Pathway.ENDED)
        .select_related("group__pathway")
        .annotate(registered=Exists(Attendance.objects.filter(session=OuterRef("pk"))))
        .order_by("on_day", "starts_at", "pk")[:SHOWN]
    )
    items, coming, seen = [], [], set()
    for row in rows:
        if row.on_day > today:
            coming.append((row.on_day, _coming_session(row)))
        if row.on_day <= today or row.group_id not in seen:
            items.append(_session_item(person, row, today, first=not items))
        seen.add(row.group_id)
    return Panel(
        "sessions",
        _("Your parent groups") if person.has("group_leader") else _("The parent groups of the unit"),
        items,
        url=link("group_list") if items else "",
        label=_("All groups"),
    ), coming


def _coming_session(row):
    when = _("%(day)s at %(time)s") % {"day": capital(day(row.on_day)), "time": clock(row.starts_at)}
    return Item(
        title=f"{row.group.pathway.title}, " + _("group session") + f" {row.number}",
        url=link("group_detail", row.group.pathway.uuid),
        when=when,
        kind="planned",
    )


def _session_item(person, row, today, first):
    leads = reaches_pathway(person, row.group.pathway, "group_leader")
    late = (today - row.on_day).days
    words = ngettext("The register is missing, %(days)s day", "The register is missing, %(days)s days", late) % {
        "days": late
    }
    status = {"kind": "overdue", "words": words} if late > 0 and not row.registered else {}
    label = _("See attendance") if row.registered else _("Register attendance")
    acts = (
        (Act(label, link("session_register", row.uuid), "primary" if first and late >= 0 else "secondary"),)
        if leads and late >= 0
        else ()
    )
    return Item(
        title=row.group.pathway.title,
        url=link("group_detail", row.group.pathway.uuid),
        text=_("Group session %(number)s: %(theme)s. %(day)s.")
        % {"number": row.number, "theme": row.theme, "day": capital(day(row.on_day))},
        acts=acts,
        clock=clock(row.starts_at),
        until=clock(row.ends_at),
        **status,
    )


def calls_due(person, today):
    """Parents who take part and have not been called since the last session, where a next one is planned."""
    last = (
        GroupSession.objects.filter(group=OuterRef("group"), state="held", on_day__lte=today)
        .order_by("-on_day")
        .values("on_day")[:1]
    )
    nxt = (
        GroupSession.objects.filter(group=OuterRef("group"), state="planned", on_day__gte=today)
        .order_by("on_day")
        .values("on_day")[:1]
    )
    talked = BetweenSessionContact.objects.filter(
        enrolment=OuterRef("pk"), reached=True, called_on__gte=OuterRef("last_held")
    )
    return (
        GroupEnrolment.objects.visible_to(person)
        .filter(state="joined", group__pathway__in=Pathway.objects.active().in_reach_of(person, ("group_leader",)))
        .annotate(last_held=Subquery(last), next_on=Subquery(nxt))
        .filter(last_held__isnull=False, next_on__isnull=False)
        .exclude(Exists(talked))
    )


def calls_panel(person, today):
    """(panel, ids of their children)."""
    rows = calls_due(person, today).select_related("parent", "group__pathway")
    rows = list(rows.order_by("next_on", "parent__name_key", "pk")[:SHOWN])
    items = [
        Item(
            title=row.parent.name,
            acts=(Act(_("Note a call"), link("call_create", row.uuid), "link"),),
            glyph="home",
        )
        for row in rows
    ]
    days = sorted({row.next_on for row in rows})
    note = _("Before %(days)s") % {"days": ", ".join(day(on) for on in days)} if days else ""
    return Panel("calls", _("Call before the next session"), items, look="short", note=note), [
        row.child_id for row in rows
    ]


def contacts_panel(person, today):
    """Families that wait for somebody to talk with them about joining: (panel, ids of their children)."""
    rows = list(contacts_due(person, today)[:SHOWN])
    items = [
        Item(title=row.parent.name, text=_asked(row), acts=(Act(_("Note a contact"), link("contact_create", row.uuid), "link"),), glyph="home")
        for row in rows
    ]  # fmt: skip
    title = _("Talk with these families about the group")
    return Panel("recruitment", title, items, look="short"), [row.child_id for row in rows]


def _asked(row):
    if not row.asked:
        return row.group.pathway.title
    return f"{RecruitmentContact.Outcome(row.asked).label} {ago(row.asked_on)}"


def referrals_panel(person, today):
    """Families referred on to whom nobody has answered: (panel, ids of their children)."""
    rows = list(referrals_due(person)[:SHOWN])
    items = []
    for row in rows:
        leads = reaches_pathway(person, row.group.pathway, "group_leader")
        sent = _("sent %(day)s") % {"day": ago(row.referred_on)} if row.referred_on else ""
        items.append(
            Item(
                title=row.parent.name,
                url=link("group_detail", row.group.pathway.uuid),
                kind="due",
                words=_("No answer yet"),
                text=", ".join(filter(None, (row.referred_to, sent))) + ".",
                acts=(Act(_("Note the answer"), link("enrolment_referral", row.uuid)),) if leads else (),
            )  # fmt: skip
        )
    return Panel("referrals", _("Referred on, no answer yet"), items), [row.child_id for row in rows]

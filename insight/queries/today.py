"""Everybody's home: what is overdue, what is due, what comes next, and what each role does from here.

Each panel is one question to the database, or two, whatever the number of rows.
"""

from datetime import timedelta

from django.db.models import DateField, DecimalField, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Child, InformationExchange, Measure, Pathway, PathwayChild, PathwayPlan
from cases.querysets import children_q
from cases.reach import reaches_pathway
from classes.models import ClassSelection, ClassSession, CoTeachingWeek, SelectionVote
from classes.permissions import can_answer_selection, can_assess_selection, can_decide_selection, can_vote_for
from core.templatetags.ui import capital, clock, day, day_month, decimal1, weekno
from followup.models import Occurrence
from followup.permissions import can_hold_meeting
from insight.links import link
from insight.panels import Act, Item, Panel
from mapping.models import Perspective
from parentgroups.models import BetweenSessionContact, GroupEnrolment, GroupSession

AHEAD = timedelta(days=28)
SHOWN = 40


# ---- follow-ups: everybody who reaches a pathway ----


def occurrences(person, today):
    """(overdue, due, coming): one reading of everything open until four weeks from now, or in its window."""
    rows = list(
        Occurrence.objects.visible_to(person)
        .open()
        .filter(Q(due_on__lte=today + AHEAD) | Q(window_opens_on__lte=today))
        .exclude(pathway__state__in=Pathway.ENDED)
        .select_related("pathway__programme_version", "pathway__lead", "responsible")
        .order_by("due_on", "pk")[:SHOWN]
    )
    by_status = {"overdue": [], "due": [], "planned": []}
    for row in rows:
        by_status[row.status(today)].append(row)
    return by_status["overdue"], by_status["due"], by_status["planned"]


def occurrence_title(row):
    return f"{row.pathway.content.cadence(row.cadence).title}, {row.pathway.title}"


def overdue_panel(person, rows, today):
    items = [
        Item(
            title=occurrence_title(row),
            kind="overdue",
            words=ngettext("Overdue %(days)s day", "Overdue %(days)s days", row.days_overdue(today)) % {"days": row.days_overdue(today)},
            text=_("Should have been held %(day)s.") % {"day": day(row.due_on)} + _whose(row, person),
            acts=_occurrence_acts(person, row),
        )
        for row in rows
    ]
    note = ngettext("%(count)s thing", "%(count)s things", len(items)) % {"count": len(items)}
    return Panel("overdue", _("Overdue"), items, look="alert", note=note)


def due_items(person, rows, today):
    return [
        Item(
            title=occurrence_title(row),
            kind="due",
            words=due_words(row.due_on, today),
            text=_("To be held by %(day)s.") % {"day": day(row.due_on)} + _whose(row, person),
            acts=_occurrence_acts(person, row),
        )
        for row in rows
    ]


def due_words(due_on, today):
    days = (due_on - today).days
    return _("Due today") if not days else ngettext("Due in %(days)s day", "Due in %(days)s days", days) % {"days": days}


def _whose(row, person):
    someone = row.responsible or row.pathway.lead
    if someone is None or someone.pk == person.staff_id:
        return ""
    return " " + _("%(name)s is responsible.") % {"name": someone.name}


def _occurrence_acts(person, row):
    if not can_hold_meeting(person, row.pathway):
        return (Act(_("Open the pathway"), link("pathway_detail", row.pathway.uuid), "link"),)
    return (
        Act(_("Hold the follow-up"), link("occurrence_hold", row.uuid)),
        Act(_("Find a new date"), link("occurrence_move", row.uuid), "link"),
        Act(_("Not held because …"), link("occurrence_not_held", row.uuid), "link"),
    )


def coming_items(rows):
    return [
        (row.due_on, Item(title=occurrence_title(row), url=link("pathway_detail", row.pathway.uuid), when=capital(day(row.due_on)), kind="planned"))
        for row in rows
    ]


# ---- the class track ----


def class_rows(person, today):
    """Open class pathways that the person writes in: last session, and lessons taught by two until last week."""
    monday = last_monday(today)
    weeks = CoTeachingWeek.objects.filter(pathway=OuterRef("pk"))
    sessions = ClassSession.objects.kept().filter(pathway=OuterRef("pk"), held_on__lte=today).order_by("-held_on")
    rows = Pathway.objects.visible_to(person).in_reach_of(person, ("resource_advisor",)).of_track("class").open().exclude(state="proposed")
    return list(
        rows.select_related("programme_version")
        .annotate(
            last_session=Subquery(sessions.values("held_on")[:1], output_field=DateField()),
            week_written=Exists(weeks.filter(monday=monday)),
            last_lessons=Subquery(weeks.filter(monday__lt=monday).order_by("-monday").values("lessons")[:1], output_field=DecimalField()),
        )
        .order_by(F("last_session").asc(nulls_first=True), "title")[:SHOWN]
    )


def last_monday(today):
    """Monday of last week: the newest week that can be written whole."""
    return today - timedelta(days=today.weekday() + 7)


def classes_panel(person, today):
    items = []
    for row in sorted(class_rows(person, today), key=lambda row: row.state == "accepted"):
        running = row.state in ("active", "closing", "paused")
        items.append(_running_class(row, today, first=not items) if running else _waiting_class(row))
    return Panel("classes", _("Your classes"), items, url=link("class_list") if items else "", label=_("All classes"))


def _running_class(row, today, first):
    missing = row.starts_on <= today - timedelta(days=7) and not row.week_written
    said = [_("Last session %(day)s.") % {"day": day(row.last_session)} if row.last_session else _("No session has been written yet.")]
    acts = [Act(_("Write session"), link("session_create", row.uuid), "primary" if first else "secondary")]
    if missing:
        week = {"week": weekno(last_monday(today))}
        said.append(_("Co-teaching in %(week)s has not been written.") % week)
        if row.last_lessons is not None:
            said.append(_("Last time you wrote %(lessons)s lessons.") % {"lessons": decimal1(row.last_lessons)})
        acts.append(Act(_("Write co-teaching in %(week)s") % week, link("co_teaching_edit", row.uuid), "link"))
    return Item(title=row.title, url=link("pathway_detail", row.uuid), text=" ".join(said), acts=tuple(acts), glyph="school")


def _waiting_class(row):
    phase = str(row.content.phase(row.phase).title)
    return Item(
        title=row.title,
        url=link("pathway_detail", row.uuid),
        text=_("Not begun yet. Now: %(phase)s.") % {"phase": phase},
        acts=(Act(_("See what is missing"), link("pathway_detail", row.uuid)),),
        glyph="school",
    )


def selections_panel(person):
    """Classes on their way: what is waited for, and first those that wait for this reader."""
    rows = list(
        ClassSelection.objects.visible_to(person)
        .undecided()
        .select_related("school_class", "unit", "programme_version")
        .order_by("nominated_on", "pk")[:SHOWN]
    )
    voted = {}
    if any(row.state == "assessed" for row in rows):
        for selection, party in SelectionVote.objects.visible_to(person).filter(selection__in=[row.pk for row in rows]).values_list("selection_id", "party"):
            voted.setdefault(selection, set()).add(party)
    items = [_selection_item(person, row, voted.get(row.pk, set())) for row in rows]
    items.sort(key=lambda item: item.kind != "due")
    return Panel("selections", _("Choosing classes"), items)


def _selection_item(person, row, voted):
    mine, text = _selection_next(person, row, voted)
    url = link("selection_detail", row.uuid)
    return Item(
        title=f"{row.school_class}, {row.unit}",
        url=url,
        kind="due" if mine else "planned",
        words=_("Waits for you") if mine else str(row.programme_version.programme_content.phase(row.state).title),
        text=text,
        acts=(Act(_("Open the selection"), url),) if mine else (),
    )


def _selection_next(person, row, voted):
    if row.state == "nominated":
        return can_assess_selection(person, row), _("To be assessed in the four dimensions.")
    if row.state == "offered":
        return can_answer_selection(person, row), _("Offered. The class team and the school have not answered yet.")
    content = row.programme_version.programme_content
    missing = [party for party in content.selection.parties if party not in voted]
    if not missing:
        return can_decide_selection(person, row), _("All have given their word. The principal decides.")
    words = ", ".join(str(content.role(party).title).lower() for party in missing)
    return any(can_vote_for(person, row, party) for party in missing), _("Not answered yet: %(parties)s.") % {"parties": words}


def measures_panel(person, today):
    """The class measures of the teacher's own class that run now or soon. Family measures are not the team's."""
    plans = PathwayPlan.objects.visible_to(person).in_force().filter(pathway__in=Pathway.objects.in_reach_of(person, ("class_team",)))
    rows = (
        Measure.objects.visible_to(person)
        .of_class()
        .filter(plan__in=plans.values("pk"), ended_on=None)
        .exclude(ends_on__lt=today)
        .exclude(arena="home")
        .select_related("plan__pathway__programme_version", "owner")
        .order_by(F("starts_on").asc(nulls_first=True), "order", "pk")[:SHOWN]
    )
    items, pathway = [], None
    for row in rows:
        pathway = row.plan.pathway
        running = row.status(today) == "running"
        until = _("Until %(day)s.") % {"day": day_month(row.ends_on)} if row.ends_on else ""
        begins = "" if running else _("From %(day)s.") % {"day": day_month(row.starts_on)}
        element = str(pathway.content.element(row.core_element).short)
        said = [element + ".", begins or until, f"{row.owner.name}." if row.owner else row.owner_words]
        items.append(
            Item(title=row.title, kind="running" if running else "planned", text=" ".join(part for part in said if part))
        )
    url = link("plan_detail", pathway.uuid) if pathway else ""
    return Panel("measures", _("This week's measures in the class"), items, url=url, label=_("Open the plan"))


def voices_panel(person):
    """Children whose professional perspective the reader has not given yet, while their mapping is open."""
    mine = Perspective.objects.filter(pathway_child=OuterRef("pk"), informant="professional", author_id=person.staff_id)
    rows = list(
        PathwayChild.objects.seen_with_child(person)
        .filter(pathway__in=Pathway.objects.in_reach_of(person, ("ppr_advisor",)), pathway__mappings__state="open", ends_on=None)
        .exclude(Exists(mine))
        .select_related("child", "pathway")
        .order_by("child__name_key", "pk")
        .distinct()[:SHOWN]
    )
    items = [
        Item(
            title=row.child.short_name,
            url=link("child_detail", row.child.uuid),
            text=row.pathway.title,
            acts=(Act(_("Write your perspective"), link("perspective_edit", row.uuid, "professional")),),
            glyph="child",
        )
        for row in rows
    ]
    return Panel("voices", _("Your perspective is missing"), items), [row.child_id for row in rows]


# ---- the parent group ----


def sessions_panel(person, today):
    """Sessions that want a register, and the next one of each group: (panel, [(day, Item)] for what comes)."""
    attended = Q(attendance__isnull=False)
    rows = list(
        GroupSession.objects.visible_to(person)
        .filter(Q(on_day__lte=today, state="planned") | Q(on_day=today) | Q(on_day__gt=today, state="planned", on_day__lte=today + AHEAD))
        .exclude(state="cancelled")
        .exclude(group__pathway__state__in=Pathway.ENDED)
        .select_related("group__pathway")
        .annotate(registered=Exists(GroupSession.objects.filter(attended, pk=OuterRef("pk"))))
        .order_by("on_day", "starts_at", "pk")[:SHOWN]
    )
    items, coming, seen = [], [], set()
    for row in rows:
        if row.on_day > today:
            coming.append((row.on_day, _coming_session(row)))
        if row.on_day <= today or row.group_id not in seen:
            items.append(_session_item(person, row, today, first=not items))
        seen.add(row.group_id)
    return Panel("sessions", _("Your parent groups"), items, url=link("group_list") if items else "", label=_("All groups")), coming


def _coming_session(row):
    when = _("%(day)s at %(time)s") % {"day": capital(day(row.on_day)), "time": clock(row.starts_at)}
    return Item(title=f"{row.group.pathway.title}, {_('group session')} {row.number}", url=link("group_detail", row.group.pathway.uuid), when=when, kind="planned")


def _session_item(person, row, today, first):
    leads = reaches_pathway(person, row.group.pathway, "group_leader")
    late = (today - row.on_day).days
    words = ngettext("The register is missing, %(days)s day", "The register is missing, %(days)s days", late) % {"days": late}
    status = {"kind": "overdue", "words": words} if late > 0 and not row.registered else {}
    label = _("See attendance") if row.registered else _("Register attendance")
    acts = (Act(label, link("session_register", row.uuid), "primary" if first and late >= 0 else "secondary"),) if leads and late >= 0 else ()
    return Item(
        title=row.group.pathway.title,
        url=link("group_detail", row.group.pathway.uuid),
        text=_("Group session %(number)s: %(theme)s. %(day)s.") % {"number": row.number, "theme": row.theme, "day": capital(day(row.on_day))},
        acts=acts,
        clock=clock(row.starts_at),
        until=clock(row.ends_at),
        **status,
    )


def calls_panel(person, today):
    """Parents who take part and have not been called since the last session: (panel, ids of their children)."""
    last = GroupSession.objects.filter(group=OuterRef("group"), state="held", on_day__lte=today).order_by("-on_day").values("on_day")[:1]
    nxt = GroupSession.objects.filter(group=OuterRef("group"), state="planned", on_day__gte=today).order_by("on_day").values("on_day")[:1]
    talked = BetweenSessionContact.objects.filter(enrolment=OuterRef("pk"), reached=True, called_on__gte=OuterRef("last_held"))
    rows = list(
        GroupEnrolment.objects.visible_to(person)
        .filter(state="joined", group__pathway__in=Pathway.objects.active().in_reach_of(person, ("group_leader",)))
        .annotate(last_held=Subquery(last), next_on=Subquery(nxt))
        .filter(last_held__isnull=False, next_on__isnull=False)
        .exclude(Exists(talked))
        .select_related("parent", "group__pathway")
        .order_by("next_on", "parent__name_key", "pk")[:SHOWN]
    )
    items = [
        Item(
            title=row.parent.name,
            acts=(Act(_("Log the call"), link("call_create", row.uuid), "link"),),
            glyph="home",
        )
        for row in rows
    ]
    days = sorted({row.next_on for row in rows})
    note = _("Before %(days)s") % {"days": ", ".join(day(on) for on in days)} if days else ""
    return Panel("calls", _("Call before the next session"), items, look="short", note=note), [row.child_id for row in rows]


# ---- the authority ----


def shared_panel(person):
    """What the school and the provider share with the caseworker about her children: (panel, ids of the children)."""
    from cases.queries.sharing import NOUN_WORDS

    children = list(Child.objects.visible_to(person).filter(children_q(person, ("caseworker",))).by_name()[:SHOWN])
    live = InformationExchange.objects.visible_to(person).live().filter(child__in=[child.pk for child in children], to_sector="authority")
    shared = {}
    for child_id, noun in live.values_list("child_id", "noun").distinct():
        shared.setdefault(child_id, set()).add(noun)
    items = [
        Item(
            title=child.short_name,
            url=link("child_detail", child.uuid),
            text="; ".join(sorted(str(NOUN_WORDS.get(noun, noun)) for noun in shared[child.pk])) + "."
            if child.pk in shared
            else _("Nothing has been shared with you yet. It waits for a ground recorded with the family."),
            kind="running" if child.pk in shared else "",
            words=_("Shared with you") if child.pk in shared else "",
            glyph="" if child.pk in shared else "lock",
        )
        for child in children
    ]
    return Panel("shared", _("Your children"), items), [child.pk for child in children]


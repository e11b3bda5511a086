"""What changed since the reader was here, of what she may see: one question for each kind of news that there is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import SECTOR_SIDE
from cases.models import Child, InformationExchange, LinkVisit, PathwayPlan, Presentation
from cases.queries.sharing import NOUN_WORDS
from cases.walls import FAMILY_LINK
from classes.models import ClassSession
from core.templatetags.ui import ago, clock
from followup.models import Meeting
from insight.links import link

EACH = 5
SHOWN = 10
AT_MOST = timedelta(days=14)


@dataclass(frozen=True)
class News:
    at: datetime
    who: str
    text: str
    url: str
    side: str  # school | social | "" for both
    extra: str = ""
    is_of_a_day: bool = False  # it carries no hour

    @property
    def glyph(self):
        return {"school": "school", "social": "home"}.get(self.side, "child")

    @property
    def day(self):
        return timezone.localtime(self.at).date()

    @property
    def clock(self):
        return "" if self.is_of_a_day else clock(self.at)


@dataclass(frozen=True)
class NewsDay:
    day: date
    rows: list

    @property
    def title(self):
        return ago(self.day)


def since(today, last_visit=None):
    """From the day of the last visit, yesterday at the latest and two weeks ago at the earliest."""
    first = today - timedelta(days=1)
    if last_visit:
        first = min(first, max(timezone.localtime(datetime.fromisoformat(last_visit)).date(), today - AT_MOST))
    return timezone.make_aware(datetime.combine(first, time.min))


def news_rows(person, moment):
    """{kind: what others did of that kind since `moment`}, as querysets."""
    return {kind: rows(person, moment) for kind, (rows, _tell) in KINDS.items()}


def news(rows):
    """(what others did, day by day, ids of the children named in it). rows: of `news_rows`, those kinds that have any."""
    found, children = [], set()
    for kind in rows:
        for each, child in KINDS[kind][1](rows[kind]):
            found.append(each)
            children |= {child} if child else set()
    found = sorted(found, key=lambda each: each.at, reverse=True)[:SHOWN]
    return [NewsDay(day, list(same)) for day, same in groupby(found, lambda each: each.day)], children


def _sessions(person, moment):
    rows = ClassSession.objects.visible_to(person).kept().filter(logged_at__gte=moment)
    return rows.exclude(author_id=person.staff_id)


def _tell_sessions(rows):
    told = defaultdict(list)
    for row in rows.select_related("author", "pathway").order_by("-logged_at")[: EACH * 4]:
        told[row.author_id, row.pathway_id].append(row)
    for row, *more in list(told.values())[:EACH]:
        n = len(more) + 1
        text = ngettext("has written a session in %(class)s", "has written %(n)s sessions in %(class)s", n) % {
            "class": row.pathway.title,
            "n": n,
        }
        there = link("pathway_detail", row.pathway.uuid)
        yield News(row.logged_at, row.author.name, text, there, "school", f"“{row.line}”"), None


def _plans(person, moment):
    rows = PathwayPlan.objects.visible_to(person).filter(changed_at__gte=moment, state__in=("shared", "in_force"))
    return rows.exclude(changed_by_id=person.staff_id)


def _tell_plans(rows):
    for row in rows.select_related("changed_by", "pathway").order_by("-changed_at")[:EACH]:
        words = {"number": row.number, "class": row.pathway.title}
        text = (
            _("has put the plan of %(class)s in force, version %(number)s")
            if row.state == "in_force"
            else _("has shared a draft of the plan of %(class)s, version %(number)s")
        )
        who = row.changed_by.name if row.changed_by else "Samspil"
        yield News(row.changed_at, who, text % words, link("plan_detail", row.pathway.uuid), ""), None


def _presentations(person, moment):
    # The class part alone: what is said of a child's annex has a wall of its own, and is asked for on the child's page.
    plans = PathwayPlan.objects.visible_to(person).values("pk")
    first = timezone.localtime(moment).date()
    rows = Presentation.objects.filter(annex=None, plan__in=plans, presented_on__gte=first)
    return rows.exclude(by_id=person.staff_id)


def _tell_presentations(rows):
    told = defaultdict(list)
    rows = rows.select_related("by", "plan__pathway__programme_version").order_by("-presented_on", "-pk")
    for row in rows[: EACH * 4]:
        told[row.by_id, row.plan_id, row.presented_on].append(row)
    for same in list(told.values())[:EACH]:
        pathway = same[0].plan.pathway
        audiences = ", ".join(str(pathway.content.audience(row.audience).title) for row in same)
        text = _("has told about the plan of %(class)s: %(audience)s") % {"class": pathway.title, "audience": audiences}
        at = timezone.make_aware(datetime.combine(same[0].presented_on, time(12)))
        yield News(at, same[0].by.name, text, link("plan_detail", pathway.uuid), "", is_of_a_day=True), None


def _meetings(person, moment):
    rows = Meeting.objects.visible_to(person).held().filter(recorded_at__gte=moment)
    return rows.exclude(recorded_by_id=person.staff_id)


def _tell_meetings(rows):
    for row in rows.select_related("recorded_by", "pathway__programme_version").order_by("-recorded_at")[:EACH]:
        words = {"kind": row.pathway.content.meeting_kind(row.kind).title, "class": row.pathway.title}
        text = _("has written the minutes: %(kind)s, %(class)s") % words
        yield News(row.recorded_at, row.recorded_by.name, text, link("meeting_detail", row.uuid), ""), None


def _families(person, moment):
    """That something came by a family's link to the reader's side. What it says stands behind the child's wall."""
    if not person.has(*(role for roles in FAMILY_LINK.values() for role in roles)):
        return LinkVisit.objects.none()
    return LinkVisit.objects.visible_to(person).filter(link__kind="family", what__in=CAME, at__gte=moment)


def _tell_families(rows):
    told = {}
    for row in rows.select_related("link__pathway_child").order_by("-at")[: EACH * 4]:
        told.setdefault((row.link_id, row.what), row)
    for row in list(told.values())[:EACH]:
        there = link("family_side", row.link.pathway_child.uuid)
        yield News(row.at, row.link.who, str(CAME[row.what]), there, SECTOR_SIDE[row.link.sector]), None


CAME = {
    "step": gettext_lazy("has answered this week's step"),
    "wish": gettext_lazy("has written what to talk about at the meeting"),
    "day": gettext_lazy("has written about the day"),
}


def _shared(person, moment):
    """Things shared with the reader's sectors, or no longer shared, by others."""
    sectors = {sector for sector, roles in RECEIVERS.items() if person.has(*roles)}
    lately = Q(started_at__gte=moment) | Q(withdrawn_at__gte=moment) | Q(basis__withdrawn_at__gte=moment)
    rows = InformationExchange.objects.visible_to(person).filter(lately, to_sector__in=sectors)
    children = Child.objects.visible_to(person).values("pk")
    return rows.filter(child__in=children).exclude(started_by_id=person.staff_id)


def _tell_shared(rows):
    """One line for each child, person and hour."""
    lines, rows = {}, rows.select_related("child", "started_by", "basis__withdrawn_by").order_by("-started_at")
    for row in rows[: EACH * 4]:
        ended = row.withdrawn_at or row.basis.withdrawn_at
        at, who = (ended, row.basis.withdrawn_by or row.started_by) if ended else (row.started_at, row.started_by)
        who = _("The family") if row.basis.withdrawn_at and not row.basis.withdrawn_by_id else who.name  # by link
        lines.setdefault((row.child_id, who, bool(ended)), (at, who, row, set()))[3].add(row.noun)
    for (child_id, _who, ended), (at, who, row, nouns) in lines.items():
        yield _shared_line(at, who, row, nouns, ended=ended), child_id


def _shared_line(at, who, row, nouns, ended):
    child = {"child": row.child.short_name}
    text = (
        _("has stopped sharing about %(child)s") % child if ended else _("has shared with you about %(child)s") % child
    )
    extra = "" if ended else "; ".join(sorted(str(NOUN_WORDS.get(noun, noun)) for noun in nouns))
    return News(at, who, text, link("child_detail", row.child.uuid), SECTOR_SIDE[row.from_sector], extra)


RECEIVERS = {
    "school": ("resource_advisor", "principal", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader", "provider_manager"),
    "authority": ("caseworker",),
}

KINDS = {
    "sessions": (_sessions, _tell_sessions),
    "plans": (_plans, _tell_plans),
    "presentations": (_presentations, _tell_presentations),
    "meetings": (_meetings, _tell_meetings),
    "families": (_families, _tell_families),
    "shared": (_shared, _tell_shared),
}

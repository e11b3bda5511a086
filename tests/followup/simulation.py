"""A municipality that lives through school years: each act is one that a page does, on a day of its own, by whoever may."""

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

import time_machine
from django.core.exceptions import ValidationError

from cases.models import Pathway, PathwayChild
from followup import actions
from followup.actions.closing import decide_closing, reopen_closed
from followup.actions.pathways import enter_phases
from followup.batches import Batch
from followup.cadences import cadences_of
from followup.calendar import whole_calendar
from followup.chains import has_stopped
from followup.daily import plan
from followup.models import Occurrence, OccurrenceChange, SchoolBreak
from followup.permissions import can_hold_meeting
from followup.phases import closing_decisions
from followup.queries.explained import explanation_of
from followup.subjects import Subject, children
from parentgroups.actions import (
    cancel_session,
    create_group,
    join_group,
    log_call,
    move_session,
    save_register,
    stop_in_group,
    undo_call,
)
from parentgroups.models import BetweenSessionContact, GroupEnrolment, GroupSession
from programmes.models import ProgrammeVersion
from tests.cast import acting

FIRST = date(2026, 8, 17)
DAY = timedelta(days=1)
PERIOD = timedelta(days=2 * 365)
SHOWN = (
    "number", "state", "form", "counted_from", "computed_on", "due_on", "window_opens_on", "moved_because", "is_agreed",
    "held_on", "not_held_reason", "cancelled_because",
)  # fmt: skip


def carers(pathways, today):
    """A carer for each child, until the track of placed children brings its own table."""
    for each in children(pathways, today):
        key = uuid5(NAMESPACE_URL, f"carer {each.uuid}")
        yield Subject(each.pathway_id, key, each.pathway_child_id, since=each.since, until=each.until, gone=each.gone)


class World:
    """Pathways of every track of every programme file, drafts too. Acts choose by a number, never by what the clock did."""

    def __init__(self, x):
        self.x, self.today = x, FIRST
        with acting(x, "administrator") as person:
            for year in (2026, 2027, 2028):
                actions.add_default_breaks(municipality_id=person.municipality_id, school_year=year)
        self.pathways = {}
        with self._at(), acting(x, "resource_advisor"):
            for version in ProgrammeVersion.objects.order_by("pk"):
                for track in version.programme_content.tracks:
                    if track.key != "parent_group":
                        self._add(version, track)
            self._add_group()

    def _add(self, version, track):
        x, content = self.x, version.programme_content
        phases = content.phases_of(track.key)
        pathway = x.make(
            Pathway, programme_version=version, track=track.key, unit=x.school, partner_unit=x.provider, side="school",
            title=f"{content.slug} {track.key}", state="accepted", phase=phases[0].key if track.key != "class" else "analysis",
            school_class=x.c6 if track.key == "class" else None, lead=x.staff["resource_advisor"], co_lead=x.staff["group_leader"],
        )  # fmt: skip
        self.pathways[pathway.title] = pathway.pk
        if any(cadence.on in ("child", "carer") for cadence in content.cadences if cadence.track == track.key):
            for child in (x.c1, x.c2):
                x.make(PathwayChild, pathway=pathway, child=child, starts_on=FIRST)

    def _add_group(self):
        x = self.x
        with acting(x, "group_leader") as person:
            self.group = create_group(
                version=x.version, title="gruppen", unit=x.provider, lead=x.staff["group_leader"], first_on=date(2026, 9, 15), count=8,
                weeks_between=2, starts_at=time(16, 30), minutes=120, by=person,
            )  # fmt: skip
            pathway = self.group.pathway
            x.make(PathwayChild, pathway=pathway, child=x.c1, starts_on=FIRST)
            for parent in (x.mother, x.father):
                row = x.make(
                    GroupEnrolment, group=self.group, child=x.c1, parent=parent, state="contacted", invited_on=FIRST
                )
                join_group(enrolment=row, by=person, on=FIRST)
            enter_phases(pathway, [pathway.content.phase("group_running")], person)
            pathway.save()
            self.pathways["gruppen"] = pathway.pk

    def _at(self):
        return time_machine.travel(datetime.combine(self.today, time(9, 0)), tick=False)

    # ---- the clock ----

    def advance(self, days):
        self.today += timedelta(days=days)

    def tick(self, times=1):
        with self._at():
            for _turn in range(times):
                with acting(self.x, "system"):
                    done = plan(self.today)
        return done

    # ---- acts ----

    def act(self, name, n):
        """Do it, or nothing where it cannot be done now; what is refused is refused."""
        who = "group_leader" if name in GROUP_ACTS else "resource_advisor"
        with self._at(), acting(self.x, who) as person:
            try:
                return ACTS[name](self, person, n)
            except ValidationError:
                return None

    def _pathway(self, person, n, *states):
        rows = (
            Pathway.objects.visible_to(person).filter(pk__in=self.pathways.values()).select_related("programme_version")
        )
        rows = [row for row in rows.order_by("title") if row.state in states and row.track != "parent_group"]
        return rows[n % len(rows)] if rows else None

    def _open(self, person, n):
        """One of what is open, the earliest first: a person works through her list."""
        rows = (
            Occurrence.objects.visible_to(person).open().filter(pathway__in=self.pathways.values(), per_session=False)
        )
        rows = rows.select_related("pathway__programme_version").order_by(
            "due_on", "pathway__title", "cadence", "pathway_child"
        )
        rows = [row for row in rows if can_hold_meeting(person, row.pathway)]
        return rows[n % min(len(rows), 5)] if rows else None

    def start(self, person, n):
        if pathway := self._pathway(person, n, "accepted"):
            ends_on = [self.today + timedelta(days=100 + n % 150), None][n % 4 == 3]
            actions.start_pathway(pathway=pathway, starts_on=self.today, planned_end_on=ends_on, by=person)

    def hold(self, person, n):
        if row := self._open(person, n):
            held_on = max(self.today - timedelta(days=n % 4), row.pathway.starts_on)
            next_on = held_on + timedelta(days=20 + n % 60) if n % 5 == 0 else None
            if row.form == "meeting":
                actions.hold_meeting(occurrence=row, held_on=held_on, next_on=next_on, by=person)
            else:
                actions.settle_occurrence(occurrence=row, held_on=held_on, by=person)

    def leave_out(self, person, n):
        row = self._open(person, n)
        if row and row.pathway.content.not_held_reasons:
            actions.mark_not_held(occurrence=row, reason=row.pathway.content.not_held_reasons[0].key, by=person)

    def move(self, person, n):
        if row := self._open(person, n):
            actions.move_occurrence(
                occurrence=row, due_on=self.today + timedelta(days=n % 40), reason="Vi kan ikke.", by=person
            )

    def move_back(self, person, n):
        if row := self._open(person, n):
            actions.undo_move(occurrence=row, moved_to=row.due_on, by=person)

    def hand_over(self, person, n):
        if row := self._open(person, n):
            to = self.x.staff[("group_leader", "resource_advisor")[n % 2]]
            actions.hand_over(occurrence=row, to=to, reason="Ferie.", by=person)

    def close(self, person, n):
        if not (pathway := self._pathway(person, n, "active")):
            return
        if pathway.content.closing_decisions:
            found = closing_decisions(pathway)
            decision = found[n % len(found)][0].key
            decide_closing(
                pathway=pathway, decision=decision, reason="Aftalt.", from_on=self.today, by=person, refer_to="PPR",
                planned_end_on=self.today + timedelta(days=60),
            )  # fmt: skip
        else:  # a draft without closing decisions: the track that comes will close it so
            _end(pathway, self.today, person)

    def reopen(self, person, n):
        if pathway := self._pathway(person, n, "closed"):
            reopen_closed(pathway=pathway, reason="For tidligt.", by=person)

    def next_phase(self, person, n):
        pathway = self._pathway(person, n, "active")
        ways = [phase for phase in pathway.content.moves(pathway.phase) if not phase.is_last] if pathway else []
        if ways:
            enter_phases(pathway, [ways[n % len(ways)]], person)
            pathway.save()
            actions.cancel_stopped(pathway=pathway, by=person)
            actions.plan_missing(pathway=pathway)

    def other_end(self, person, n):
        if pathway := self._pathway(person, n, "active"):
            Pathway.objects.filter(pk=pathway.pk).update(planned_end_on=self.today + timedelta(days=n % 200))

    def child_leaves(self, person, n):
        rows = PathwayChild.objects.filter(pathway__in=self.pathways.values(), ends_on=None).exclude(
            pathway__track="parent_group"
        )
        if row := rows.order_by("pathway__title", "pk")[n % 7 : n % 7 + 1].first():
            PathwayChild.objects.filter(pk=row.pk).update(ends_on=self.today, ending_reason="Flyttet")

    def child_comes(self, person, n):
        pathway = self._pathway(person, n, "active")
        if (
            pathway
            and pathway.children.exists()
            and not pathway.children.filter(child=self.x.c1, ends_on=None).exists()
        ):
            self.x.make(PathwayChild, pathway=pathway, child=self.x.c1, starts_on=self.today)

    def holiday(self, person, n):
        with acting(self.x, "administrator"):
            first = due.due_on if (due := self._open_as_system(n)) else self.today + timedelta(days=n % 60)
            last = first + timedelta(days=n % 6)
            self.x.make(SchoolBreak, name="Lukkeuge", starts_on=first, ends_on=last)

    def _open_as_system(self, n):
        """A day on which something is due: holidays that meet nothing prove nothing."""
        with acting(self.x, "system"):
            rows = Occurrence.objects.open().filter(pathway__in=self.pathways.values(), is_agreed=False)
            rows = list(rows.order_by("due_on", "pathway__title", "cadence", "pathway_child__starts_on")[:5])
            return rows[n % len(rows)] if rows else None

    def no_holiday(self, person, n):
        with acting(self.x, "administrator"):
            SchoolBreak.objects.filter(name="Lukkeuge", municipality=self.x.municipality).delete()

    # ---- the parent group ----

    def _sessions(self, **wanted):
        return (
            GroupSession.objects.filter(group=self.group, **wanted)
            .order_by("number")
            .select_related("group__pathway__programme_version")
        )

    def meet(self, person, n):
        if session := self._sessions(state="planned", on_day__lte=self.today).first():
            rows = GroupEnrolment.objects.visible_to(person).filter(group=self.group, state="joined")
            save_register(session=session, marks={(row.pk, False): ("present", "") for row in rows}, by=person)

    def call(self, person, n):
        rows = list(GroupEnrolment.objects.visible_to(person).filter(group=self.group, state="joined").order_by("pk"))
        if rows:
            log_call(enrolment=rows[n % len(rows)], reached=bool(n % 3), by=person)

    def call_back(self, person, n):
        rows = BetweenSessionContact.objects.visible_to(person).filter(
            enrolment__group=self.group, logged_at__date=self.today
        )
        if call := rows.select_related("enrolment__group__pathway").first():
            undo_call(call=call, by=person)

    def move_session(self, person, n):
        if session := self._sessions(state="planned").last():
            move_session(session=session, on_day=self.today + timedelta(days=1 + n % 30), reason="Sygdom", by=person)

    def drop_session(self, person, n):
        if session := self._sessions(state="planned").first():
            cancel_session(session=session, reason="Sygdom", by=person)

    def stop(self, person, n):
        if row := GroupEnrolment.objects.visible_to(person).filter(group=self.group, state="joined").last():
            stop_in_group(enrolment=row, reason=self.group.pathway.content.stop_reasons[0].key, by=person)

    # ---- what is seen ----

    def seen(self):
        """Every occurrence, by names that are the same in each world."""
        with acting(self.x, "system"):
            rows = Occurrence.objects.filter(pathway__in=self.pathways.values()).select_related(
                "pathway", "pathway_child"
            )
            rows = list(rows)
        about = lambda row: (row.pathway.title, row.cadence, row.pathway_child and row.pathway_child.starts_on)  # noqa: E731
        return sorted(((*about(row), *(getattr(row, name) for name in SHOWN)) for row in rows), key=repr)

    def wrong(self):
        """Every promise that is broken now, in words."""
        with self._at(), acting(self.x, "system"):
            pathways = list(Pathway.objects.filter(pk__in=self.pathways.values()).select_related("programme_version"))
            batch = Batch(pathways, self.today)
            return [*self._gaps(batch), *self._days(batch)]

    def _gaps(self, batch):
        for pathway in batch.pathways:
            for cadence in cadences_of(pathway):
                for subject in batch.subjects.of(pathway, cadence) or [None]:
                    found = batch.of(pathway, cadence, subject) if subject else []
                    open_ones = [row for row in found if row.state == "open"]
                    if len(open_ones) > 1:
                        yield f"two open: {pathway} {cadence.key}"
                    if open_ones and has_stopped(pathway, cadence):
                        yield f"open though it has ended: {pathway} {cadence.key}"
                    if not open_ones and explanation_of(pathway, cadence, subject, self.today, batch) is None:
                        yield f"a gap: {pathway} {cadence.key} {subject} on {self.today}"

    def _days(self, batch):
        calendar = whole_calendar(self.x.municipality.pk)
        changed = set(OccurrenceChange.objects.values_list("occurrence_id", flat=True))
        for rows in batch.rows.values():
            for row in rows:
                about = f"{row.pathway_id} {row.cadence} {row.due_on}"
                if row.state == "cancelled" and not row.cancelled_because:
                    yield f"cancelled without a reason: {about}"
                if row.is_agreed:
                    if row.moved_because and row.pk not in changed:
                        yield f"moved without a history: {about}"
                    continue
                if row.state == "open" and (why := calendar.why_closed(row.due_on)):
                    yield f"due on {why}: {about}"
                if row.due_on != row.computed_on and not row.moved_because:
                    yield f"moved without a reason: {about}"


def _end(pathway, ended_on, person):
    from followup.actions.pathways import _end as end

    end(pathway, ended_on, person, "Slut")
    pathway.ending_reason = "Slut"
    pathway.save()
    actions.cancel_stopped(pathway=pathway, by=person)
    actions.plan_missing(pathway=pathway)


ACTS = {
    name: getattr(World, name)
    for name in (
        "start", "hold", "leave_out", "move", "move_back", "hand_over", "close", "reopen", "next_phase", "other_end", "child_leaves",
        "child_comes", "holiday", "no_holiday", "meet", "call", "call_back", "move_session", "drop_session", "stop",
    )
}  # fmt: skip
GROUP_ACTS = ("meet", "call", "call_back", "move_session", "drop_session", "stop")

"""Groups in lists, what the version's limits say of them, and what starting one needs."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import OrganisationUnit, StaffMember
from followup.calendar import closed_days
from parentgroups.models import GroupEnrolment, GroupSession, ParentGroup
from parentgroups.series import last_possible
from programmes.models import ProgrammeVersion

SIZE_WARNS_DAYS = 14  # before the first session a small group is still filling up


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list; `smallest` and `largest` are the version's figures for its size, None where it has none."""

    group: ParentGroup
    joined: int
    invited: int
    held: int
    planned: int
    next_on: date | None
    smallest: int | None
    largest: int | None

    waiting: int = 0
    places_left: int | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """How a group stands against the version's example; `largest` is the planned size where a smaller one is written down."""

    joined: int
    smallest: int | None
    largest: int | None

    @property
    def left(self):
        return None if self.largest is None else max(0, self.largest - self.joined)

    @property
    def is_full(self):
        return self.largest is not None and self.joined >= self.largest

    @property
    def missing(self):
        return max(0, (self.smallest or 0) - self.joined)


def places(group, person) -> Places:
    joined = GroupEnrolment.objects.visible_to(person).filter(group=group).taking_part().count()
    return places_of(group, joined)


def places_of(group, joined) -> Places:
    size = limit_of(group.pathway.content, "group_size")
    figures = [int(size.maximum)] if size and size.maximum is not None else []
    figures += [group.planned_size] if group.planned_size else []
    smallest = int(size.minimum) if size and size.minimum is not None else None
    return Places(joined, smallest, min(figures, default=None))


def groups_with_capacity(person) -> list[GroupRow]:
    """The groups within reach with their parents (companions not counted) and sessions, open ones first."""
    families = GroupEnrolment.objects.visible_to(person).filter(group=OuterRef("pk"))
    sessions = GroupSession.objects.visible_to(person).filter(group=OuterRef("pk"))
    groups = (
        ParentGroup.objects.visible_to(person)
        .select_related("pathway__programme_version", "pathway__lead", "pathway__co_lead", "pathway__unit")
        .annotate(
            joined=_count(families.taking_part()),
            invited=_count(families.filter(state__in=("invited", "contacted"))),
            waiting=_count(families.filter(state="waiting")),
            held=_count(sessions.filter(state="held")),
            planned=_count(sessions.exclude(state="cancelled")),
            next_on=Subquery(
                sessions.filter(state="planned", on_day__gte=timezone.localdate())
                .order_by("on_day")
                .values("on_day")[:1]
            ),
        )
        .order_by(
            F("pathway__ended_on").desc(nulls_first=True), F("next_on").asc(nulls_last=True), "pathway__title", "pk"
        )
    )
    return [_group_row(group) for group in groups]


def _count(rows):
    return Coalesce(Subquery(rows.order_by().values("group").annotate(n=Count("pk")).values("n")), 0)


def _group_row(group):
    size, room = limit_of(group.pathway.content, "group_size"), places_of(group, group.joined)
    return GroupRow(
        group, group.joined, group.invited, group.held, group.planned, group.next_on,
        int(size.minimum) if size else None, int(size.maximum) if size else None, group.waiting, room.left,
    )  # fmt: skip


def limit_of(content, key):
    return next((limit for limit in content.limits if limit.key == key), None)


def group_warnings(group, sessions, enrolments, today) -> list:
    """What lies outside the figures that the version names (A31, A32, A34, A35): said, never refused."""
    content, pathway = group.pathway.content, group.pathway
    meeting = [session for session in sessions if session.state != GroupSession.State.CANCELLED]
    joined = [enrolment for enrolment in enrolments if enrolment.state in ("joined", "completed")]
    found = [
        _check(content, "group_sessions", len(meeting)),
        _check(content, "group_leaders", len([leader for leader in (pathway.lead_id, pathway.co_lead_id) if leader])),
        *(_check(content, "session_minutes", minutes) for minutes in sorted({session.minutes for session in meeting})),
        _check(content, "group_size", len(joined)) if _size_counts(content, meeting, joined, today) else None,
        _check_ages(content, joined, pathway.starts_on or today),
    ]
    return [warning for warning in found if warning]


def _check(content, key, value):
    limit = limit_of(content, key)
    return limit.check(value) if limit else None


def _size_counts(content, meeting, joined, today):
    size = limit_of(content, "group_size")
    too_many = size is not None and size.maximum is not None and len(joined) > size.maximum
    return too_many or any((session.on_day - today).days <= SIZE_WARNS_DAYS for session in meeting)


def _check_ages(content, joined, on):
    limit = limit_of(content, "age_bands")
    ages = {enrolment.child.age(on) for enrolment in joined} - {None}
    return limit.check_together(ages) if limit else None


def versions_with_groups(person) -> list[ProgrammeVersion]:
    """Versions that a new group may begin on: those that describe a series."""
    return [
        version
        for version in ProgrammeVersion.objects.visible_to(person).current()
        if version.programme_content.group_series
    ]


def units_for_groups(person):
    """A manager's own units; a leader's unit, or every provider unit while hers is not written down."""
    providers = OrganisationUnit.objects.visible_to(person).filter(kind=OrganisationUnit.Kind.PROVIDER)
    if person.has("provider_manager") and not person.reaches_all(("provider_manager",)):
        return providers.filter(pk__in=person.scopes("unit", ("provider_manager",)))
    own = providers.filter(staff=person.staff_id)
    return own if own.exists() else providers


def leaders(person, today):
    return StaffMember.objects.visible_to(person).with_role("group_leader", today)


def closed_from(municipality_id, first, last) -> dict[date, str]:
    """Closed days from `first` on, far enough past `last` for a series to be put off."""
    return dict(closed_days(municipality_id, first, last_possible(last, 0, 0)))


def closed_for_series(municipality_id, first_on, count, weeks_between) -> dict[date, str]:
    return dict(closed_days(municipality_id, first_on, last_possible(first_on, count, weeks_between)))

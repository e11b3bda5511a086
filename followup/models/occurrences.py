"""What a cadence of the version asks for, day by day."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Side
from cases.models import Pathway, PathwayChild
from cases.models.pathways import PathwayRowsQuerySet
from core.tenancy import Municipal, tenant_key


class OccurrenceQuerySet(PathwayRowsQuerySet):
    """`due` and `overdue` are said here and nowhere else; lists, counts, mails and figures use them."""

    def open(self):
        return self.filter(state=Occurrence.State.OPEN)

    def on_calendar(self):
        """Without those between two sessions of a series: their track's own page lists and counts them."""
        return self.filter(per_session=False)

    def overdue(self, on):
        return self.on_calendar().open().filter(due_on__lt=on)

    def due(self, on):
        """Within its window, and not overdue."""
        return self.on_calendar().open().filter(window_opens_on__lte=on, due_on__gte=on)

    def planned(self, on):
        return self.on_calendar().open().filter(window_opens_on__gt=on)

    def held_in_time(self):
        """On the day it was due or before; where a day was agreed, that is the day it was due."""
        return self.on_calendar().filter(state=Occurrence.State.HELD, held_on__lte=F("due_on"))

    def held_late(self):
        return self.on_calendar().filter(state=Occurrence.State.HELD, held_on__gt=F("due_on"))

    def not_held(self):
        """Not held because: it always has a reason."""
        return self.on_calendar().filter(state=Occurrence.State.NOT_HELD)

    def unanswered(self):
        """From before the pathway was entered here, and nobody has said yet what became of it: asked once, never due."""
        return self.filter(state=Occurrence.State.BEFORE, answered_at=None)


class Occurrence(Municipal):
    """One dated thing that a cadence of the version asks for. `computed_on` is the date before holidays moved it.

    subject: whom it is about where that is not the pathway itself: the uuid of its PathwayChild, enrolment or carer.
    pathway_child: set where the subject is a child or somebody of its home. counted_from: the day the step was counted from.
    form: what settles it, as the cadence says. per_session: between two sessions of a series. cancelled_because: it explains
    itself, for nothing goes away silently.
    """

    class Because(models.TextChoices):
        PATHWAY_ENDED = "pathway_ended", _("the pathway ended")
        PHASE_LEFT = "phase_left", _("the phase it belongs to was left")
        DECIDED = "decided", _("you decided what comes after")
        CHILD_LEFT = "child_left", _("the child is no longer in the pathway")
        SESSION_CAME = "session_came", _("the next session came first")
        SERIES_ENDED = "series_ended", _("there is no further session to be ready for")
        NOT_IN_GROUP = "not_in_group", _("the parent is not in the group")
        REOPENED = "reopened", _("it goes on after all")
        UNDONE = "undone", _("what it was counted from was undone")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        HELD = "held", _("held")
        NOT_HELD = "not_held", _("not held because")
        CANCELLED = "cancelled", _("cancelled")
        BEFORE = "before", _("before Samspil")  # no data: neither held nor missed

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="occurrences")
    subject = models.UUIDField(null=True, blank=True, editable=False)
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="occurrences")
    cadence = models.CharField(max_length=40)  # a key of the version
    form = models.CharField(max_length=10, default="meeting")  # of the version's forms: meeting, contact, mapping …
    per_session = models.BooleanField(default=False, editable=False)
    number = models.PositiveSmallIntegerField()
    counted_from = models.DateField(null=True, blank=True)
    computed_on = models.DateField()
    due_on = models.DateField()
    window_opens_on = models.DateField()
    # [{"on": iso date, "why": name of the day or holiday}] in order; "resumes": first school day after a pause
    moved_because = models.JSONField(default=list)
    is_agreed = models.BooleanField(default=False)  # an agreed date always wins
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    responsible = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side, blank=True)  # blank: both together
    held_on = models.DateField(null=True, blank=True)
    not_held_reason = models.CharField(max_length=40, blank=True)  # a key of the version
    not_held_words = models.CharField(max_length=300, blank=True)
    cancelled_because = models.CharField(max_length=14, choices=Because, blank=True)
    settled_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True
    )  # of those before Samspil: when somebody said what became of it
    created_at = models.DateTimeField(auto_now_add=True)
    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "cadence", "subject", "number"], nulls_distinct=False, name="occurrence_once"
            ),
            models.UniqueConstraint(
                fields=["pathway", "cadence", "subject"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="one_open_occurrence_per_cadence",
            ),
            models.CheckConstraint(
                name="held_has_its_day",
                condition=Q(state="held", held_on__isnull=False) | (~Q(state="held") & Q(held_on=None)),
            ),
            models.CheckConstraint(name="not_held_has_its_reason", condition=~Q(state="not_held", not_held_reason="")),
            models.CheckConstraint(name="cancelled_says_why", condition=Q(state="cancelled") | Q(cancelled_because="")),
        ]
        indexes = [
            models.Index(fields=["municipality", "due_on"], condition=Q(state="open"), name="occurrence_open_by_due"),
            models.Index(
                fields=["municipality", "pathway"],
                condition=Q(state="before", answered_at=None),
                name="occurrence_unanswered",
            ),
        ]

    def status(self, on):
        """planned | due | overdue | held | not_held | cancelled | before on that day: the same words as the queryset."""
        if self.state != self.State.OPEN:
            return self.state
        if self.due_on < on:
            return "overdue"
        return "due" if self.window_opens_on <= on else "planned"

    def days_overdue(self, on):
        return (on - self.due_on).days

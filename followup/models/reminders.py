"""What reminds somebody, when it may, and whether the clock runs."""

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cases.models import Pathway
from cases.querysets import pathways_of
from core.tenancy import Municipal, OpenQuerySet, TenantQuerySet, tenant_key
from followup.models.occurrences import Occurrence
from followup.models.outbox import OutboxMail
from followup.models.tasks import Task


class ReminderQuerySet(TenantQuerySet):
    """Seen by its reader; those of an occurrence also by everybody who sees the pathway: it is filed there."""

    def within_reach(self, person):
        if person.has("system"):
            return self
        filed = Q(occurrence__isnull=False, pathway__in=pathways_of(person, person.roles))
        return self.filter(Q(recipient_id=person.staff_id) | filed)

    def notices(self):
        """What is shown in Samspil itself: the week's digest is a mail only."""
        return self.exclude(kind=Reminder.Kind.DIGEST)

    def unseen(self):
        return self.filter(seen_at=None)


class Reminder(Municipal):
    """One notice in Samspil to one person about one thing; `mail` carried it too, perhaps with others.

    due_on: the due day it is about; of a digest, the Monday of its week. The row is made in the transaction that finds
    it due, so nobody is told twice in Samspil.
    """

    class Kind(models.TextChoices):
        DAY = "day", _("on the day")
        DIGEST = "digest", _("in the week's overview")
        ESCALATION = "escalation", _("to the leader")

    recipient = tenant_key(StaffMember, related_name="+")
    pathway = tenant_key(Pathway, related_name="+")
    occurrence = tenant_key(Occurrence, null=True, blank=True, related_name="reminders")
    task = tenant_key(Task, null=True, blank=True, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    due_on = models.DateField()
    mail = tenant_key(OutboxMail, null=True, blank=True, related_name="reminders")
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "task", "recipient", "kind", "due_on"],
                nulls_distinct=False,
                name="reminded_once",
            ),
            models.CheckConstraint(
                name="reminder_is_of_one_thing",
                condition=Q(occurrence=None, task__isnull=False) | Q(occurrence__isnull=False, task=None),
            ),
        ]
        indexes = [
            models.Index(fields=["mail"], name="reminder_by_mail"),
            models.Index(
                fields=["municipality", "recipient"],
                condition=Q(seen_at=None) & ~Q(kind="digest"),
                name="reminder_unseen",
            ),
        ]


class PostHours(Municipal):
    """When a municipality's people may be reminded; without a row, as the fields' own values say.

    Weekends and public holidays are always quiet.
    """

    opens_at = models.TimeField(_("from"), default=time(7))
    closes_at = models.TimeField(_("until"), default=time(17))
    rests_in_breaks = models.BooleanField(_("no mails to school staff in the school holidays"), default=True)
    tells_leader = models.BooleanField(_("the leader is told once, after the window"), default=True)
    parents_at = models.TimeField(_("messages to parents, the day before, from"), default=time(16))
    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("hours of reminders")
        constraints = [
            models.UniqueConstraint(fields=["municipality"], name="one_set_of_hours"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="hours_end_after_start"),
        ]


class DailyRun(Municipal):
    """That a daily job has run for a day: a row in the job's own transaction, so an emptied cache repeats nothing."""

    job = models.CharField(max_length=120)
    day = models.DateField()
    attempts = models.PositiveSmallIntegerField(default=0)  # that failed
    last_error = models.CharField(max_length=60, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)  # of one that failed: when it is tried again
    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "job", "day"], name="daily_run_once")]


class Heartbeat(models.Model):
    """When the clock last ticked, for all municipalities: the sign of life that /opsz looks at."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.name}: {self.at.isoformat()}"

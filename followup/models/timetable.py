"""When a class has lessons, so that nobody is fetched out of them for a meeting (C23)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import SchoolClass
from core.tenancy import Municipal, OpenQuerySet, tenant_key


class Lesson(Municipal):
    """A stretch of lessons in a class's week. Breaks are what lies between two of them."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")

    school_class = tenant_key(SchoolClass, related_name="lessons")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="lesson_ends_after_start"),
            models.CheckConstraint(condition=Q(weekday__lte=4), name="lesson_on_a_weekday"),
            models.UniqueConstraint(fields=["school_class", "weekday", "starts_at"], name="lesson_once"),
        ]

"""What the family's own page holds: this week's step and what came of it, wishes for a meeting, a carer's daily lines.

And two rows of staff's about it: that a wish has been spoken of, and that somebody has read the page in one language.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child, Parent
from cases.models.links import AccessLink, Carer
from cases.models.pathways import PathwayChild
from cases.querysets import WallQuerySet, children_of
from cases.walls import FAMILY_LINK, FAMILY_STEP
from core.tenancy import Municipal, OpenQuerySet, TenantQuerySet, any_of, tenant_key


class FamilyStepQuerySet(WallQuerySet):
    wall = FAMILY_STEP

    def within_reach(self, person):
        if person.link:
            familys = person.link["parent_id"] or person.link["carer_id"]
            return self.standing().filter(pathway_child=person.link["pathway_child_id"]) if familys else self.none()
        return super().within_reach(person)

    def standing(self):
        return self.filter(removed_at=None)


class FamilyStep(Municipal):
    """The one step a family is asked to try in a week, as its side chose it. source: the measure it was taken from."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway_child = tenant_key(PathwayChild, related_name="family_steps")
    child = tenant_key(Child, related_name="family_steps")
    sector = models.CharField(max_length=12, choices=Sector)
    monday = models.DateField(_("week"))
    text = models.CharField(_("this week's step"), max_length=300)
    source = models.UUIDField(null=True, blank=True, editable=False)
    chosen_by = tenant_key(StaffMember, related_name="+")
    chosen_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = FamilyStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("this week's step")
        ordering = ["-monday", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway_child", "sector", "monday"], condition=Q(removed_at=None), name="one_step_a_week_and_side"
            )
        ]  # fmt: skip


class FamilyWordsQuerySet(TenantQuerySet):
    """What came by a link: its holder's own rows; of staff only the side that the words were given to."""

    def within_reach(self, person):
        if person.link:
            holder = {key: person.link[f"{key}_id"] for key in ("parent", "carer")}
            mine = [Q(**{key: pk}) for key, pk in holder.items() if pk]
            return self.filter(any_of(mine), child=person.link["child_id"])
        return self.filter(any_of(_own_side(person)))


def _own_side(person):
    """What a side reads of its children, of those who may hand the family a link."""
    return [
        Q(sector=sector, child__in=children_of(person, roles))
        for sector, roles in FAMILY_LINK.items()
        if any(role in person.reach for role in roles)
    ]


class FamilyWords(Municipal):
    """One holder's own words. sector: the side that reads them; no other custody holder or carer does."""

    child = tenant_key(Child, related_name="+")
    sector = models.CharField(max_length=12, choices=Sector)
    link = tenant_key(AccessLink, related_name="+")
    parent = tenant_key(Parent, null=True, blank=True, related_name="+")
    carer = tenant_key(Carer, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    objects = FamilyWordsQuerySet.as_manager()

    class Meta:
        abstract = True


class StepTick(FamilyWords):
    """ "Vi har prøvet" or "Det lykkedes": one for each holder and step, with a line if she wants."""

    class Outcome(models.TextChoices):
        TRIED = "tried", _("we have tried")
        WORKED = "worked", _("it worked")

    step = tenant_key(FamilyStep, related_name="ticks")
    outcome = models.CharField(max_length=6, choices=Outcome)
    line = models.CharField(_("a line about it"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("answer to this week's step")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "parent", "carer"], nulls_distinct=False, name="one_tick_a_step_and_holder"
            )
        ]


class FamilyWish(FamilyWords):
    """What one of the family wants to talk about at a meeting. `meeting` is its uuid: meetings live a floor above."""

    meeting = models.UUIDField(editable=False)
    text = models.TextField(_("what we want to talk about"), blank=True)

    @property
    def was_spoken_of(self):
        return bool(self.spoken.all())

    class Meta:
        verbose_name = _("wish for a meeting")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "child", "parent", "carer", "sector"], nulls_distinct=False, name="one_wish_a_meeting_holder_and_side"
            )
        ]  # fmt: skip


class SpokenWishQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.none() if person.link else self.filter(any_of(_own_side(person)))


class SpokenWish(Municipal):
    """That a wish was spoken of at its meeting: ticked by the side that reads it, seen by no other and by no link."""

    wish = tenant_key(FamilyWish, related_name="spoken")
    child = tenant_key(Child, related_name="+")
    sector = models.CharField(max_length=12, choices=Sector)
    by = tenant_key(StaffMember, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    objects = SpokenWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish that was spoken of")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["wish"], name="spoken_of_once")]


class DailyNote(FamilyWords):
    """A carer's line of one day: how it went and what worked. The same home's carers read it too, no custody holder does."""

    class Form(models.TextChoices):
        CALM = "calm", _("a calm day")
        MIXED = "mixed", _("up and down")
        HARD = "hard", _("a hard day")

    day = models.DateField(_("day"))
    form = models.CharField(_("form of the day"), max_length=5, choices=Form, blank=True)
    how = models.CharField(_("how it went"), max_length=300, blank=True)
    worked = models.CharField(_("what worked"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("a carer's line of the day")
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["carer", "child", "day", "sector"], name="one_line_a_day_carer_and_side"),
            models.CheckConstraint(condition=Q(carer__isnull=False), name="daily_line_is_a_carers"),
            models.CheckConstraint(condition=~Q(form="", how=""), name="daily_line_says_something"),
        ]


class PageWordsCheck(Municipal):
    """One language of the pages behind links, read by somebody whose mother tongue it is. No persons in it: a link reads it.

    words: which words were read; when any of them changes, they are read anew.
    """

    language = models.CharField(max_length=5)
    words = models.CharField(_("words that were read"), max_length=16)
    confirmed_by = tenant_key(StaffMember, related_name="+")
    confirmed_on = models.DateField(_("confirmed on"))
    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked words of the families' pages")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "language", "words"], name="page_words_confirmed_once")
        ]

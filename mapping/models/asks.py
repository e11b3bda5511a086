"""Who is asked in a round, with which instruments, by whom, until when; and what a class answered without names."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models import AccessLink, Carer, Child, Parent, PathwayChild
from cases.querysets import children_of, pathways_of
from cases.walls import ANSWER
from core.tenancy import Municipal, TenantQuerySet, any_of, tenant_key
from mapping.models.voices import NeedsMapping
from mapping.walls import CLASS_ASK


class AskQuerySet(TenantQuerySet):
    def within_reach(self, person):
        if person.link:
            return self.filter(link=person.link["id"])
        seen = Child.objects.visible_to(person).values("pk")
        tests = [Q(staff=person.staff_id, child__in=seen)] if person.staff_id else []  # who is asked herself
        if any(role in person.reach for role in CLASS_ASK):
            tests.append(Q(child=None, mapping__pathway__in=pathways_of(person, CLASS_ASK)))
        for sector, roles in ANSWER.own.items():
            if any(role in person.reach for role in roles):
                tests.append(Q(sector=sector, child__in=children_of(person, roles)))
        return self.filter(any_of(tests))

    def open(self):
        return self.filter(closed_at=None)


class Ask(Municipal):
    """One request to one informant. Target (child, or the class when none) and informant are apart.

    instruments: [[slug, number], …] as they were when asked. A child or parent who will not is `declined_at` with words.
    """

    class Informant(models.TextChoices):
        CHILD = "child", _("the child")
        PARENT = "parent", _("the parents")
        PROFESSIONAL = "professional", _("a professional")
        TEAM = "team", _("the class team")
        PUPILS = "pupils", _("the pupils, without names")

    class Way(models.TextChoices):
        LINK = "link", _("alone, by a link")
        TOGETHER = "together", _("together with a professional")
        PAPER = "paper", _("on paper")
        LOGGED_IN = "logged_in", _("in Samspil")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mapping = tenant_key(NeedsMapping, related_name="asks")
    child = tenant_key(Child, null=True, blank=True, related_name="asks")
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="asks")
    informant = models.CharField(max_length=14, choices=Informant)
    parent = tenant_key(Parent, null=True, blank=True, related_name="+")
    carer = tenant_key(Carer, null=True, blank=True, related_name="+")
    staff = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    who = models.CharField(_("who"), max_length=120, blank=True)
    instruments = models.JSONField(default=list)
    way = models.CharField(_("how"), max_length=10, choices=Way, default=Way.LINK)
    link = tenant_key(AccessLink, null=True, blank=True, related_name="asks")
    sector = models.CharField(max_length=12, choices=Sector)
    due_on = models.DateField(_("answer before"))
    made_by = tenant_key(StaffMember, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_words = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # answered, declined or taken back
    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for an answer")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="ask_about_child_or_class",
                condition=Q(informant__in=["team", "pupils"], child=None, pathway_child=None)
                | Q(
                    informant__in=["child", "parent", "professional"], child__isnull=False, pathway_child__isnull=False
                ),
            ),
        ]


class ClassAnswerQuerySet(TenantQuerySet):
    def within_reach(self, person):
        if person.link:
            return self.filter(ask__link=person.link["id"])
        seen = NeedsMapping.objects.visible_to(person).values("pk")
        tests = [Q(author=person.staff_id, mapping__in=seen)] if person.staff_id else []
        if any(role in person.reach for role in CLASS_ASK[:1]):
            tests.append(Q(mapping__pathway__in=pathways_of(person, CLASS_ASK[:1])))
        return self.filter(any_of(tests))


class ClassAnswer(Municipal):
    """One anonymous pupil's, or one team member's, answers about the class. No time of day and no device for a pupil.

    values: {instrument: {item: value}}, None for "I would rather not say". Counted by `app.class_spread`, never below 5.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mapping = tenant_key(NeedsMapping, related_name="class_answers")
    ask = tenant_key(Ask, related_name="class_answers")
    informant = models.CharField(
        max_length=10, choices=[(x.value, x.label) for x in (Ask.Informant.TEAM, Ask.Informant.PUPILS)]
    )
    author = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    values = models.JSONField(default=dict)
    answered_on = models.DateField()
    finished = models.BooleanField(default=False)
    batch = models.UUIDField(
        null=True, blank=True, editable=False
    )  # of papers typed in at once; None for who answered alone
    objects = ClassAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about the class")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "author"], condition=Q(author__isnull=False), name="one_answer_per_colleague"
            ),
            models.CheckConstraint(
                name="pupils_have_no_author",
                condition=Q(informant="team", author__isnull=False) | Q(informant="pupils", author=None),
            ),
        ]

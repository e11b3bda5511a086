"""The class track: choosing a class, its pathway, the sessions in it, and the lessons taught by two."""

import uuid
from datetime import timedelta
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationUnit, SchoolClass, StaffMember
from cases.models import Child, MeasureTrial, Pathway
from cases.querysets import children_of, pathways_of
from cases.walls import CLASS_LOG, SESSION_CHILD
from core.tenancy import Municipal, TenantQuerySet, scope_q, tenant_key, tenant_one_to_one
from programmes.models import ProgrammeVersion

TEAM_TALK = ("resource_advisor", "class_team")
CHOOSERS = ("resource_advisor", "principal", "group_leader", "provider_manager", "learning_advisor", "system")


class ClassSelectionQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(scope_q(person, CHOOSERS, unit="unit_id partner_unit_id", lead="advisor_id leader_id"))

    def undecided(self):
        return self.filter(state__in=("nominated", "assessed", "offered"))


class ClassSelection(Municipal):
    """Which class is offered the tracks, assessed together in four dimensions and decided by three parties (A42-A44)."""

    class State(models.TextChoices):
        NOMINATED = "nominated", _("Nominated")
        ASSESSED = "assessed", _("Assessed")
        OFFERED = "offered", _("Offered")
        NOT_OFFERED = "not_offered", _("Not offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    MOVES = {
        State.NOMINATED: {State.ASSESSED},
        State.ASSESSED: {State.OFFERED, State.NOT_OFFERED},
        State.OFFERED: {State.ACCEPTED, State.DECLINED},
        State.NOT_OFFERED: set(),
        State.ACCEPTED: set(),
        State.DECLINED: set(),
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    school_class = tenant_key(SchoolClass, related_name="selections")
    unit = tenant_key(OrganisationUnit, related_name="+")
    partner_unit = tenant_key(OrganisationUnit, related_name="+")
    advisor = tenant_key(StaffMember, related_name="+")
    leader = tenant_key(StaffMember, related_name="+")
    pathway = tenant_one_to_one(Pathway, null=True, blank=True, related_name="selection")
    state = models.CharField(max_length=12, choices=State, default=State.NOMINATED)
    dimensions = models.JSONField(default=dict)  # a dimension's key in the version -> text without names
    inputs = models.TextField(_("where more is written"), blank=True)  # links, never the reports themselves
    team_readiness = models.TextField(_("the team's readiness"), blank=True)
    outcome_reason = models.TextField(blank=True)
    nominated_by = tenant_key(StaffMember, related_name="+")
    nominated_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    objects = ClassSelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection")
        ordering = ["-nominated_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "programme_version"],
                condition=Q(state__in=["nominated", "assessed", "offered"]),
                name="one_open_selection_per_class",
            )
        ]

    @property
    def content(self):
        return self.programme_version.programme_content

    @property
    def is_open(self):
        return self.state in (self.State.NOMINATED, self.State.ASSESSED, self.State.OFFERED)

    @property
    def word(self):
        return self.content.word("selection")

    @property
    def state_title(self):
        return self.content.phase(self.state).title

    def missing(self):
        """What the assessment still lacks: titles of empty dimensions, and of the team's readiness (A43, A44)."""
        chosen = self.content.selection
        lacking = [each.title for each in chosen.dimensions if not self.dimensions.get(each.key, "").strip()]
        return lacking if self.team_readiness.strip() else [*lacking, chosen.readiness.title]


class SelectionVoteQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(selection__in=ClassSelection.objects.visible_to(person).values("pk"))


class SelectionVote(Municipal):
    """What one party decided and why; the version says which parties there are and which roles speak for them."""

    selection = tenant_key(ClassSelection, related_name="votes")
    party = models.CharField(max_length=40)  # a key of the version
    offer = models.BooleanField(_("offer the tracks"))
    reason = models.TextField(_("reason"))
    by = tenant_key(StaffMember, related_name="+")
    at = models.DateTimeField(auto_now=True)
    objects = SelectionVoteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["selection", "party"], name="one_vote_per_party")]


class ClassLogQuerySet(TenantQuerySet):
    """The class log: the class pathway's people; caseworkers read the class part of the plan, not the log."""

    def within_reach(self, person):
        return self.filter(pathway__in=pathways_of(person, CLASS_LOG))


class ClassPathway(Municipal):
    pathway = tenant_one_to_one(Pathway, related_name="class_pathway")
    advisor_fte = models.DecimalField(
        _("the advisor's share of full time"), max_digits=3, decimal_places=2, null=True, blank=True
    )  # A26
    content = ArrayField(
        models.CharField(max_length=40), default=list, blank=True
    )  # content types of the version (A28)
    objects = ClassLogQuerySet.as_manager()


class ClassSessionQuerySet(ClassLogQuerySet):
    def kept(self):
        return self.filter(undone_at=None)


class ClassSession(Municipal):
    class Kind(models.TextChoices):
        CLASS = "class", _("Together in the class")
        OBSERVATION = "observation", _("Observation")
        SPARRING = "sparring", _("Sparring with the team")
        PUPILS = "pupils", _("Talk with pupils")

    class Owner(models.TextChoices):
        TEAM = "team", _("The class team")
        ADVISOR = "advisor", _("The resource advisor")
        LEADER = "leader", _("The group leader")
        OTHER = "other", _("Somebody else")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="class_sessions")
    held_on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    elements = ArrayField(models.CharField(max_length=40), default=list)
    line = models.CharField(_("one line"), max_length=1000)  # an observation answers three questions in it
    teaching_theme = models.CharField(_("teaching theme"), max_length=120, blank=True)  # A28
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_owner = models.CharField(_("who does it"), max_length=10, choices=Owner, blank=True)
    next_step_name = models.CharField(_("who else"), max_length=120, blank=True)  # when the owner is somebody else
    with_words = models.CharField(_("with"), max_length=200, blank=True)
    leader_took_part = models.BooleanField(_("the group leader took part"), default=False)  # A21
    children_count = models.PositiveSmallIntegerField(default=0, editable=False)  # told to those who see no names
    author = tenant_key(StaffMember, related_name="+")
    logged_at = models.DateTimeField(auto_now_add=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    objects = ClassSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["municipality", "pathway", "held_on"], name="class_session_by_day")]

    @property
    def owner_words(self):
        """Who takes the next step, as a page says it: the leads by name."""
        lead = {"advisor": self.pathway.lead, "leader": self.pathway.co_lead}.get(self.next_step_owner)
        return str(lead) if lead else self.next_step_name or self.get_next_step_owner_display()


class SessionRowsQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(session__in=ClassSession.objects.visible_to(person).values("pk"))


class SessionTrial(Municipal):
    """A measure of the class part was tried in a session: the trial itself is the truth, this says where it was written."""

    session = tenant_key(ClassSession, related_name="trials")
    trial = tenant_one_to_one(MeasureTrial, related_name="session")
    objects = SessionRowsQuerySet.as_manager()


class SessionChildQuerySet(SessionRowsQuerySet):
    """Names stay with the school's people around the child; other readers of the log are told how many."""

    def within_reach(self, person):
        return super().within_reach(person).filter(child__in=children_of(person, SESSION_CHILD))


class SessionChild(Municipal):
    """A child whom a session was about, named only when it is needed."""

    session = tenant_key(ClassSession, related_name="children")
    child = tenant_key(Child, related_name="+")
    objects = SessionChildQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "child"], name="child_once_in_a_session")]


class CoTeachingWeek(Municipal):
    """Lessons with two adults in one week of one class: one line a week (A29). `monday` names the week.

    before: what the line said until it was last saved, so that this can be undone; {} when there was none.
    """

    pathway = tenant_key(Pathway, related_name="co_teaching_weeks")
    monday = models.DateField()
    lessons = models.DecimalField(
        _("lessons"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0")), MaxValueValidator(Decimal("40"))],
    )
    who = models.CharField(_("who"), max_length=200, blank=True)
    reason = models.CharField(_("why none"), max_length=200, blank=True)  # when there were none
    before = models.JSONField(null=True, editable=False)
    author = tenant_key(StaffMember, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    objects = ClassLogQuerySet.as_manager()

    class Meta:
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "monday"], name="one_co_teaching_line_a_week"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="co_teaching_week_is_a_monday"),
        ]


class ImportDraftQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(staff=person.staff_id)

    def fresh(self, now):
        return self.filter(made_at__gt=now - ImportDraft.LIFETIME)

    def expired(self, now):
        return self.filter(made_at__lte=now - ImportDraft.LIFETIME)


class ImportDraft(Municipal):
    """A class list that was read and not yet fetched into the school. Its rows are sealed whole: CPR numbers and
    protected addresses stand in it. Seen by the one who uploaded it, and gone when used or after a day."""

    LIFETIME = timedelta(hours=24)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = tenant_key(StaffMember, related_name="+")
    school = tenant_key(OrganisationUnit, related_name="+")
    sealed = models.BinaryField(editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("class list")


class OwnRowsQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(staff=person.staff_id)


class TeamAnswer(Municipal):
    """One tap a week by one of the class team. Read by the one who gave it; others read averages, by `app.class_pulse` and
    `app.class_strain`. `monday` names the week."""

    TAPS = (MinValueValidator(1), MaxValueValidator(4))

    school_class = tenant_key(SchoolClass, related_name="+")
    staff = tenant_key(StaffMember, related_name="+")
    monday = models.DateField()
    changed_at = models.DateTimeField(auto_now=True)
    objects = OwnRowsQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-monday", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school_class", "monday", "staff"], name="one_%(class)s_a_week"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="%(class)s_week_is_a_monday"),
        ]


class ClassPulse(TeamAnswer):
    """How the week was in the class, from 1 to 4; 4 is good in all three. No child is named."""

    calm = models.PositiveSmallIntegerField(validators=TeamAnswer.TAPS)
    conflicts = models.PositiveSmallIntegerField(validators=TeamAnswer.TAPS)
    participation = models.PositiveSmallIntegerField(validators=TeamAnswer.TAPS)

    class Meta(TeamAnswer.Meta):
        verbose_name = _("pulse of the class")
        constraints = [
            *TeamAnswer.Meta.constraints,
            models.CheckConstraint(
                condition=Q(calm__range=(1, 4), conflicts__range=(1, 4), participation__range=(1, 4)),
                name="pulse_is_one_to_four",
            ),
        ]


class TeamStrain(TeamAnswer):
    """How much the week weighed on the one who answers, from 1 to 4; 4 is a lot (A64)."""

    value = models.PositiveSmallIntegerField(validators=TeamAnswer.TAPS)

    class Meta(TeamAnswer.Meta):
        verbose_name = _("strain of the team")
        constraints = [
            *TeamAnswer.Meta.constraints,
            models.CheckConstraint(condition=Q(value__range=(1, 4)), name="strain_is_one_to_four"),
        ]


class TeamQuestionQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(pathway__in=pathways_of(person, TEAM_TALK))

    def kept(self):
        return self.filter(withdrawn_at=None)

    def open(self):
        return self.kept().filter(answered_at=None)


class TeamQuestion(Municipal):
    """A question of the class team to the resource advisor, and the answer. Read by the two, and by nobody else."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="team_questions")
    text = models.CharField(_("question"), max_length=300)
    asked_by = tenant_key(StaffMember, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    objects = TeamQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of the team")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="answer_has_its_writer",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            )
        ]

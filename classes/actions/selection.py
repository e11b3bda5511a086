"""Choosing a class: nominated, assessed in the version's dimensions, decided by its parties, answered by the team (A42-A44)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Side
from cases.models import Pathway, PathwayTransition
from classes.models import ClassPathway, ClassSelection, SelectionVote
from classes.permissions import (
    can_answer_selection,
    can_assess_selection,
    can_decide_selection,
    can_nominate_class,
    can_vote_for,
    can_withdraw_vote,
)
from classes.queries import CLASS_TRACK

State = ClassSelection.State


@transaction.atomic
def nominate_class(*, school_class, programme_version, partner_unit, advisor, leader, by):
    """Put a class forward; advisor and group leader are both named, for they answer for it together (A22, A42).

    Raises ValidationError when the class is being chosen, or has an open pathway, for this programme already.
    """
    if not can_nominate_class(by, school_class):
        raise PermissionDenied
    if advisor.pk == leader.pk:
        raise ValidationError(
            {"leader": _("Choose two different people: one from the school and one from social services.")}
        )
    if Pathway.objects.open().filter(school_class=school_class, programme_version=programme_version).exists():
        raise ValidationError(_("The class has a pathway of this programme already."), code="open")
    try:
        with transaction.atomic():
            return ClassSelection.objects.create(
                municipality_id=by.municipality_id, programme_version=programme_version, school_class=school_class, unit_id=school_class.school_id,
                partner_unit=partner_unit, advisor=advisor, leader=leader, nominated_by_id=by.staff_id, nominated_on=timezone.localdate(),
            )  # fmt: skip
    except IntegrityError:
        raise ValidationError(_("The class has been nominated already."), code="open") from None


@transaction.atomic
def assess_class(*, selection, dimensions, inputs, team_readiness, row_version, by):
    """Write the assessment; when every dimension and the team's readiness are there, the parties may speak (A43, A44).

    Raises ValidationError(code="stale") when somebody else has written since the page was opened.
    """
    selection = _held(selection)
    if not can_assess_selection(by, selection):
        raise PermissionDenied
    if selection.row_version != row_version:
        raise ValidationError(
            _("Somebody else has written here while you wrote. Read what is new, and save again."), code="stale"
        )
    selection.dimensions, selection.inputs, selection.team_readiness = dimensions, inputs, team_readiness
    if selection.missing() and selection.state == State.ASSESSED:
        raise ValidationError(_("The parties have the assessment before them: no field can be emptied now."))
    if not selection.missing():
        selection.state = State.ASSESSED
    return _kept(selection)


@transaction.atomic
def vote_on_selection(*, selection, party, offer, reason, by):
    """One party's word, with its reason; it may change it until the decision. One person speaks for one party (A42)."""
    selection = _held(selection)
    if not can_vote_for(by, selection, party):
        raise PermissionDenied
    if SelectionVote.objects.filter(selection=selection, by=by.staff_id).exclude(party=party).exists():
        raise ValidationError(_("You have spoken for another party. Each party is a person of its own."))
    vote, _made = SelectionVote.objects.update_or_create(
        municipality_id=by.municipality_id,
        selection=selection,
        party=party,
        defaults={"offer": offer, "reason": reason, "by_id": by.staff_id},
    )
    return vote


@transaction.atomic
def withdraw_vote(*, selection, party, by):
    """Take one's own word back before it is decided; taken back already, nothing happens."""
    selection = _held(selection)
    vote = SelectionVote.objects.visible_to(by).select_for_update().filter(selection=selection, party=party).first()
    if vote is None:
        return
    if vote.by_id == by.staff_id and selection.state != State.ASSESSED:
        raise ValidationError(_("This has been decided already."), code="decided")
    if not can_withdraw_vote(by, selection, vote):
        raise PermissionDenied
    vote.delete()


@transaction.atomic
def decide_selection(*, selection, offer, reason, by):
    """Offered or not, when every party has spoken. Said again it changes nothing; the other way it is refused."""
    selection = _held(selection)
    after = State.OFFERED if offer else State.NOT_OFFERED
    if selection.state == after:
        return selection
    if not can_decide_selection(by, selection):
        raise _refused(selection)
    spoken = set(selection.votes.values_list("party", flat=True))
    if set(selection.content.selection.parties) - spoken:
        raise ValidationError(_("Every party must have spoken before it is decided."))
    selection.state, selection.outcome_reason, selection.decided_on = after, reason, timezone.localdate()
    return _kept(selection)


@transaction.atomic
def answer_selection(*, selection, accepted, reason, by):
    """What the class team and the school answer. A yes makes the class pathway, in the phase of its mapping."""
    selection = _held(selection)
    after = State.ACCEPTED if accepted else State.DECLINED
    if selection.state == after:
        return selection
    if not can_answer_selection(by, selection):
        raise _refused(selection)
    if accepted:
        selection.pathway = _open_pathway(selection, reason, by)
    selection.state, selection.answered_on = after, timezone.localdate()
    selection.outcome_reason = "\n".join(filter(None, (selection.outcome_reason, reason)))
    return _kept(selection)


def _held(selection):
    return (
        ClassSelection.objects.select_for_update(of=("self",))
        .select_related("school_class__school", "programme_version")
        .get(pk=selection.pk)
    )


def _kept(selection):
    selection.row_version += 1
    selection.save()
    return selection


def _refused(selection):
    """A move that is not legal from here is a rule, everything else a missing right."""
    if selection.state == State.NOMINATED or selection.is_open:
        return PermissionDenied()
    return ValidationError(_("This has been decided already."), code="decided")


def _open_pathway(selection, reason, by):
    school_class, content = selection.school_class, selection.content
    first = content.first_phase(CLASS_TRACK)
    mapping = next((phase for phase in content.phases_of(CLASS_TRACK) if phase.group == "mapping"), first)
    with_municipality = {"municipality_id": by.municipality_id}
    try:
        with transaction.atomic():
            pathway = Pathway.objects.create(
                **with_municipality, programme_version=selection.programme_version, track=CLASS_TRACK, unit_id=selection.unit_id,
                partner_unit_id=selection.partner_unit_id, side=Side.SCHOOL, school_class=school_class, title=f"{school_class.name}, {school_class.school.name}",
                state=Pathway.State.ACCEPTED, phase=mapping.key, lead_id=selection.advisor_id, co_lead_id=selection.leader_id,
            )  # fmt: skip
    except IntegrityError:
        raise ValidationError(_("The class has a pathway of this programme already."), code="open") from None
    ClassPathway.objects.create(**with_municipality, pathway=pathway)
    moved = {**with_municipality, "pathway": pathway, "by_id": by.staff_id}
    PathwayTransition.objects.create(
        **moved, kind="state", before=Pathway.State.DRAFT, after=Pathway.State.ACCEPTED, reason=reason
    )
    if mapping != first:
        PathwayTransition.objects.create(**moved, kind="phase", before=first.key, after=mapping.key)
    return pathway

"""What a cooperation agreement asks of people: to sign it, and to look at it again. Both stand as tasks, so that they are reminded of.

The rule says which tasks there should be; `follow` makes the difference, whether it runs once or ten times.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CooperationAgreement, Pathway
from cases.models.agreements import PROVIDER_OF, SCHOOL_OF
from core.context import current
from followup.models import Task

State = CooperationAgreement.State
TO_SIGN = timedelta(days=14)
BEFORE_REVIEW = timedelta(days=28)


def follow(*, agreement, by):
    """settings.AGREEMENT_CHANGED: the tasks of one agreement, of all its versions, as they should be now."""
    today = timezone.localdate()
    wanted = _wanted(agreement, today)
    tasks = Task.objects.visible_to(by).select_for_update(of=("self",)).filter(agreement=agreement)
    known = {(task.kind, task.owner_id): task for task in tasks.filter(settled_on=None)}
    _settle(agreement, by, today)
    for key in known.keys() - wanted.keys():
        _close(known[key], agreement, by, today)
    missing = [key for key in wanted if key not in known]
    pathway = _pathway_of(agreement, by) if missing else None
    if pathway:
        Task.objects.bulk_create(_task(agreement, pathway, *key, wanted[key], by) for key in missing)
    return len(missing) if pathway else 0


def _wanted(agreement, today):
    """{(kind, owner): day}: those of the four who have not signed; before the review the one who writes it."""
    if agreement.state == State.OUT:
        signed = set(agreement.signatures.standing().values_list("staff_member", flat=True))
        day = timezone.localdate(agreement.sent_at) + TO_SIGN
        return {(Task.Kind.OTHER, pk): day for _role, pk in agreement.signer_ids if pk not in signed}
    if agreement.state == State.SIGNED and agreement.review_on <= today + BEFORE_REVIEW:
        return {(Task.Kind.REVIEW, agreement.advisor_id): agreement.review_on}
    return {}


def _settle(agreement, by, today):
    """What was asked of older versions is over: the newer one asks anew."""
    older = CooperationAgreement.objects.visible_to(by).between(agreement.school_id, agreement.provider_id)
    stale = Task.objects.visible_to(by).open().filter(agreement__in=older.filter(state=State.SUPERSEDED).values("pk"))
    stale.update(settled_on=today, settled_by=by.staff_id, left_out_because=_("There is a newer agreement."))


def _close(task, agreement, by, today):
    """Done, when she has signed or the agreement was looked at; else it was taken back and there is nothing to sign."""
    done = task.kind == Task.Kind.REVIEW or agreement.signatures.standing().filter(staff_member=task.owner_id).exists()
    task.settled_on, task.settled_by_id = today, by.staff_id
    task.left_out_because = "" if done else _("The agreement was taken back.")
    task.save(update_fields=["settled_on", "settled_by", "left_out_because"])


def _pathway_of(agreement, by):
    """The pathway on which the tasks stand: the newest open one of the two units, of those that `by` reaches."""
    rows = Pathway.objects.visible_to(by).open().annotate(of_school=SCHOOL_OF, of_provider=PROVIDER_OF)
    found = rows.filter(of_school=agreement.school_id, of_provider=agreement.provider_id)
    return found.order_by("-track", "-created_at").first()


def _task(agreement, pathway, kind, owner_id, day, by):
    words = (
        _("Look at the cooperation agreement again")
        if kind == Task.Kind.REVIEW
        else _("Sign the cooperation agreement")
    )
    return Task(
        municipality_id=by.municipality_id,
        pathway=pathway,
        agreement=agreement,
        kind=kind,
        text=words,
        owner_id=owner_id,
        due_on=day,
        made_by_id=by.staff_id,
    )


def follow_all(today):
    """A job of the day: agreements that wait for signatures, or whose review is near."""
    person = current()
    near = Q(state=State.SIGNED, review_on__lte=today + BEFORE_REVIEW) | Q(state=State.OUT)
    rows = CooperationAgreement.objects.visible_to(person).filter(near)
    asked = Task.objects.open().filter(agreement__isnull=False).values("agreement")
    # those whose tasks are all there need nothing: a signed one near its review has one, one that is out is looked at anew
    rows = rows.exclude(state=State.SIGNED, pk__in=asked)
    return {"agreements": sum(follow(agreement=each, by=person) for each in rows)}

"""What is taken back of decisions at the end: the decision itself, one child's, a referral's answer, where the children are."""

from datetime import date

from django.utils.translation import gettext as _

from cases.actions.measures import unsettle_measures
from cases.models import Pathway
from followup.actions import closing as actions
from followup.actions.placement import undo_placements
from followup.actions.referrals import back_to_day, undo_answer
from followup.models import ChildClosing, PathwayClosing


def decided(*, by, closing, measures=()):
    found = (
        PathwayClosing.objects.visible_to(by).select_related("pathway__programme_version").filter(pk=closing).first()
    )
    if found:
        actions.undo_closing(closing=found, by=by)
        unsettle_measures(before=_days(measures), by=by)
    return _("Undone: the pathway goes on as before.")


def measures_settled(*, by, measures):
    unsettle_measures(before=_days(measures), by=by)
    return _("Undone: the measures are as they were.")


def _days(measures):
    """Days come back as texts."""
    names = ("ended_on", "ends_on")
    return [
        {key: date.fromisoformat(value) if key in names and value else value for key, value in each.items()}
        for each in measures
    ]


def child_decided(*, by, closing):
    found = (
        ChildClosing.objects.visible_to(by).select_related("pathway__programme_version").filter(uuid=closing).first()
    )
    if found:
        actions.undo_child(closing=found, by=by)
    return _("Undone: nothing is decided for the child.")


def _referral(by, uuid):
    rows = (model.objects.visible_to(by).filter(uuid=uuid).first() for model in (ChildClosing, PathwayClosing))
    return next(row for row in rows if row)


def referral_answered(*, by, closing):
    undo_answer(closing=_referral(by, closing), by=by)
    return _("Undone: the referral waits for its answer.")


def asked_again(*, by, closing, due_on):
    back_to_day(closing=_referral(by, closing), due_on=due_on and date.fromisoformat(due_on), by=by)
    return _("Undone: you are reminded on the day as before.")


def placed(*, by, pathway, changed):
    undo_placements(pathway=Pathway.objects.visible_to(by).get(pk=pathway), changed=changed, by=by)
    return _("Undone: the answers are as they were.")


def reopened(*, by, pathway, kept):
    found = Pathway.objects.visible_to(by).select_related("programme_version").get(pk=pathway)
    actions.undo_reopened(pathway=found, kept=kept, by=by)
    return _("Undone: the pathway is closed.")

"""Who may do what with classes, their choice and their log. Source: design, "Who may see what"."""

from datetime import timedelta

from django.utils import timezone

from accounts.roles import Role
from cases.walls import CLASS_LOG

REGISTRARS = ("resource_advisor", "principal", "learning_advisor")
NOMINATORS = ("resource_advisor", "principal")
ASSESSORS = ("resource_advisor", "principal", "group_leader", "provider_manager")


def can_list_classes(person):
    """Those who work at schools: the school's own roles, and the class team for its classes."""
    return person.has(*REGISTRARS, "class_team")


def can_register(person, school):
    """Advisor, principal and learning advisor keep the classes of their own school; `school` is a unit or its id."""
    return _at_unit(person, getattr(school, "pk", school), REGISTRARS)


def can_see_pupils(person, school_class, team_classes=()):
    """Names of a class: the school's own roles and the class's own team; others meet children one by one."""
    return can_register(person, school_class.school_id) or school_class.pk in team_classes


def can_keep_timetable(person, school_class, team_classes=()):
    """Those who keep the class, and its own team, who live by it (C23)."""
    return school_class.closed_on is None and can_see_pupils(person, school_class, team_classes)


def can_nominate_class(person, school_class):
    """Advisor and principal of the school put a class forward (A42)."""
    return school_class.closed_on is None and _at_unit(person, school_class.school_id, NOMINATORS)


def can_assess_selection(person, selection):
    """Those who choose write the assessment together until it is decided (A42-A43)."""
    return selection.state in ("nominated", "assessed") and _in_selection(person, selection, ASSESSORS)


def can_vote_for(person, selection, party):
    """Each party's own role gives its word, once the assessment is written; `party` is a role of the version (A42)."""
    return (
        selection.state == "assessed"
        and party in selection.content.selection.parties
        and _in_selection(person, selection, (party,))
    )


def can_withdraw_vote(person, selection, vote):
    """Whoever gave a word takes it back, until it is decided (A42)."""
    return selection.state == "assessed" and vote.by_id == person.staff_id


def can_decide_selection(person, selection):
    """The school's principal decides when the parties have spoken (A42)."""
    return selection.state == "assessed" and _in_selection(person, selection, ("principal",))


def can_answer_selection(person, selection):
    """Principal or advisor records what the class team answers; the team itself does not see the choice."""
    return selection.state == "offered" and _in_selection(person, selection, NOMINATORS)


def can_read_class_log(person, pathway):
    """The class pathway's own people; caseworkers read the class part of the plan, not the log."""
    return _in_pathway(person, pathway, CLASS_LOG)


def can_log_session(person, pathway):
    """The advisor writes sessions and two-teacher lessons, as long as the pathway is open."""
    return pathway.is_open and _in_pathway(person, pathway, ("resource_advisor",))


CORRECTED_FOR = timedelta(days=14)  # a while, so that what was misread or forgotten can be put right


def can_correct_session(person, session):
    """Its author mends it for a fortnight after it was written; what it said before stays in the log of changes."""
    return (
        session.author_id == person.staff_id
        and can_log_session(person, session.pathway)
        and timezone.localdate() <= timezone.localdate(session.logged_at) + CORRECTED_FOR
    )


def can_undo_session(person, session):
    """Its author takes a session back, or puts it back, on the day it was written."""
    return (
        session.author_id == person.staff_id
        and can_log_session(person, session.pathway)
        and timezone.localdate(session.logged_at) == timezone.localdate()
    )


def can_undo_co_teaching(person, week):
    """Who saved the line last takes that back on the same day."""
    return (
        week.author_id == person.staff_id
        and week.before is not None
        and can_log_session(person, week.pathway)
        and timezone.localdate(week.changed_at) == timezone.localdate()
    )


NEAR = ("resource_advisor",)  # and the class team: they read what the team answers
WIDE = ("principal", "learning_advisor", "ppr_advisor")  # the school's others who read the class log: averages of three


def class_reach(person, school_class, team_classes, pathway=None):
    """How near somebody stands to a class: "near" its team and its advisor, "wide" the school's others, "" nobody else.

    pathway: one of the class that the person sees, for those who reach it by the pathway alone.
    """
    if school_class.pk in team_classes:
        return "near"
    for reach, roles in (("near", NEAR), ("wide", WIDE)):
        if _at_unit(person, school_class.school_id, roles):
            return reach
        if pathway is not None and (_held(person, roles) and _in_pathway(person, pathway, roles)):
            return reach
    return ""


def can_answer_pulse(school_class, team_classes):
    """The class's own team, and nobody for it (A64)."""
    return school_class.pk in team_classes


def can_ask_advisor(person, pathway):
    """The class team, while the pathway is open (J07)."""
    return pathway.is_open and _in_pathway(person, pathway, ("class_team",))


def can_answer_question(person, question):
    """The resource advisor of the pathway."""
    return question.withdrawn_at is None and _in_pathway(person, question.pathway, ("resource_advisor",))


def can_withdraw_question(person, question):
    """Whoever asked, until it is answered."""
    return question.asked_by_id == person.staff_id and question.answered_at is None


def can_undo_answer(person, question):
    """Whoever answered, on the day of the answer."""
    return (
        question.answered_by_id == person.staff_id
        and question.answered_at is not None
        and timezone.localdate(question.answered_at) == timezone.localdate()
    )


def _at_unit(person, unit_id, roles):
    return person.reaches_all(roles) or unit_id in person.scopes("unit", roles)


def _in_selection(person, selection, roles):
    if _at_unit(person, selection.unit_id, roles) or _at_unit(person, selection.partner_unit_id, roles):
        return True
    return (
        person.staff_id == selection.advisor_id
        and Role.RESOURCE_ADVISOR in _held(person, roles)
        or (person.staff_id == selection.leader_id and Role.GROUP_LEADER in _held(person, roles))
    )


def _in_pathway(person, pathway, roles):
    if _at_unit(person, pathway.unit_id, roles) or pathway.partner_unit_id in person.scopes("unit", roles):
        return True
    named = person.staff_id in (pathway.lead_id, pathway.co_lead_id) and bool(_held(person, roles))
    return named or pathway.pk in person.scopes("pathway", roles)


def _held(person, roles):
    return [role for role in roles if role in person.reach]

"""Hold a meeting: what was said, what was decided, and what somebody must do now; and take that back."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleAssignment
from accounts.roles import Role
from cases.models import Goal, PathwayChild
from cases.names import refuse_names
from cases.queries.plans import names_not_to_write
from core.tasks import nudge
from followup.actions.occurrences import locked_occurrence, must_be_open, settle
from followup.actions.pathways import locked_pathway
from followup.actions.planning import plan_after
from followup.cadences import cadence_of
from followup.models import (
    ChildFollowUp,
    Decision,
    GoalProgress,
    Meeting,
    MeetingParticipant,
    Occurrence,
    Task,
)
from followup.permissions import can_hold_meeting, can_undo

MINUTES_WITHIN = timedelta(days=7)
CALL_WITHIN = timedelta(days=14)  # our choice; the source says only that it follows (C18)


@transaction.atomic
def hold_meeting(
    *, occurrence=None, meeting=None, held_on, by, participants=(), children=(), progress=(), summary="", decisions=(),
    needs_network_meeting=None, next_on=None, cooperation="", cooperation_words="", notes=None, parents_prepared_on=None,
):  # fmt: skip
    """Minutes of a follow-up or of a planned meeting, late ones too; the next one is planned from the day it was held, or on the agreed day.

    participants: {"staff" | "parent" | "network": id} or {"words": text}, and "is_support"; of the invited, who is not among them did
    not come. children: {"pathway_child", "part", "how", "not_heard_reason", "wanted", "placement"}. progress: {"goal", "reach", "words"}.
    decisions: {"text", "owner", "side", "due_on", "pathway_child"}; each becomes a task. Held already: gives that meeting
    (A25, A53-A56, C18, C22, C25, C26).
    """
    occurrence, meeting = _locked(occurrence, meeting, by)
    if meeting and meeting.state == Meeting.State.HELD:
        return meeting
    if occurrence:
        must_be_open(occurrence)
    pathway = occurrence.pathway if occurrence else meeting.pathway
    _check_days(pathway, held_on, next_on)
    meeting = meeting or Meeting(municipality_id=by.municipality_id, pathway=pathway, occurrence=occurrence)
    meeting.kind = meeting.kind or cadence_of(occurrence).meeting_kind or occurrence.cadence
    meeting.pathway_child_id = meeting.pathway_child_id or (occurrence.pathway_child_id if occurrence else None)
    meeting.lead_id = meeting.lead_id or pathway.lead_id
    meeting.state, meeting.held_on, meeting.next_on = Meeting.State.HELD, held_on, next_on
    meeting.summary, meeting.notes = summary, {key: text for key, text in (notes or {}).items() if text.strip()}
    meeting.needs_network_meeting, meeting.parents_prepared_on = needs_network_meeting, parents_prepared_on
    meeting.cooperation, meeting.cooperation_words = cooperation, cooperation_words
    meeting.recorded_by_id = meeting.settled_by_id = by.staff_id
    meeting.settled_at = timezone.now()
    meeting.save()
    _keep_attendance(meeting, by, participants)
    _add_rows(meeting, by, children, progress, decisions)
    following = _settle(occurrence, held_on, next_on, by) if occurrence else None
    _add_tasks(meeting, by, following)
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return meeting


def _locked(occurrence, meeting, by):
    """Both, locked, when there are both: a planned meeting may answer an occurrence."""
    if occurrence is None and meeting.occurrence_id:
        occurrence = Occurrence.objects.visible_to(by).select_related("pathway").get(pk=meeting.occurrence_id)
    if occurrence:
        occurrence = locked_occurrence(occurrence, by)
        meeting = Meeting.objects.visible_to(by).filter(occurrence=occurrence).first()
        if meeting:
            meeting.pathway = occurrence.pathway
        return occurrence, meeting
    return None, locked_meeting(meeting, by)


def locked_meeting(meeting, by):
    """The meeting anew, with its pathway locked, for whoever writes minutes; PermissionDenied for others."""
    pathway = locked_pathway(meeting.pathway, by, can_hold_meeting)
    meeting = Meeting.objects.visible_to(by).select_for_update(of=("self",)).get(pk=meeting.pk)
    meeting.pathway = pathway
    return meeting


def _check_days(pathway, held_on, next_on):
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": _("The day lies in the future. Move the follow-up instead.")})
    if pathway.starts_on and held_on < pathway.starts_on:
        raise ValidationError({"held_on": _("The day lies before the start of the pathway.")})
    if next_on and next_on <= held_on:
        raise ValidationError({"next_on": _("The next one must be after this one.")})


def _settle(occurrence, held_on, next_on, by):
    settle(occurrence, Occurrence.State.HELD, by, held_on=held_on)
    return plan_after(occurrence, cadence_of(occurrence), agreed_on=next_on)


# ---- who came ----

WHO = {"staff": "staff_member_id", "parent": "parent_id", "network": "network_member_id"}


def who_of(row):
    """The key of a participant: ("staff", 7) or ("words", "forældre")."""
    found = next(((kind, getattr(row, field)) for kind, field in WHO.items() if getattr(row, field)), None)
    return found or ("words", row.words)


def _keep_attendance(meeting, by, participants):
    came = {_key(each): each for each in participants}
    for row in meeting.participants.all():
        said = came.pop(who_of(row), None)
        row.attended = None if said is None and row.part == MeetingParticipant.Part.INFORMED else said is not None
        row.is_support = said.get("is_support", row.is_support) if said else row.is_support
        row.save(update_fields=["attended", "is_support"])
    MeetingParticipant.objects.bulk_create(
        MeetingParticipant(
            **participant_fields(meeting, by, each), attended=True, is_support=each.get("is_support", False)
        )
        for each in came.values()
    )


def _key(each):
    return next(((kind, each[kind]) for kind in WHO if each.get(kind)), None) or ("words", each.get("words", ""))


def participant_fields(meeting, by, each):
    kind, value = _key(each)
    row = {"municipality_id": by.municipality_id, "meeting": meeting, "pathway_id": meeting.pathway_id}
    return row | ({WHO[kind]: value} if kind in WHO else {"words": value[:120]})


# ---- what was said ----


def _add_rows(meeting, by, children, progress, decisions):
    row = {"municipality_id": by.municipality_id, "meeting": meeting}
    reached = _children_reached(meeting, by)
    ChildFollowUp.objects.bulk_create(ChildFollowUp(**row, **each) for each in _followed_up(children, reached))
    GoalProgress.objects.bulk_create(GoalProgress(**row, **each) for each in _goals_seen(meeting, by, progress))
    names = names_not_to_write(meeting.pathway, by) if decisions else []
    for each in decisions:
        Decision.objects.create(**row, **_decided(meeting, each, reached, names))


def _children_reached(meeting, by):
    """pk -> child id of the children of whom the person may say something: those she reaches."""
    rows = PathwayChild.objects.seen_with_child(by).filter(pathway=meeting.pathway)
    return dict(rows.values_list("pk", "child_id"))


def _followed_up(children, reached):
    for each in children:
        if each["pathway_child"].pk not in reached:
            raise PermissionDenied
        if each["part"] == ChildFollowUp.Part.NOT and not each.get("not_heard_reason", "").strip():
            raise ValidationError({f"reason_{each['pathway_child'].pk}": _("Write why the child was not heard.")})
        yield {**each, "child_id": reached[each["pathway_child"].pk]}


def _goals_seen(meeting, by, progress):
    reached = []
    for each in progress:
        if not Goal.objects.visible_to(by).filter(pk=each["goal"].pk).exists():
            raise PermissionDenied
        if each["reach"] == GoalProgress.Reach.REACHED:
            reached.append(each["goal"].pk)
        yield each
    # a goal of the other side keeps its own date: the row policy leaves it untouched
    goals = Goal.objects.filter(pk__in=reached, reached_on=None)
    goals.update(reached_on=meeting.held_on, row_version=F("row_version") + 1)  # whoever writes in it is told


def _decided(meeting, each, reached, names):
    about = each.get("pathway_child") or meeting.pathway_child_id
    if about and about not in reached:
        raise PermissionDenied
    if about is None:
        refuse_names({f"text_{each.get('row', 1)}": each["text"]}, names)
    return {
        "text": each["text"],
        "owner_id": each.get("owner"),
        "side": each.get("side", ""),
        "due_on": each.get("due_on"),
        "pathway_child_id": about,
    }


# ---- what somebody must do now ----


def _add_tasks(meeting, by, following):
    """Each decision is somebody's by a day: its own, or that of the next follow-up; and whoever was missed is told."""
    row = {
        "municipality_id": by.municipality_id,
        "pathway_id": meeting.pathway_id,
        "meeting": meeting,
        "made_by_id": by.staff_id,
    }
    by_then = following.due_on if following else None
    tasks = [
        Task(
            **row, kind=Task.Kind.DECISION, decision=each, text=each.text, owner_id=each.owner_id, side=each.side,
            due_on=each.due_on or by_then, pathway_child_id=each.pathway_child_id,
        )
        for each in meeting.decisions.all()
    ]  # fmt: skip
    for name in _missed_caseworkers(meeting):
        told = {"owner_id": meeting.lead_id or by.staff_id, "pathway_child_id": meeting.pathway_child_id}
        send = _("Send the minutes to %(name)s.") % {"name": name}
        call = _("Call %(name)s about the meeting.") % {"name": name}
        tasks.append(Task(**row, **told, kind=Task.Kind.MINUTES, text=send, due_on=meeting.held_on + MINUTES_WITHIN))
        tasks.append(Task(**row, **told, kind=Task.Kind.CALL, text=call, due_on=meeting.held_on + CALL_WITHIN))
    Task.objects.bulk_create(tasks)


def _missed_caseworkers(meeting):
    """Names of the caseworkers who were invited and did not come (C18)."""
    absent = meeting.participants.filter(attended=False, invited_at__isnull=False, staff_member__isnull=False)
    roles = RoleAssignment.objects.filter(role=Role.CASEWORKER).live(meeting.held_on)
    rows = absent.filter(staff_member__in=roles.values("staff_member_id"))
    return list(rows.order_by("staff_member__name_key").values_list("staff_member__name", flat=True))


# ---- taking it back ----


@transaction.atomic
def undo_held(*, meeting, by):
    """A meeting without a follow-up is planned again; gives the minutes as typed. Not held any more: None."""
    meeting = locked_meeting(meeting, by)
    if meeting.state != Meeting.State.HELD:
        return None
    if not can_undo(by, meeting.settled_by_id, meeting.settled_at):
        raise PermissionDenied
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return _take_back(meeting)


def take_back_minutes(occurrence, by):
    """The minutes of a follow-up go, and what was planned before is planned again; gives them as typed, or None."""
    meeting = Meeting.objects.visible_to(by).held().filter(occurrence=occurrence).first()
    return meeting and _take_back(meeting)


def _take_back(meeting):
    if meeting.tasks.exclude(settled_on=None).exists() or meeting.decisions.exclude(measure=None).exists():
        raise ValidationError(_("Something that was decided is done already."))
    reached = GoalProgress.objects.filter(meeting=meeting, reach=GoalProgress.Reach.REACHED).values("goal")
    typed = typed_minutes(meeting)
    goals = Goal.objects.filter(pk__in=reached, reached_on=meeting.held_on)
    goals.update(reached_on=None, row_version=F("row_version") + 1)
    for rows in (meeting.tasks, meeting.progress, meeting.children, meeting.decisions):
        rows.all().delete()
    meeting.participants.filter(invited_at=None).delete()
    if meeting.starts_at is None:
        meeting.participants.all().delete()
        meeting.delete()
        return typed
    meeting.participants.update(attended=None)
    meeting.state, meeting.held_on, meeting.next_on, meeting.needs_network_meeting = (
        Meeting.State.PLANNED,
        None,
        None,
        None,
    )
    meeting.summary = meeting.cooperation = meeting.cooperation_words = ""
    meeting.notes, meeting.settled_by, meeting.settled_at = {}, None, None
    meeting.save()
    return typed


def typed_minutes(meeting):
    """The minutes as the form has them: {field: value}, so that nothing typed is lost with the undo."""
    came = list(meeting.participants.filter(attended=True))
    of = lambda kind: [value for key, value in map(who_of, came) if key == kind]  # noqa: E731
    typed = {
        "held_on": meeting.held_on,
        "next_on": meeting.next_on,
        "summary": meeting.summary,
        "needs_network_meeting": {True: "yes", False: "no", None: ""}[meeting.needs_network_meeting],
        "cooperation": meeting.cooperation,
        "cooperation_words": meeting.cooperation_words,
        "staff": of("staff"),
        "parents": of("parent"),
        "network": of("network"),
        "others": ", ".join(of("words")),
    }
    typed |= {f"note_{key}": text for key, text in meeting.notes.items()}
    for each in meeting.children.all():
        key = each.pathway_child_id
        typed |= {f"part_{key}": each.part, f"reason_{key}": each.not_heard_reason, f"placement_{key}": each.placement}
        typed |= {f"how_{key}": each.how, f"wanted_{key}": each.wanted}
    for each in meeting.progress.all():
        typed |= {f"reach_{each.goal_id}": each.reach, f"words_{each.goal_id}": each.words}
    for number, each in enumerate(meeting.decisions.all(), 1):
        owner = each.owner_id or (f"side:{each.side}" if each.side else "")
        typed |= {f"text_{number}": each.text, f"owner_{number}": owner, f"due_{number}": each.due_on}
        typed[f"child_{number}"] = each.pathway_child_id
    return typed

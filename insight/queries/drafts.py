"""What a person typed and did not save, for Today: only what she may still reach, and no word of what she wrote."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.drafts import FORMS
from accounts.models import Draft, SchoolClass
from cases.models import (
    AudienceVersion,
    Child,
    ChildAnnex,
    CooperationAgreement,
    Goal,
    Measure,
    Pathway,
    PathwayChild,
    PathwayPlan,
    SharingBasis,
)
from classes.models import ClassSelection, ClassSession, TeamQuestion
from followup.models import ChildClosing, Contact, Meeting, NetworkMember, Occurrence, Task
from insight.panels import Panel
from mapping.models import Finding, NeedsMapping, Perspective
from parentgroups.models import GroupEnrolment, GroupSession

PATHWAY, PLAN, ROW = (Pathway, "title"), (PathwayPlan, "pathway__title"), (PathwayChild, "pathway__title")
ANNEX, CHOICE = (ChildAnnex, "pathway_child__pathway__title"), (ClassSelection, "school_class__name")
MAPPING, DUE = (NeedsMapping, "pathway__title"), (Occurrence, "pathway__title")
FINDING = (Finding, "mapping__pathway__title")
MEETING = (Meeting, "pathway__title")
FAMILY = (GroupEnrolment, "group__pathway__title")
TASK = (Task, None)  # its pathway may be out of reach for its owner
# form -> what it is about, and the field with the name of the class or group. A child's name never stands here.
ABOUT = {
    "session_create": PATHWAY,
    "session_edit": (ClassSession, "pathway__title"),
    "co_teaching_edit": PATHWAY,
    "class_create": None,
    "selection_create": (SchoolClass, "name"),
    "selection_edit": CHOICE,
    "selection_vote": CHOICE,
    "selection_decide": CHOICE,
    "selection_answer": CHOICE,
    "plan_edit": PLAN,
    "presentation_create": PLAN,
    "audience_edit": (AudienceVersion, "pathway__title"),
    "goal_create": PLAN,
    "goal_edit": (Goal, "plan__pathway__title"),
    "level_create": (Goal, "plan__pathway__title"),
    "plan_alignments": PLAN,
    "annex_alignments": ANNEX,
    "annex_goal_create": ANNEX,
    "measure_create": PLAN,
    "measure_edit": (Measure, "plan__pathway__title"),
    "measure_trials": (Measure, "plan__pathway__title"),
    "question_list": PATHWAY,
    "question_answer": (TeamQuestion, "pathway__title"),
    "annex_measure_create": ANNEX,
    "annex_detail": ROW,
    "annex_edit": ANNEX,
    "agreement_edit": (CooperationAgreement, "school__name"),
    "note_create": (Child, None),
    "offer_edit": ROW,
    "basis_record": ROW,
    "basis_withdraw": (SharingBasis, "pathway__title"),
    "environment_edit": MAPPING,
    "perspective_edit": ROW,
    "analysis_edit": MAPPING,
    "class_finding_create": MAPPING,
    "child_finding_create": ROW,
    "finding_edit": FINDING,
    "voice_privacy": (Perspective, "mapping__pathway__title"),
    "finding_goal": FINDING,
    "finding_measure": FINDING,
    "telling_edit": ROW,
    "class_evidence_create": MAPPING,
    "child_evidence_create": ROW,
    "praise_create": PATHWAY,
    "mapping_complete": MAPPING,
    "occurrence_hold": DUE,
    "meeting_hold": MEETING,
    "occurrence_plan": DUE,
    "meeting_plan": PATHWAY,
    "meeting_change": MEETING,
    "meeting_cancel": MEETING,
    "decision_measure": MEETING,
    "network_list": ROW,
    "network_edit": (NetworkMember, "pathway_child__pathway__title"),
    "occurrence_not_held": DUE,
    "occurrence_move": DUE,
    "pathway_close": PATHWAY,
    "pathway_reopen": PATHWAY,
    "closing_measures": PATHWAY,
    "child_decide": ROW,
    "referral_answer": (ChildClosing, "pathway__title"),
    "task_create": PATHWAY,
    "task_edit": TASK,
    "task_leave_out": TASK,
    "group_create": None,
    "group_edit": PATHWAY,
    "group_session_edit": (GroupSession, "group__pathway__title"),
    "enrolment_move": FAMILY,
    "call_create": FAMILY,
    "measure_end": (Measure, "plan__pathway__title"),
    "child_end": ROW,
    "contact_create": FAMILY,
    "pathway_contact_create": PATHWAY,
    "contact_edit": (Contact, "pathway__title"),
    "enrolment_referral": FAMILY,
    "caution_list": PATHWAY,
    "session_add": PATHWAY,
    "session_move": (GroupSession, "group__pathway__title"),
    "session_cancel": (GroupSession, "group__pathway__title"),
    "local_text_edit": None,
    "word_import": None,
}


@dataclass(frozen=True)
class DraftLine:
    uuid: str
    title: str
    place: str
    saved_at: datetime
    url: str


def drafts_panel(person):
    lines = draft_lines(person)
    note = _("Only you can see them")
    return Panel("drafts", _("Drafts"), lines, note=note, template="insight/drafts.html")


def drafts_waiting(person):
    return Draft.objects.visible_to(person).waiting(timezone.now())


def draft_lines(person):
    """Her drafts, newest first; those about what she no longer reaches are left out. A query for each kind of thing."""
    found = [draft for draft in drafts_waiting(person).defer("sealed", "earlier") if draft.form in ABOUT]
    names = _names(person, found)
    return [
        DraftLine(str(draft.uuid), FORMS[draft.form], names[key], draft.saved_at, draft.way_back)
        for draft in found
        if (key := (ABOUT[draft.form], _uuid(draft))) in names
    ]


def _uuid(draft):
    return draft.subject.partition("/")[0]


def _names(person, drafts):
    """(kind of thing, uuid) -> name of its class or group, of those within reach."""
    wanted = defaultdict(set)
    for draft in drafts:
        wanted[ABOUT[draft.form]].add(_uuid(draft))
    names = {}
    for about, uuids in wanted.items():
        if about is None:
            names |= {(None, uuid): "" for uuid in uuids}
            continue
        model, title = about
        rows = model.objects.visible_to(person).filter(uuid__in=uuids).values_list("uuid", title or "uuid")
        names |= {(about, str(uuid)): name if title else "" for uuid, name in rows}
    return names

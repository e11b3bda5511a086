"""Nothing typed is lost: the slip that stands in a form, what of a form is kept, and how it comes back into the form."""

import base64
import json
import re
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import GO_ON, Draft
from core import cpr

# The forms that keep drafts, by the name of their page, and what Today calls them: never a person's name.
FORMS = {
    "session_create": _("Session in class"),
    "session_edit": _("Correction of a session"),
    "co_teaching_edit": _("Two-teacher lessons"),
    "class_create": _("New class"),
    "selection_create": _("Choosing a class"),
    "selection_edit": _("Assessment of a class"),
    "selection_vote": _("Answer about a class"),
    "selection_decide": _("Decision about a class"),
    "selection_answer": _("The school's answer"),
    "plan_edit": _("The class part of the plan"),
    "presentation_create": _("Who was told about the plan"),
    "audience_edit": _("What the plan says to an audience"),
    "goal_create": _("New goal"),
    "goal_edit": _("A goal"),
    "level_create": _("How far a goal has come"),
    "plan_alignments": _("Agrees with other plans"),
    "annex_alignments": _("Agrees with other plans"),
    "annex_goal_create": _("New goal in an annex"),
    "measure_create": _("New measure"),
    "measure_edit": _("A measure"),
    "measure_trials": _("A measure that was tried"),
    "question_list": _("A question to the resource advisor"),
    "question_answer": _("An answer to the team"),
    "annex_measure_create": _("New measure in an annex"),
    "annex_detail": _("New annex"),
    "annex_edit": _("An annex"),
    "agreement_edit": _("The cooperation agreement"),
    "note_create": _("A note"),
    "offer_edit": _("The offer to a family"),
    "basis_record": _("The ground for sharing"),
    "basis_withdraw": _("Stopping the sharing"),
    "environment_edit": _("Mapping of a class"),
    "perspective_edit": _("What was said, in the mapping"),
    "analysis_edit": _("Analysis of the mapping"),
    "class_finding_create": _("What was seen of a class"),
    "child_finding_create": _("What was seen in the mapping"),
    "finding_edit": _("What was seen in the mapping"),
    "voice_privacy": _("What the parents may see"),
    "finding_goal": _("New goal"),
    "finding_measure": _("New measure"),
    "telling_edit": _("How a child is told"),
    "class_evidence_create": _("What we know already"),
    "child_evidence_create": _("What we know already"),
    "praise_create": _("A good word home"),
    "mapping_complete": _("Completing the mapping"),
    "occurrence_hold": _("Minutes of a follow-up"),
    "meeting_hold": _("Minutes of a meeting"),
    "occurrence_plan": _("A meeting to be planned"),
    "meeting_plan": _("A meeting to be planned"),
    "meeting_change": _("Changing a meeting"),
    "meeting_cancel": _("Cancelling a meeting"),
    "decision_measure": _("New measure"),
    "network_list": _("Somebody of a child's network"),
    "network_edit": _("Somebody of a child's network"),
    "occurrence_not_held": _("Why a follow-up was not held"),
    "occurrence_move": _("Moving a follow-up"),
    "pathway_close": _("Closing a pathway"),
    "pathway_reopen": _("Opening a pathway again"),
    "closing_measures": _("Measures at the closing"),
    "child_decide": _("A decision for one child"),
    "referral_answer": _("The answer to a referral"),
    "task_create": _("New task"),
    "task_edit": _("A task"),
    "task_leave_out": _("Why a task is left out"),
    "group_create": _("New parent group"),
    "group_edit": _("A parent group"),
    "group_session_edit": _("A group session"),
    "enrolment_move": _("A family's place in the group"),
    "call_create": _("A call"),
    "measure_end": _("Ending a measure"),
    "child_end": _("Why a child stops"),
    "contact_create": _("A contact with a family"),
    "pathway_contact_create": _("A contact"),
    "contact_edit": _("Correction of a contact"),
    "enrolment_referral": _("Onward referral of a family"),
    "caution_list": _("A caution in a group"),
    "session_add": _("An extra group session"),
    "session_move": _("Moving a group session"),
    "session_cancel": _("Cancelling a group session"),
    "local_text_edit": _("The municipality's own text"),
    "word_import": _("Words for the list"),
}
PAGES = {*FORMS, "selection_detail", "children_confirm"}

# Ours and the browser's, not the writer's; and numbers and passwords are never kept half-way.
OWN = {"csrfmiddlewaretoken", "form_key", "draft", "draft_focus", "draft_turn", "held", "next", "row_version"}
SECRET = re.compile(r"cpr|password", re.IGNORECASE)
# A number that slipped into a text, or stands in a list that was put in: the birthday is enough to find it again by.
NUMBER = re.compile(r"\b(\d{6})[- ]?\d{4}\b")


@dataclass(frozen=True)
class Slip:
    """Stands signed in a form: whose draft it is, of which form about what, where it goes on, and what stood there then.

    `versions`: form -> mark of the texts it began from. `seen`: when the draft it continues was saved, in seconds.
    """

    municipality: int
    staff: int
    form: str
    subject: str
    path: str
    tab: str
    versions: dict
    seen: float = 0

    def signed(self):
        return signing.dumps(asdict(self), salt="draft", compress=True)

    @classmethod
    def read(cls, text):
        """The slip, or None when it is not one of ours or older than a draft can be."""
        try:
            return cls(**signing.loads(text or "", salt="draft", max_age=Draft.LIFETIME))
        except (signing.BadSignature, TypeError):
            return None

    def belongs_to(self, person):
        return person is not None and (self.municipality, self.staff) == (person.municipality_id, person.staff_id)

    @property
    def tab_uuid(self):
        return UUID(self.tab)


def address_of(request):
    """The page's address without the wish to go on with a draft."""
    query = request.GET.copy()
    query.pop(GO_ON, None)
    return request.path + (f"?{query.urlencode()}" if query else "")


def drafts_here(request):
    """The person's drafts of this very address; else those of the page, asked for in another way."""
    here = address_of(request)
    rows = Draft.objects.visible_to(request.person).waiting(timezone.now()).on_page(request.path)
    found = [draft for draft in rows if draft.form in FORMS]
    return [draft for draft in found if draft.path == here] or found


def new_slip(request, key, subject, path, forms_):
    person, match, restored = request.person, request.resolver_match, getattr(request, "restored", None)
    here = path or address_of(request)
    about = subject or "/".join(str(value) for value in match.kwargs.values())
    found = restored and restored.by_key.get((key, about))
    return Slip(
        person.municipality_id, person.staff_id, key, about, here[:200], uuid4().hex,
        {_name(one): version_of(one) for form in forms_ for one in getattr(form, "forms", [form])}, found.saved_at.timestamp() if found else 0,
    )  # fmt: skip


def _name(form):
    return f"{type(form).__name__}:{form.prefix or ''}"


def texts_of(form):
    """name -> the text that stands in the form before anybody types."""
    before = form.before_draft or {}
    return {
        name: str(before.get(name, form.get_initial_for_field(each, name)) or "")
        for name, each in form.fields.items()
        if isinstance(each, forms.CharField) and not each.widget.is_hidden
    }


def version_of(form):
    """Ten letters that change when one of the texts does."""
    return sha256(json.dumps(texts_of(form), sort_keys=True).encode()).hexdigest()[:10]


# ---- what is kept ----


def kept_fields(posted):
    """name -> values of a posted form, without what is not the writer's own text and choices."""
    return {
        name: [NUMBER.sub(r"\1-xxxx", value) for value in posted.getlist(name)]
        for name in posted
        if name not in OWN and not SECRET.search(name)
    }


def content_of(slip, posted):
    return json.dumps(
        {"fields": kept_fields(posted), "focus": posted.get("draft_focus", ""), "versions": slip.versions},
        ensure_ascii=False,
    )


def held(slip, posted):
    """The text of somebody who is logged out, sealed: it goes back to her own browser and nowhere else."""
    text = json.dumps({"slip": slip.signed(), "content": content_of(slip, posted)})
    return base64.urlsafe_b64encode(cpr.seal(text, 0)).decode()


def read_held(text):
    """(slip, content), or None when nothing of ours is held."""
    try:
        found = json.loads(cpr.unseal(base64.urlsafe_b64decode(text), 0))
    except Exception:  # noqa: BLE001 (cut short, tampered with or of an older key: there is no text in it)
        return None
    slip = Slip.read(found["slip"])
    return slip and (slip, found["content"])


# ---- how it comes back ----


@dataclass
class Restored:
    """The drafts that go on in this page; each form that is bound takes its own and tells here what it took."""

    drafts: list
    labels: list = field(default_factory=list)
    now: list = field(default_factory=list)  # (label, what stands there now) where somebody else has written since

    def __post_init__(self):
        self.by_key = {(draft.form, draft.subject): draft for draft in self.drafts}

    def into(self, form, key, subject=""):
        """Fill the form as its writer left it; hidden fields stay as they are today.

        subject: for a page with one such form for each row.
        """
        wanted = (draft for draft in self.drafts if draft.form == key and subject in ("", draft.subject))
        if (draft := next(wanted, None)) is None:
            return
        content, before = unsealed(draft), texts_of(form)
        data = _posted(content)
        if not any(name.startswith(form.add_prefix("")) for name in data):
            return
        form.before_draft = before
        changed = content["versions"].get(_name(form), version_of(form)) != version_of(form)
        for each in form.visible_fields():
            self._take(form, each, data, content["focus"])
            if changed and before.get(each.name, "") not in ("", data.get(each.html_name, "")):
                self.now.append((each.label, before[each.name]))
        form.restored()

    def _take(self, form, bound, data, focus):
        widget, name = bound.field.widget, bound.html_name
        if widget.value_omitted_from_data(data, MultiValueDict(), name):
            return
        value = widget.value_from_datadict(data, MultiValueDict(), name)
        if _plain(value) == _plain(form.get_initial_for_field(bound.field, bound.name)):
            return
        if isinstance(bound.field, forms.DateField | forms.TimeField):
            value = _dated(bound.field, value)
        form.initial = {**form.initial, bound.name: value}  # the blank forms of a formset share one
        self.labels.append(bound.label)
        widget.attrs["data-restored"] = ""
        if focus == name:
            widget.attrs["autofocus"] = True


def unsealed(draft):
    return json.loads(cpr.unseal(draft.sealed, draft.municipality_id))


def _posted(content):
    data = QueryDict(mutable=True)
    for name, values in content["fields"].items():
        data.setlist(name, values)
    return data


def _dated(field, value):
    """A day as a page may show it in words; what is no day yet stays as it was typed."""
    try:
        return field.to_python(value)
    except forms.ValidationError:
        return value


def _plain(value):
    if value and isinstance(value, list | tuple):
        return sorted(str(each) for each in value)
    return "" if value in (None, False, []) else str(getattr(value, "pk", value))

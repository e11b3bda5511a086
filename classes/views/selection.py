from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import OrganisationUnit, StaffMember
from accounts.received import received_once
from accounts.roles import SECTOR_SIDE, Side
from classes import actions, queries
from classes.forms import AssessmentForm, NominationForm, VoteForm, YesNoForm
from classes.models import ClassSelection
from classes.permissions import (
    can_answer_selection,
    can_assess_selection,
    can_decide_selection,
    can_list_classes,
    can_nominate_class,
    can_vote_for,
    can_withdraw_vote,
)
from classes.views.roster import find_class
from core.forms import answer
from programmes.models import ProgrammeVersion


@received_once
def selection_create(request, uuid):
    school_class = find_class(request, uuid)
    if not can_nominate_class(request.person, school_class):
        raise PermissionDenied
    before = queries.chosen_before(request.person, school_class)
    form = NominationForm.bind(request, initial=before, **_choices(request))
    if form.is_valid():
        try:
            made = actions.nominate_class(school_class=school_class, **form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s is nominated.") % {"name": school_class.name})
            return redirect("selection_detail", uuid=made.uuid)
    return answer(
        request, "classes/selection_create.html", {"form": form, "school_class": school_class, "before": before}, form
    )


def _choices(request):
    today, person = timezone.localdate(), request.person
    versions = [version.pk for version in queries.versions_for_classes(person)]
    staff = StaffMember.objects.visible_to(person)
    social = [sector for sector, side in SECTOR_SIDE.items() if side == Side.SOCIAL]
    return {
        "versions": ProgrammeVersion.objects.visible_to(person).filter(pk__in=versions),
        "advisors": staff.with_role("resource_advisor", today),
        "units": OrganisationUnit.objects.visible_to(person).filter(sector__in=social),
        "leaders": staff.with_role("group_leader", today),
    }


def find_selection(request, uuid):
    rows = ClassSelection.objects.visible_to(request.person).select_related(
        "school_class__school", "programme_version", "advisor", "leader", "partner_unit", "nominated_by", "pathway"
    )
    return get_object_or_404(rows, uuid=uuid)


def selection_detail(request, uuid):
    selection = find_selection(request, uuid)
    what, form = _form_for(request.person, selection)
    if form:
        form.fill_from_draft(request, f"selection_{what}")
    return _page(request, selection, (what, form))


def _form_for(person, selection):
    """The one thing this person has to do here now, as (what, unbound form); nothing when others are next."""
    for what in (_voting, _deciding, _answering):
        if found := what(person, selection, {}):
            return found
    return "", None


def _voting(person, selection, bound):
    parties = [party for party in queries.parties_of(selection) if can_vote_for(person, selection, party.key)]
    party = next((each for each in parties if each.key == bound.get("data", {}).get("party")), None) or next(
        (each for each in parties if not each.vote), None
    )
    if party is None:
        return None
    question = _("Shall the class be offered the programme? You answer as %(party)s") % {
        "party": str(party.title).lower()
    }
    return "vote", VoteForm(
        question=question, yes=_("Yes, offer it"), no=_("No, not now"), initial={"party": party.key}, **bound
    )


def _deciding(person, selection, bound):
    if not can_decide_selection(person, selection) or not all(
        party.has_spoken for party in queries.parties_of(selection)
    ):
        return None
    return "decide", YesNoForm(
        question=_("All have given their word. What do you decide?"),
        yes=_("The class is offered the programme"),
        no=_("The class is not offered it now"),
        **bound,
    )


def _answering(person, selection, bound):
    if not can_answer_selection(person, selection):
        return None
    return "answer", YesNoForm(
        question=_("What do the class team and the school answer?"),
        yes=_("Yes, we begin"),
        no=_("No, not now"),
        **bound,
    )


def _page(request, selection, task):
    what, form = task
    chosen = selection.content.selection
    parties = queries.parties_of(selection)
    for party in parties:
        party.is_mine = bool(party.vote) and can_withdraw_vote(request.person, selection, party.vote)
    context = {
        "selection": selection, "content": selection.content, "what": what, "form": form, "parties": parties,
        "texts": [(each.title, selection.dimensions.get(each.key, "")) for each in chosen.dimensions], "source": chosen.source,
        "opens_class": can_list_classes(request.person), "assesses": can_assess_selection(request.person, selection), "missing": selection.missing(), "steps": _steps(selection), "waits_for": _waits_for(selection),
    }  # fmt: skip
    return answer(request, "classes/selection_detail.html", context, form)


STEPS = ("nominated", "assessed", "offered", "accepted")
ENDS = {"not_offered": "offered", "declined": "accepted"}


def _steps(selection):
    """(word, past | now | "") for the bar; a no ends it where the yes would have stood."""
    at = STEPS.index(ENDS.get(selection.state, selection.state))
    words = [selection.state if ENDS.get(selection.state) == key else key for key in STEPS]
    states = ["past" if i < at else "now" if i == at else "" for i in range(len(STEPS))]
    return [(selection.content.phase(word).title, state) for word, state in zip(words, states, strict=True)]


def _waits_for(selection):
    """Who is next, in words; nothing when it has ended."""
    if selection.state == "nominated":
        return _("The assessment must be written.")
    if selection.state == "assessed":
        silent = [str(party.title).lower() for party in queries.parties_of(selection) if not party.has_spoken]
        return (
            _("Waits for the word of: %(parties)s. Then the principal decides, from Today.")
            % {"parties": ", ".join(silent)}
            if silent
            else _("Waits for the principal's decision.")
        )
    return _("Waits for the answer of the class team and the school.") if selection.state == "offered" else ""


def selection_edit(request, uuid):
    selection = find_selection(request, uuid)
    if not can_assess_selection(request.person, selection):
        raise PermissionDenied
    names = queries.given_names(request.person, selection.school_class, timezone.localdate())
    form = AssessmentForm.bind(request, selection=selection, names=names)
    newer = False
    if form.is_valid():
        try:
            kept = actions.assess_class(selection=selection, **form.answers(), by=request.person)
        except ValidationError as error:
            form.refuse(error)
            newer = error.code == "stale"
            form.keep(row_version=selection.row_version)  # what stands beside it has been read now
        else:
            messages.success(
                request,
                _("The assessment is saved. Now the parties may give their word.")
                if kept.state == "assessed"
                else _("The assessment is saved as far as it goes."),
            )
            return redirect("selection_detail", uuid=uuid)
    written = [(form.fields[key].label, selection.dimensions.get(key, "")) for key in form.dimension_keys]
    return answer(
        request,
        "classes/selection_edit.html",
        {"form": form, "selection": selection, "newer": newer, "written": written},
        form,
    )


def _done(request, selection, words, tags=""):
    messages.success(request, words, extra_tags=tags)
    return redirect("selection_detail", uuid=selection.uuid)


def _sent(request, selection):
    """What was sent, and the names that must not stand in it."""
    names = queries.given_names(request.person, selection.school_class, timezone.localdate())
    return {"data": request.POST, "names": names}


def selection_vote(request, uuid):
    selection, person = find_selection(request, uuid), request.person
    if request.method != "POST":
        return redirect("selection_detail", uuid=uuid)
    if not can_vote_for(person, selection, request.POST.get("party", "")):
        raise PermissionDenied
    what, form = _voting(person, selection, _sent(request, selection))
    if form.is_valid():
        try:
            party, reason = form.cleaned_data["party"], form.cleaned_data["reason"]
            offer = form.cleaned_data["choice"]
            actions.vote_on_selection(selection=selection, party=party, offer=offer, reason=reason, by=person)
            undo = reverse("selection_vote_undo", args=[uuid, party])
            return _done(request, selection, _("Your word is saved."), f"undo:{undo}")
        except ValidationError as error:
            form.refuse(error)
    return _page(request, selection, (what, form))


@require_POST
def selection_vote_undo(request, uuid, party):
    selection = find_selection(request, uuid)
    try:
        actions.withdraw_vote(selection=selection, party=party, by=request.person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("selection_detail", uuid=uuid)
    return _done(request, selection, _("Your word is taken back. You can give it again until it is decided."))


def selection_decide(request, uuid):
    selection = find_selection(request, uuid)
    if request.method != "POST":
        return redirect("selection_detail", uuid=uuid)
    task = _deciding(request.person, selection, _sent(request, selection))
    return _settle(request, selection, task, "offer", actions.decide_selection, _("The decision is saved."))


def selection_answer(request, uuid):
    selection = find_selection(request, uuid)
    if request.method != "POST":
        return redirect("selection_detail", uuid=uuid)
    task = _answering(request.person, selection, _sent(request, selection))
    return _settle(request, selection, task, "accepted", actions.answer_selection, _("The answer is saved."))


def _settle(request, selection, task, argument, act, words):
    """Decide or answer. Clicked twice, the second click finds it done and is led to the page."""
    if task is None:
        if request.person.has("principal", "resource_advisor") and not selection.is_open:
            return redirect("selection_detail", uuid=selection.uuid)
        raise PermissionDenied
    what, form = task
    if form.is_valid():
        try:
            act(
                selection=selection,
                reason=form.cleaned_data["reason"],
                by=request.person,
                **{argument: form.cleaned_data["choice"]},
            )
            return _done(request, selection, words)
        except ValidationError as error:
            form.refuse(error)
    return _page(request, selection, (what, form))

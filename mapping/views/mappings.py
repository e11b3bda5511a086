from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import StaffMember
from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import Pathway, PathwayChild
from cases.queries.sharing import live_basis
from core.forms import answer
from mapping import actions
from mapping.forms import CompleteForm, ConfirmForm, EndForm, EnvironmentForm, VoiceForm
from mapping.models import EnvironmentAnswer, NeedsMapping, Perspective
from mapping.permissions import (
    can_ask_class,
    can_begin_closing,
    can_begin_follow_up,
    can_confirm_children,
    can_edit_environment,
    can_see_class_answers,
    can_type_pupils,
    can_write_mapping,
    can_write_voice,
    known_sector,
)
from mapping.queries import (
    child_lines,
    children_of_pathway,
    environment,
    mapping_of,
    method_words,
    next_step,
    pupils_of,
    rounds_of,
    told,
)
from mapping.queries.findings import findings_of
from mapping.queries.rounds import class_rounds, evidence_of, said
from mapping.views.found import linked
from programmes.content import by_key


def attempt(form, action, **fields):
    """Run an action on a valid form: what it made, or None with the refusal shown on the form."""
    try:
        with transaction.atomic():
            return action(**fields)
    except ValidationError as error:
        form.refuse(error)
        form.refused_for = {each.code for each in error.error_list} if hasattr(error, "error_list") else set()


def mapping_or_404(request, uuid):
    rows = NeedsMapping.objects.visible_to(request.person)
    return get_object_or_404(
        rows.select_related("pathway__programme_version", "pathway__lead", "pathway__co_lead"), uuid=uuid
    )


def pathway_or_404(request, uuid):
    rows = Pathway.objects.visible_to(request.person)
    return get_object_or_404(rows.select_related("programme_version", "lead", "co_lead", "school_class"), uuid=uuid)


# ---- where we are ----


@received_once
def mapping_detail(request, uuid):
    pathway = pathway_or_404(request, uuid)
    if request.method == "POST":
        return _begin(request, pathway, NeedsMapping.Kind.INITIAL)
    rounds = rounds_of(pathway, request.person)
    asked = [row for row in rounds if str(row.uuid) == request.GET.get("runde")]
    mapping = next(iter([*asked, *rounds]), None)
    context = {
        "pathway": pathway,
        "mapping": mapping,
        "rounds": rounds if len(rounds) > 1 else [],
        "may_write": can_write_mapping(request.person, pathway),
        "may_confirm": can_confirm_children(request.person, pathway),
        "may_begin_closing": can_begin_closing(request.person, pathway, rounds),
        "may_begin_follow_up": can_begin_follow_up(request.person, pathway, rounds),
    }
    if mapping:
        mapping.pathway = pathway
        seen, unseen = children_of_pathway(pathway, request.person)
        log_access([row.child_id for row in seen], "view")
        dimensions, lines = environment(mapping, request.person), child_lines(mapping, seen, request.person)
        rounds_context = _round(mapping, request.person, lines)
        context |= {
            "may_see_answers": can_see_class_answers(request.person, pathway), "of_class": linked(findings_of(mapping, request.person)[0]),
            **rounds_context, **_written(dimensions), "is_newest": mapping == rounds[0], "informants": _informants(pathway, request.person, mapping),
            "lines": [(line, _voices(line, pathway.content)) for line in lines], "unseen": unseen, "may_answer_team": can_edit_environment(request.person, pathway),
            "step": next_step(mapping, dimensions, lines, unseen, context["may_confirm"], rounds_context["class_rounds"]),
        }  # fmt: skip
    return answer(request, "mapping/mapping_detail.html", context)


@require_POST
def mapping_begin(request, uuid, kind):
    """A later round in one tap, from what is due; begun already it is gone on with."""
    pathway = pathway_or_404(request, uuid)
    if kind not in NeedsMapping.Kind.values:
        raise Http404
    rounds = rounds_of(pathway, request.person)
    known = [row for row in rounds if row.kind == kind and (kind != NeedsMapping.Kind.FOLLOW_UP or row.is_open)]
    if known:
        return redirect("mapping_detail", uuid=uuid)
    if kind == NeedsMapping.Kind.FOLLOW_UP and any(row.is_open for row in rounds):
        messages.info(request, _("Complete the mapping that is open first. Then begin the next one."))
        return redirect("mapping_detail", uuid=uuid)
    return _begin(request, pathway, kind)


def _begin(request, pathway, kind):
    begun = actions.open_mapping(pathway=pathway, by=request.person, kind=kind)
    back = reverse("mapping_detail", args=[pathway.uuid])
    undo = undo_tag(request, "mapping.undo.mapping_begun", back=back, mapping=begun.pk)
    messages.success(request, _("The mapping has begun. Begin with what goes well."), extra_tags=undo)
    return redirect(back)


def _round(mapping, person, lines):
    """Whom the class was asked of, and what is known already of the class and, laid on its line, of each child."""
    known = evidence_of(mapping, person)
    for line in lines:
        row = line.pathway_child
        row.known, row.may_know = known.get(row.pk, []), bool(known_sector(person, row.child))
    return {
        "class_rounds": class_rounds(mapping, person),
        "may_ask_class": mapping.is_open and can_ask_class(person, mapping.pathway),
        "may_type_pupils": can_type_pupils(person, mapping.pathway),
        "class_known": known.get(None, []),
    }


def _written(dimensions):
    return {
        "dimensions": [d for d in dimensions if d.is_written],
        "unwritten": [d.question.title for d in dimensions if not d.is_written],
    }


def _informants(pathway, person, mapping):
    """(perspective, whether this person writes it)"""
    may = can_edit_environment(person, pathway) and mapping.state != NeedsMapping.State.ANALYSED
    return [(perspective, may) for perspective in pathway.content.mapping.class_perspectives]


def _voices(line, content):
    """(voice, [(row, method, what was said)]) for each of the three."""
    return [
        (voice, [(row, method_words(row, content), told(row, content) + said(row)) for row in voice.rows])
        for voice in line.voices
    ]


# ---- the class ----


def environment_edit(request, uuid, informant):
    mapping = mapping_or_404(request, uuid)
    if informant not in EnvironmentAnswer.Informant.values:
        raise Http404
    if not can_edit_environment(request.person, mapping.pathway):
        raise PermissionDenied
    rows = {
        row.dimension: row
        for row in EnvironmentAnswer.objects.visible_to(request.person).filter(mapping=mapping, informant=informant)
    }
    content = mapping.pathway.content
    form = EnvironmentForm.bind(
        request, content=content, informant=informant, rows=rows, seen_at=actions.environment_stamp(rows.values())
    )
    if form.is_valid() and _save_environment(request, mapping, informant, form):
        return redirect("mapping_detail", uuid=mapping.pathway.uuid)
    refused = getattr(form, "refused_for", set())
    context = {
        "mapping": mapping, "form": form, "perspective": by_key(content.mapping.class_perspectives, informant),
        "ask_names": "given_name" in refused or "names_checked" in request.POST, "stale": [rows[k] for k in rows] if "stale" in refused else [],
        "titles": {q.key: q.title for q in form.questions}, "stamp": actions.environment_stamp(rows.values()), "source": content.mapping.source,
    }  # fmt: skip
    return answer(request, "mapping/environment_edit.html", context, form)


def _save_environment(request, mapping, informant, form):
    data = form.cleaned_data
    saved = attempt(
        form, actions.save_environment, mapping=mapping, informant=informant, answers=form.answers, seen_at=data["seen_at"],
        names_checked=data["names_checked"], by=request.person,
    )  # fmt: skip
    if saved:
        messages.success(request, _("What you wrote about the class has been saved."))
    return saved


# ---- the children ----


@received_once
def children_confirm(request, uuid):
    pathway = pathway_or_404(request, uuid)
    if not can_confirm_children(request.person, pathway):
        raise PermissionDenied
    seen, _unseen = children_of_pathway(pathway, request.person)
    pupils = pupils_of(pathway, request.person)
    log_access(pupils, "list")
    ending = "ends_on" in request.POST
    form = (
        ConfirmForm(pupils=pupils, partners=_partners(request), partner=_partner(request, pathway))
        if ending
        else _confirm_form(request, pathway, pupils, seen)
    )
    end = EndForm.bind(request) if ending else None
    if (end and end.is_valid() and _end(request, seen, end)) or (
        form.is_bound and form.is_valid() and _confirm(request, pathway, form)
    ):
        return redirect("children_confirm" if end else "mapping_detail", uuid=uuid)
    ends = [
        (
            row,
            end if end and str(row.uuid) == request.POST.get("child") else _end_form(request, row),
            _age(pathway, row),
        )
        for row in seen
    ]
    return answer(
        request,
        "mapping/children_confirm.html",
        {"pathway": pathway, "form": form, "end": end, "ends": ends, "free": len(pupils) > len(seen)},
        form,
        end,
    )


def _end_form(request, row):
    form = EndForm(initial={"child": row.uuid, "ends_on": timezone.localdate()}, auto_id=f"id_{row.pk}_%s")
    return form.fill_from_draft(request, "child_end", row.uuid)


def _confirm_form(request, pathway, pupils, seen):
    free = pupils.exclude(pk__in=[row.child_id for row in seen])
    return ConfirmForm.bind(request, pupils=free, partners=_partners(request), partner=_partner(request, pathway))


def _partners(request):
    staff = StaffMember.objects.visible_to(request.person)
    return staff.with_role("group_leader", timezone.localdate()).exclude(pk=request.person.staff_id)


def _partner(request, pathway):
    return pathway.co_lead_id if pathway.lead_id == request.person.staff_id else pathway.lead_id


def _age(pathway, row):
    return pathway.content.limit("age").check(row.age_at_start)


def _confirm(request, pathway, form):
    made = attempt(form, actions.confirm_children, pathway=pathway, by=request.person, **form.cleaned_data)
    if made is None:
        return False
    text = ngettext(
        "%(count)s child has been confirmed. Next: the offer to the family.",
        "%(count)s children have been confirmed. Next: the offer to the families.",
        len(made),
    )
    back = reverse("children_confirm", args=[pathway.uuid])
    undo = undo_tag(request, "mapping.undo.children_confirmed", back=back, rows=[row.pk for row in made])
    messages.success(request, text % {"count": len(made)}, extra_tags=undo)
    for row in made:
        if warning := _age(pathway, row):
            messages.warning(request, f"{row.child.short_name}: {warning}")
    return True


def _end(request, seen, form):
    row = next((row for row in seen if row.uuid == form.cleaned_data["child"]), None)
    if row is None:
        raise Http404
    fields = {"ends_on": form.cleaned_data["ends_on"], "reason": form.cleaned_data["reason"]}
    if not attempt(form, actions.end_child, pathway_child=row, by=request.person, **fields):
        return False
    undo = undo_tag(request, "mapping.undo.child_ended", back=request.path, row=row.pk)
    messages.success(request, _("The child stops. What has been written stays."), extra_tags=undo)
    return True


# ---- the voices ----


def perspective_edit(request, uuid, informant):
    """Write one voice, or read it when it is somebody else's to write."""
    row, mapping = _voice_or_404(request, uuid, informant)
    may_write = can_write_voice(request.person, row, informant)
    voices = Perspective.objects.visible_to(request.person).filter(mapping=mapping, pathway_child=row.pk)
    voices = list(voices.filter(informant=informant).select_related("author"))
    own = actions.voice_of(mapping, row, informant, request.person) if may_write else None
    form = None
    if may_write and row.accepted_on:
        form = VoiceForm.bind(request, content=row.pathway.content, informant=informant, row=own)
    elif request.method == "POST" or not (may_write or voices):
        raise PermissionDenied
    if form and form.is_valid() and _save_voice(request, mapping, row, informant, form):
        return redirect("mapping_detail", uuid=row.pathway.uuid)
    context = {"row": row, "child": row.child, "form": form, "informant": informant, "own": own}
    context |= _beside(row, informant, voices, own, "stale" in getattr(form, "refused_for", set()))
    context["basis"] = live_basis(row.child_id, row.pathway, request.person)
    return answer(request, "mapping/perspective_edit.html", context, form)


def _voice_or_404(request, uuid, informant):
    rows = PathwayChild.objects.visible_to(request.person).seen_with_child(request.person)
    row = get_object_or_404(rows.select_related("child", "pathway__programme_version"), uuid=uuid)
    log_access([row.child_id], "view")
    mapping = mapping_of(row.pathway, request.person)
    if mapping is None or informant not in Perspective.Informant.values:
        raise Http404
    return row, mapping


def _beside(row, informant, voices, own, stale):
    """What stands beside the form: the voices of others, and what somebody saved while this was being written."""
    content = row.pathway.content
    return {
        "title": by_key(content.mapping.perspectives, informant).title,
        "source": content.mapping.source,
        "others": [(v, method_words(v, content), told(v, content)) for v in voices if own is None or v.pk != own.pk],
        "stale": stale,
        "stands": told(own, content) if stale and own else [],
        "now_version": own.row_version if own else 0,
    }


def _save_voice(request, mapping, row, informant, form):
    saved = attempt(
        form,
        actions.save_voice,
        mapping=mapping,
        pathway_child=row,
        informant=informant,
        by=request.person,
        **form.values,
    )
    if saved:
        messages.success(
            request, _("What was said has been saved.") if saved.obtained_on else _("The reason has been saved.")
        )
    return saved


# ---- what it comes to ----


def mapping_complete(request, uuid):
    mapping = mapping_or_404(request, uuid)
    if not can_write_mapping(request.person, mapping.pathway):
        raise PermissionDenied
    seen, unseen = children_of_pathway(mapping.pathway, request.person)
    log_access([row.child_id for row in seen], "view")
    lines = [line for line in child_lines(mapping, seen, request.person) if line.pathway_child.accepted_on]
    form = CompleteForm.bind(request, lines=lines)
    if form.is_valid() and (
        done := attempt(form, actions.complete_mapping, mapping=mapping, reasons=form.reasons, by=request.person)
    ):
        kept = {
            "mapping": mapping.pk,
            "phase": mapping.pathway.phase,
            "settled": getattr(done, "settled", []),
            "shut": getattr(done, "shut", []),
        }
        undo = undo_tag(request, "mapping.undo.mapping_completed", back=request.path, **kept)
        messages.success(request, _("The mapping is complete. Now write what you see together."), extra_tags=undo)
        return redirect("analysis_edit", uuid=mapping.uuid)
    context = {
        "mapping": mapping,
        "form": form,
        "lines": lines,
        "unseen": unseen,
        "source": mapping.pathway.content.mapping.source,
    }
    return answer(request, "mapping/mapping_complete.html", context, form)

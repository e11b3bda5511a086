"""To ask: about a child or of the class, and what is done with a request that is open."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.links import MadeLink
from cases.links import link_address
from cases.models import PathwayChild
from core.forms import answer
from mapping.actions.again import open_again
from mapping.actions.asks import ask_several, decline, make_ask, renew_ask, shut_class_ask, until_of, withdraw_ask
from mapping.actions.voicerows import OF_CLASS, may_answer
from mapping.asked import languages_of
from mapping.documents_questionnaire import printed
from mapping.forms.asks import AskForm, ClassAskForm, DeclineForm
from mapping.models import Ask
from mapping.permissions import ask_sector, can_ask_about, can_ask_class
from mapping.queries import mapping_of
from mapping.queries.rounds import asked_words, instruments_to_choose, people_to_ask, recent_answers, titles_of
from mapping.views.mappings import attempt, pathway_or_404
from programmes.instruments.parts import LANGUAGES

Informant, Way = Ask.Informant, Ask.Way


def ask_or_404(request, uuid):
    rows = Ask.objects.visible_to(request.person)
    ask = get_object_or_404(
        rows.select_related("mapping__pathway__programme_version", "child", "pathway_child__pathway", "parent", "carer", "staff", "link", "made_by"),
        uuid=uuid,
    )  # fmt: skip
    if ask.child_id:
        log_access([ask.child_id], "view")
    return ask


def may_steer(person, ask):
    """Whoever could have made it: takes it back, renews its link, types its paper in."""
    if ask.informant in OF_CLASS:
        return can_ask_class(person, ask.mapping.pathway)
    return ask.mapping.pathway.is_open and ask_sector(person, ask.child, ask.informant) == ask.sector


def _round(row, person):
    mapping = mapping_of(row.pathway, person)
    if mapping is None:
        raise Http404
    mapping.pathway = row.pathway
    return mapping


# ---- to ask ----


@received_once
def child_ask(request, uuid):
    """One form for one or several: those of the child's voices that this person may ask."""
    rows = PathwayChild.objects.visible_to(request.person).seen_with_child(request.person)
    row = get_object_or_404(rows.select_related("child", "pathway__programme_version"), uuid=uuid)
    if not can_ask_about(request.person, row):
        raise PermissionDenied
    log_access([row.child_id], "view")
    mapping = _round(row, request.person)
    people = people_to_ask(row, mapping, request.person)
    wanted = request.GET.get("hvem", "")
    form = None
    if mapping.is_open and row.accepted_on:
        age = row.child.age(mapping.opened_on)
        instruments = instruments_to_choose(mapping, "child", age)
        known = bool(row.child.born_on)
        form = AskForm.bind(
            request, people=people, instruments=instruments, informant=wanted, age=age, birth_date_known=known
        )
    if form and form.is_valid() and (made := _ask(request, mapping, row, form)):
        return _given(request, mapping, made)
    recent = recent_answers(row, mapping, request.person) if form else []
    context = {
        "row": row,
        "child": row.child,
        "mapping": mapping,
        "form": form,
        "recent": [(each, *_whose(each)) for each in recent],
    }
    too_late = form is None and request.method == "POST"  # completed, or the family has changed its mind, meanwhile
    return answer(request, "mapping/child_ask.html", context, form, status=422 if too_late else 200)


def _whose(perspective):
    person = perspective.parent or perspective.carer
    who = person.name if person else perspective.who or perspective.get_informant_display()
    if perspective.informant == Informant.PROFESSIONAL and not perspective.who:
        who = perspective.author.name
    return who, list(titles_by_versions(perspective))


def titles_by_versions(perspective):
    return titles_of(Ask(instruments=list(map(list, perspective.versions.items()))))


def _ask(request, mapping, row, form):
    return attempt(form, ask_several, mapping=mapping, pathway_child=row, by=request.person, **form.asked)


@received_once
def class_ask(request, uuid, informant):
    """The team or the pupils, in the newest mapping."""
    pathway = pathway_or_404(request, uuid)
    if informant not in OF_CLASS:
        raise Http404
    mapping = mapping_of(pathway, request.person)
    if mapping is None:
        raise Http404
    if not can_ask_class(request.person, pathway):
        raise PermissionDenied
    if not mapping.is_open:
        messages.info(request, _("The mapping is complete. Open it again, or begin a new one, before you ask."))
        return redirect("mapping_detail", uuid=uuid)
    mapping.pathway = pathway
    fits = [each for each in instruments_to_choose(mapping, "class") if informant in {p.key for p in each.perspectives}]
    form = ClassAskForm.bind(request, instruments=fits, informant=informant)
    if form.is_valid() and (
        made := attempt(form, make_ask, mapping=mapping, informant=informant, by=request.person, **form.asked)
    ):
        return _given(request, mapping, [made])
    return answer(request, "mapping/class_ask.html", {"mapping": mapping, "form": form, "informant": informant}, form)


def _given(request, mapping, made):
    """Where it goes on: a link is handed over on this answer and never shown again; together begins at once."""
    if any(each.token for each in made):
        return render(request, "mapping/ask_made.html", _shown(request, mapping, made))
    first = made[0].ask
    if first.way == Way.TOGETHER:
        return redirect("ask_start", uuid=first.uuid)
    if len(made) == 1 and first.way == Way.PAPER:
        return redirect("ask_detail", uuid=first.uuid)
    text = ngettext("%(count)s has been asked.", "%(count)s have been asked.", len(made)) % {"count": len(made)}
    if first.informant == Informant.TEAM:
        text = _("The class team has been asked, each for themselves.")
    back = reverse("mapping_detail", args=[mapping.pathway.uuid])
    undo = undo_tag(request, "mapping.undo_rounds.asked", back=back, asks=[each.ask.pk for each in made])
    messages.success(request, text, extra_tags=undo)
    return redirect(back)


def _shown(request, mapping, made):
    return {
        "mapping": mapping,
        "child": made[0].ask.child,
        "given": [_slip(request, each) for each in made if each.token],
        "others": [asked_words(each.ask) for each in made if not each.token],
    }


def _slip(request, made):
    """What the slip of one link shows: the part `cases/parts/link_made.html` asks for `made` and `address`."""
    slip = MadeLink(made.ask.link, made.token, made.code)
    return {
        "who": asked_words(made.ask),
        "made": slip,
        "address": link_address(request, made.token),
        "titles": titles_of(made.ask),
    }


# ---- one request ----


def ask_detail(request, uuid):
    return _detail(request, ask_or_404(request, uuid), DeclineForm())


def _detail(request, ask, decline_form):
    steer = may_steer(request.person, ask)
    if not (steer or ask.staff_id == request.person.staff_id):
        raise PermissionDenied
    may = ask.closed_at is None and ask.informant != Informant.PUPILS and may_answer(ask, request.person)
    context = {
        "ask": ask, "who": asked_words(ask), "titles": titles_of(ask), "steer": steer and ask.closed_at is None, "may_answer": may,
        "of_class": ask.informant in OF_CLASS, "languages": _languages(ask), "prints": bool(printed(ask)), "decline_form": decline_form,
        "may_open": steer and _may_be_opened(ask), "link_works": bool(ask.link_id) and link_works(ask.link), "may_type": may_type_pupils(request.person, ask),
    }  # fmt: skip
    return answer(request, "mapping/ask_detail.html", context, decline_form)


def _may_be_opened(ask):
    """One that was sent or declined, in a mapping that is open. What was taken back is asked for anew."""
    sent = ask.closed_at and ask.child_id and not (ask.link_id and ask.link.revoked_at)
    return bool(sent) and ask.mapping.is_open


def link_works(link):
    return link.works(timezone.now())


def may_type_pupils(person, ask):
    return ask.closed_at is None and ask.informant == Informant.PUPILS and may_answer(ask, person)


def _languages(ask):
    """[(key, own name)] of the languages that can stand beside the Danish on paper."""
    return [(key, LANGUAGES[key]) for key in languages_of(ask) if key != "da"]


def _back(ask):
    return reverse("mapping_detail", args=[ask.mapping.pathway.uuid])


def _try(request, action, **fields):
    """Run it; a refusal is said as a message, for these are single buttons."""
    try:
        with transaction.atomic():
            return action(by=request.person, **fields)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


@require_POST
def ask_withdraw(request, uuid):
    ask = ask_or_404(request, uuid)
    if done := _try(request, withdraw_ask, ask=ask):
        undo = undo_tag(request, "mapping.undo_rounds.withdrawn", back=_back(ask), ask=done.pk)
        text = _("Taken back. The link is dead.") if done.link_id else _("The question has been taken back.")
        messages.success(request, text, extra_tags=undo)
    return redirect(_back(ask))


@require_POST
def ask_shut(request, uuid):
    ask = ask_or_404(request, uuid)
    if done := _try(request, shut_class_ask, ask=ask):
        undo = undo_tag(request, "mapping.undo_rounds.shut", back=_back(ask), ask=done.pk)
        messages.success(request, _("The round is shut. Now you can see how the answers spread."), extra_tags=undo)
    return redirect(_back(ask))


def ask_renew(request, uuid):
    """A new link in the place of the old, asked about first: what was handed over is dead at once. Shown once, on this answer."""
    ask = ask_or_404(request, uuid)
    if request.method != "POST":
        return _renew_first(request, ask)
    made = _try(request, renew_ask, ask=ask)
    if made is None:
        return redirect("ask_detail", uuid=uuid)
    made.ask.mapping = ask.mapping
    return render(request, "mapping/ask_made.html", _shown(request, ask.mapping, [made]))


def _renew_first(request, ask):
    if not may_steer(request.person, ask):
        raise PermissionDenied
    if ask.closed_at or not ask.link_id:
        return redirect("ask_detail", uuid=ask.uuid)
    back = reverse("ask_detail", args=[ask.uuid])
    context = {
        "link": ask.link,
        "child": ask.child,
        "until": until_of(ask),
        "back": back,
        "back_words": asked_words(ask),
    }
    return render(request, "cases/link_renew.html", context)


@require_POST
def ask_decline(request, uuid):
    """Said to the one who asked: the voice is missing, and that is why."""
    ask = ask_or_404(request, uuid)
    form = DeclineForm.bind(request)
    if not form.is_valid():
        return _detail(request, ask, form)
    if done := _try(request, decline, ask=ask, words=form.cleaned_data["words"]):
        undo = undo_tag(request, "mapping.undo_rounds.declined", back=_back(ask), ask=done.pk)
        messages.success(request, _("Written down. Nobody has to answer."), extra_tags=undo)
    return redirect(_back(ask))


@require_POST
def ask_open_again(request, uuid):
    """What was sent can be corrected: its holder goes on where she was, by the same link while it works."""
    ask = ask_or_404(request, uuid)
    if done := _try(request, open_again, ask=ask):
        if done.before:
            here = reverse("ask_detail", args=[uuid])
            undo = undo_tag(request, "mapping.undo_rounds.opened_again", back=here, ask=done.pk, before=done.before)
            messages.success(request, _opened_words(done), extra_tags=undo)
        else:
            messages.info(request, _("The answer is open and can be changed."))
    return redirect("ask_detail", uuid=uuid)


def _opened_words(ask):
    if ask.link_id and not link_works(ask.link):
        return _("Opened again. The link works no longer: make a new one below, and hand it over.")
    if ask.link_id:
        day = date_format(timezone.localtime(ask.link.expires_at), "j. F")
        return _("Opened again. The same link and code work until %(day)s.") % {"day": day}
    return _("Opened again. The answer can be changed, and counts when it is sent.")

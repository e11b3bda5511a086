"""The family's own page, by link: every address stands inside the link's own transaction, and shows its holder's rows only."""

from functools import wraps

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit.actions import log_access
from cases import links
from cases.actions.families import save_day, save_wish, tick_step, withdraw_by_link
from cases.actions.links import note_visit
from cases.forms.families import DayForm, TickForm, WishForm
from cases.models import DailyNote
from cases.queries.family_page import family_page, given_to, shown_steps, words_of
from core.forms import answer


def _log(person, action):
    """She looked at what is about the child: a line of the log that the data protection officer reads."""
    log_access([person.link["child_id"]], action, f"link {person.link['id']}")


def _page_or_404(request):
    page = family_page(request.person)
    if page is None:
        raise Http404
    return page


def _answer(request, page, **forms):
    """The page; a form that was refused stands there with what was typed."""
    context = {"page": page, "preview": False} | _forms(page) | forms
    return answer(request, "link/family/page.html", context, *forms.values())


def _forms(page):
    day = page.my_day
    return {
        "wish_form": WishForm(initial={"text": page.meeting.wish if page.meeting else ""}),
        "day_form": DayForm(initial={"how": day.how, "worked": day.worked} if day else None),
        "day_forms": DailyNote.Form.choices,
    }


def same_page(view):
    """A browser holds one family's page at a time. What is sent from an older tab, of another child, is not saved here."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        own = str(request.person.link["uuid"])
        if request.method == "POST" and request.POST.get("page", own) != own:
            name = _page_or_404(request).child
            words = _(
                "Nothing was saved: another page has been opened in this browser since. This one is about %(name)s."
            )
            links.say(request, words % {"name": name})
            return redirect("family_home")
        return view(request, *args, **kwargs)

    return checked


@require_GET
@links.link_page("family")
def family_home(request):
    _log(request.person, "view")
    return _answer(request, _page_or_404(request))


def _done(request, form, words, act):
    """What was typed is kept when it is refused; else the page again, and what was done in words."""
    name = {WishForm: "wish_form", DayForm: "day_form"}.get(type(form))
    if form.is_valid():
        try:
            with transaction.atomic():
                act()
            links.say(request, words)
            return redirect("family_home")
        except ValidationError as error:
            form.refuse(error)
    if name is None:
        links.say(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
        return redirect("family_home")
    return _answer(request, _page_or_404(request), **{name: form})


@require_POST
@links.link_page("family")
@same_page
def family_tick(request, uuid):
    step = next((row for row in shown_steps(request.person) if row.uuid == uuid), None)
    if step is None:
        raise Http404
    form = TickForm(request.POST)
    taken_back = request.POST.get("outcome") == ""
    words = _("Taken back.") if taken_back else _("Thank you. The one who chose the step with you can read it now.")

    def act():
        tick_step(step=step, by=request.person, device=links.device_of(request), **form.cleaned_data)

    return _done(request, form, words, act)


@require_POST
@links.link_page("family")
@same_page
def family_wish(request, uuid):
    form = WishForm(request.POST)

    def act():
        save_wish(meeting=uuid, text=form.cleaned_data["text"], by=request.person, device=links.device_of(request))

    return _done(request, form, _("Saved. You can change it until the meeting is held."), act)


@require_POST
@links.link_page("family")
@same_page
def family_day(request):
    if not request.person.link["carer_id"]:
        raise Http404
    form, day = DayForm(request.POST), _page_or_404(request).my_day

    def act():
        known = {"form": day.form} if day and not form.cleaned_data["form"] else {}
        save_day(by=request.person, device=links.device_of(request), **form.cleaned_data | known)

    return _done(request, form, _("Saved. You can change it until six in the morning."), act)


@require_GET
@links.link_page("family")
def family_document(request, uuid):
    """The very bytes that were given; that she opened them is a line of her link's log."""
    document = get_object_or_404(given_to(request.person).defer(None), uuid=uuid)
    note_visit(by=request.person, device=links.device_of(request), what=f"document:{document.pk}")
    _log(request.person, "export")
    response = HttpResponse(bytes(document.body), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{slugify(document.title) or 'papir'}.pdf")
    return response


@require_GET
@links.link_page("family")
def family_read(request, uuid):
    """The paper's words as a page, for a phone; one that is only a PDF is led to."""
    document = get_object_or_404(given_to(request.person), uuid=uuid)
    found = words_of(document)
    if found is None:
        return redirect("family_document", uuid=uuid)
    version, sections = found
    note_visit(by=request.person, device=links.device_of(request), what=f"document:{document.pk}")
    _log(request.person, "view")
    doc = {
        "other_title": version.other_title, "language": version.language, "direction": links.direction(version.language),
        "sections": sections, "large": False, "is_bilingual": version.language != "da", "ending": "", "pictures": (),
    }  # fmt: skip
    return answer(request, "link/family/paper.html", {"document": document, "doc": doc})


@links.link_page("family")
@same_page
def family_withdraw(request, uuid):
    """Two steps: what stops and what does not, then the button. Stopped already: she is told so, and nothing happens."""
    if request.method == "POST":
        return _withdraw(request, uuid)
    page = _page_or_404(request)
    ground = next((each for each in page.grounds if each.uuid == str(uuid)), None)
    if ground is None:
        raise Http404
    return answer(request, "link/family/withdraw.html", {"page": page, "ground": ground})


def _withdraw(request, uuid):
    try:
        stopped = withdraw_by_link(basis=uuid, by=request.person, device=links.device_of(request))
    except PermissionDenied:
        raise Http404 from None
    links.say(request, _("The sharing has stopped.") if stopped else _("The sharing had been stopped already."))
    return redirect("family_home")

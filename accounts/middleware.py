"""What is typed outlives the session: a form from somebody who is logged out, and the draft that ends when its form is saved.

And what was saved for families to read meets the municipality's list of words.
"""

from allauth.account.forms import LoginForm
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.actions import end_draft, keep_draft
from accounts.drafts import Restored, Slip, content_of, drafts_here, held
from accounts.models import GO_ON, way_back
from accounts.words import advise


class LoginRequired(LoginRequiredMiddleware):
    """The login page carries a posted form with it, sealed; see docs/decisions on text without a session."""

    def handle_no_permission(self, request, view_func):
        if request.method == "POST":
            if request.headers.get("Accept") == "application/json":
                return HttpResponse(status=401)
            if slip := Slip.read(request.POST.get("draft")):
                return login_with_text(request, slip)
        return super().handle_no_permission(request, view_func)


def login_with_text(request, slip):
    context = {
        "form": LoginForm(request=request),
        "redirect_field_name": "next",
        "redirect_field_value": way_back(slip.path),
        "held": held(slip, request.POST),
    }
    response = render(request, "account/login.html", context, status=401)
    response["Cache-Control"] = "no-store"
    return response


class Drafts:
    """Inside the tenant's transaction: drafts that are asked for are read, and that of a saved form goes with the save."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method != "POST" or response.status_code not in (302, 303):
            return response
        slip = Slip.read(request.POST.get("draft")) if getattr(request, "person", None) else None
        if slip and slip.belongs_to(request.person):
            self._settle(request, slip)
        return response

    def _settle(self, request, slip):
        """A view that turned a form away although nothing was wrong in it says so with `request.draft_stays = True`."""
        if not getattr(request, "draft_stays", False):
            end_draft(slip=slip, by=request.person)
        elif keep_draft(slip=slip, content=content_of(slip, request.POST), by=request.person):
            messages.warning(request, _("It was not saved. What you wrote stands under “Drafts” on Today."))

    def process_view(self, request, view_func, view_args, view_kwargs):
        person = getattr(request, "person", None)
        if person is None or request.method != "GET" or GO_ON not in request.GET:
            return
        found = drafts_here(request)
        request.restored = Restored(found) if found else None


class Words:
    """After a form was saved: the municipality's list on what families may read of it. It never stands in the way of saving.

    A view that knows where the text is mended says so with `form.mended_at = address`; an edit page is its own address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        forms = getattr(request, "posted_forms", ()) if getattr(request, "person", None) else ()
        if forms and response.status_code in (302, 303):
            self._advise(request, [form for form in forms if form.is_valid()])
        return response

    def _advise(self, request, forms):
        texts = [
            form.cleaned_data.get(name) or ""
            for form in forms
            for name in form.family_fields()
            if name in form.changed_data  # what stood there before has been seen
        ]
        if found := advise(texts, request.person):
            address = next((form.mended_at for form in forms if getattr(form, "mended_at", "")), "")
            if not address and request.resolver_match.view_name.endswith("_edit"):
                address = request.path
            words = render_to_string("parts/words.html", {"found": found, "address": address})
            messages.info(request, mark_safe(words), extra_tags="words")  # noqa: S308 (escaped by its template)

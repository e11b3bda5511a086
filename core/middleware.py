"""Headers, session limits, and the one transaction in which a logged-in person's page is made."""

import logging
import time
import uuid

import psycopg
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from core.context import tenant

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Bare:
    """`make bench` only: the cheapest answer this server can give, the yardstick of every other page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/bare":
            return HttpResponse("ok")
        asked = 0

        def count(execute, *args):
            nonlocal asked
            asked += 1
            return execute(*args)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = str(asked)
        return response


class SecurityHeaders:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response


class Sessions(SessionMiddleware):
    """What the browser fetches by itself neither prolongs a session nor brings its cookie.

    Such an answer may come late, and would then put an old session's cookie in the place of a new login's.
    """

    def process_response(self, request, response):
        return (
            response if request.path_info in settings.WITHOUT_SESSION else super().process_response(request, response)
        )


class Language:
    """Danish, unless somebody chose another language here: the browser's own setting says nothing of the reader's wish."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionLimits:
    """Ten hours after login the session ends whatever happens (the idle limit is the cookie's and the row's age)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            began = request.session.setdefault("began", int(time.time()))
            if time.time() - began > settings.SESSION_ABSOLUTE_SECONDS:
                auth.logout(request)  # and on: what needs a login asks for it, and keeps what was typed
        return self.get_response(request)


class TenantMiddleware:
    """One transaction around each page of a logged-in person, with the municipality and scopes entered first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(settings.OUTSIDE_TENANT) or not request.user.is_authenticated:
            return self.get_response(request)
        request.id = uuid.uuid4().hex
        municipality_id = request.session.get("municipality_id")
        if municipality_id is None:
            found = municipalities_of(request.user)
            if not found:
                return self._no_role(request)
            if len(found) > 1:
                return redirect("municipality_choose")
            municipality_id = request.session["municipality_id"] = found[0]
        response = self._inside(request, municipality_id)
        if response.status_code in (403, 404) and request.resolver_match:  # a mistyped address refuses nobody anything
            self._record_denied(request, municipality_id, response.status_code)
        return response

    def _inside(self, request, municipality_id):
        entered = False
        try:
            with tenant(request.user.pk, municipality_id, request_id=request.id) as request.person:
                entered = True
                response = self.get_response(request)
                if response.streaming:
                    raise RuntimeError("no streaming inside the tenant transaction")
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                return response
        except ProgrammingError as error:
            if entered or not isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                raise
            return self._no_role(request)

    def _no_role(self, request):
        request.session.pop("municipality_id", None)  # another municipality may still be open to her
        return render(request, "no_role.html", status=403)

    def _record_denied(self, request, municipality_id, status):
        page = request.resolver_match.view_name if request.resolver_match else ""
        with connection.cursor() as db:
            db.execute(
                "select audit.log_denied(%s, %s, %s, %s, %s)",
                [request.user.pk, municipality_id, page, status, request.id],
            )


def municipalities_of(user):
    """Ids of the municipalities in which this user has a live role today."""
    with connection.cursor() as db:
        db.execute("select array_agg(m) from app.municipalities_of(%s, %s) m", [user.pk, timezone.localdate()])
        return db.fetchone()[0] or []

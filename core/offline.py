"""What a phone shows when the net is gone: one calm page and the look, kept by a service worker. No page with people in it is kept."""

from functools import wraps
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static

KEPT = (
    "vendor/fonts/plex.css",
    "vendor/dkfds.css",
    "css/page.css",
    "css/components.css",
    "css/forms.css",
    "css/figures.css",
    "mark.svg",
    "vendor/icons.svg",
    "js/waiting.js",
    "js/kept.js",
)


@transaction.non_atomic_requests
@login_not_required
def offline(request):
    return render(request, "offline.html")


@transaction.non_atomic_requests
@login_not_required
def service_worker(request):
    """Named after what it keeps: another build is another worker, and throws the old one's files away."""
    kept = [static(name) for name in KEPT]
    name = sha256("".join(kept).encode()).hexdigest()[:12]
    script = render_to_string("service_worker.js", {"name": name, "kept": kept})
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def leaves_nothing(view):
    """For logging out: the browser forgets what it kept of Samspil, so that the next one at a shared tablet finds nothing."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"storage", "cache"'
        return response

    return wrapped


@transaction.non_atomic_requests
@login_not_required
def favicon(request):
    """Browsers ask for it beside a PDF, whatever our pages say of their icon."""
    return redirect(static("mark.svg"))

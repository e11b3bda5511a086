"""Who comes to a page of questions without a proof: mostly somebody who has rested for half an hour. One page for all of them.

It is the same whether anybody was asked or not, so it tells nothing; and a child who was in the middle is not frightened.
"""

from functools import wraps

from django.http import JsonResponse

from cases import links


def or_page(view):
    """The view, or the page of a break when this browser has proved nothing, or has rested too long since."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        return view(request, *args, **kwargs) if links.proved(request, "answer") else _page(request)

    return wrapped


def _page(request):
    if request.headers.get("Accept") == "application/json":
        return links.private(JsonResponse({}, status=404))  # answer.js has the words
    return links.rested(request)

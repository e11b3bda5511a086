"""Undo of what sends nothing out: the last act of this session, sealed on the server until the next one or the undo itself.

A view adds `extra_tags=undo_tag(request, "cases.undo.goal_added", back=…, goal=goal.pk)` to its message. The named function is
called with `by` and what was kept, checks anew that the person may, and gives the words that say what became of it.
"""

import base64
import json
from uuid import uuid4

from django.urls import reverse
from django.utils.module_loading import import_string

from core import cpr


def undo_tag(request, act, /, *, back, **kept):
    """The message's tag with the address of the undo. kept: what can be written as JSON; days become texts."""
    person, key = request.person, str(uuid4())
    sealed = cpr.seal(json.dumps({"act": act, "kept": kept}, default=str), person.municipality_id)
    request.session["undo"] = {
        "key": key,
        "of": [person.municipality_id, person.staff_id],
        "back": back,
        "sealed": base64.b64encode(sealed).decode(),
    }
    return f"undo:{reverse('undo', args=[key])}"


def address_back(request, key):
    """Where the undo of this key leads, done or not; None when it is not this session's."""
    for name in ("undo", "undone"):
        found = request.session.get(name)
        if (
            found
            and found["key"] == str(key)
            and found["of"] == [request.person.municipality_id, request.person.staff_id]
        ):
            return found["back"]
    return None


def take_back(request, key):
    """Do it: gives the words, or None when it has been done before. ValidationError: it can no longer be taken back."""
    found = request.session.get("undo")
    if not found or found["key"] != str(key):
        return None
    request.session["undone"] = {name: found[name] for name in ("key", "of", "back")}
    del request.session["undo"]
    told = json.loads(cpr.unseal(base64.b64decode(found["sealed"]), request.person.municipality_id))
    return import_string(told["act"])(by=request.person, **told["kept"])

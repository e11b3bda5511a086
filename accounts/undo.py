"""Undo of what sends nothing out: the last acts of this session, sealed on the server until they are taken back or pushed out.

A view adds `extra_tags=undo_tag(request, "cases.undo.goal_added", back=…, goal=goal.pk)` to its message. The named function is
called with `by` and what was kept, checks anew that the person may, and gives the words that say what became of it.
"""

import base64
import json
from uuid import uuid4

from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.actions import keep_draft
from accounts.drafts import Slip
from core import cpr

KEPT = 5  # two tabs, and a message that waits on another page


def undo_tag(request, act, /, *, back, **kept):
    """The message's tag with the address of the undo. kept: what can be written as JSON; days become texts."""
    person, key = request.person, str(uuid4())
    sealed = cpr.seal(json.dumps({"act": act, "kept": kept}, default=str), person.municipality_id)
    made = {"key": key, "of": _of(person), "back": back, "sealed": base64.b64encode(sealed).decode()}
    request.session["undo"] = [made, *request.session.get("undo", [])][:KEPT]
    return f"undo:{reverse('undo', args=[key])}"


def give_back(*, by, form, subject, path, fields):
    """What was typed in a form that is taken back: it stands there again as its writer's draft. fields: name -> value."""
    slip = Slip(by.municipality_id, by.staff_id, form, str(subject), path, uuid4().hex, {})
    kept = {
        name: [str(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in fields.items()
        if value not in (None, "", [])
    }
    keep_draft(slip=slip, content=json.dumps({"fields": kept, "focus": "", "versions": {}}), by=by)


def _of(person):
    return [person.municipality_id, person.staff_id]


def _found(request, key):
    known = request.session.get("undo", [])
    return next((each for each in known if each["key"] == str(key) and each["of"] == _of(request.person)), None)


def address_back(request, key):
    """Where the undo of this key leads, done or not; None when it is not this session's."""
    found = _found(request, key)
    return found and found["back"]


def take_back(request, key):
    """Do it: gives the words, or None when it has been done before. ValidationError: it can no longer be taken back."""
    found = _found(request, key)
    if not found["sealed"]:
        return None
    told = json.loads(cpr.unseal(base64.b64decode(found["sealed"]), request.person.municipality_id))
    found["sealed"] = ""
    request.session.modified = True
    return import_string(told["act"])(by=request.person, **told["kept"])

"""The series of sessions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.forms import answer
from parentgroups import actions
from parentgroups.forms import GroupSessionForm
from parentgroups.models import GroupSession
from parentgroups.permissions import can_edit_group
from parentgroups.views.ground import must, session_of


def group_session_edit(request, uuid):
    session = session_of(request, uuid)
    must(can_edit_group(request.person, session.group))
    names = ("row_version", "on_day", "starts_at", "ends_at", "theme", "exercise", "home_practice", "ask_about")
    initial = {name: getattr(session, name) for name in names} | {
        "is_cancelled": session.state == GroupSession.State.CANCELLED
    }
    form, newer = GroupSessionForm.bind(request, initial=initial), None
    if form.is_valid():
        try:
            actions.edit_session(session=session, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
            if getattr(error, "code", "") == "stale":
                newer = session
                form.show_newer(session.row_version)
        else:
            messages.success(request, _("Session %(number)s is saved.") % {"number": session.number})
            return redirect("group_detail", uuid=session.group.pathway.uuid)
    context = {"form": form, "session": session, "newer": newer, "pathway": session.group.pathway}
    return answer(request, "parentgroups/group_session_edit.html", context, form)

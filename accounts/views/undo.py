from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.undo import address_back, take_back


@require_POST
def undo(request, key):
    """One address for every undo that hangs on the session; pressed twice, it happens once."""
    back = address_back(request, key)
    if back is None:
        raise Http404
    try:
        with transaction.atomic():
            words = take_back(request, key)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, words) if words else messages.info(request, _("It is undone already."))
    return redirect(back)

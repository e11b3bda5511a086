"""What was typed and not saved: kept, put aside, brought back, and gone when its form is saved."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Draft, ReceivedKey
from core import cpr


@transaction.atomic
def keep_draft(*, slip, content, by, turn=None):
    """Seal what was typed. The newest wins, and what another tab wrote is put aside, never thrown away.

    slip: accounts.drafts.Slip. content: its text as JSON. turn: when the browser sent it, so that a late one is not
    taken for the newest; None is the newest. Gives the draft, or None when the form has been saved meanwhile or a newer one has come.
    `draft.pushed_aside` says when the text was saved that had to make room. Raises ValidationError over 64 KB.
    """
    if not slip.belongs_to(by):
        raise PermissionDenied
    if len(content.encode()) > Draft.LIMIT:
        raise ValidationError(_("This is more than a draft can hold. Save the form now, or it may be lost."))
    if ReceivedKey.objects.visible_to(by).filter(key=slip.tab_uuid).exists():
        return None
    own = {"municipality_id": by.municipality_id, "staff_id": by.staff_id, "form": slip.form, "subject": slip.subject}
    Draft.objects.get_or_create(**own, defaults={"path": slip.path, "tab": slip.tab_uuid})
    draft = Draft.objects.select_for_update().get(**own)
    if draft.tab == slip.tab_uuid and turn is not None and turn < draft.turn:
        return None
    draft.pushed_aside = _push_aside(draft, slip)
    draft.tab, draft.turn, draft.path = slip.tab_uuid, turn or draft.turn, slip.path
    draft.sealed, draft.saved_at = cpr.seal(content, by.municipality_id), timezone.now()
    draft.save()
    return draft


def _push_aside(draft, slip):
    """When the text was saved that this tab never saw; nothing when there is none."""
    is_own = draft.tab == slip.tab_uuid or draft.saved_at is None or draft.saved_at.timestamp() <= slip.seen
    if is_own:
        return None
    draft.earlier, draft.earlier_saved_at, draft.earlier_tab = draft.sealed, draft.saved_at, draft.tab
    return draft.saved_at


@transaction.atomic
def end_draft(*, slip, by):
    """The form is saved: its draft goes, and one that comes late from the same page is not taken. Another tab's stays."""
    ReceivedKey.objects.get_or_create(municipality_id=by.municipality_id, key=slip.tab_uuid)
    own = Draft.objects.visible_to(by).filter(form=slip.form, subject=slip.subject)
    draft = own.select_for_update().first()
    if draft is None:
        return
    if draft.saved_at is None or draft.tab == slip.tab_uuid or draft.saved_at.timestamp() <= slip.seen:
        draft.sealed = draft.saved_at = None
    if draft.earlier_tab == slip.tab_uuid:
        draft.earlier_tab = None
    if draft.earlier_tab is None:  # of this tab, or thrown away by the writer
        draft.earlier = draft.earlier_saved_at = None
    elif draft.sealed is None:
        _swap(draft)
    if draft.sealed is None:
        draft.delete()
    else:
        draft.save()


def _swap(draft):
    draft.sealed, draft.earlier = draft.earlier, draft.sealed
    draft.saved_at, draft.earlier_saved_at = draft.earlier_saved_at, draft.saved_at
    draft.tab, draft.earlier_tab = draft.earlier_tab or uuid4(), draft.tab if draft.earlier else None
    draft.turn = 0


@transaction.atomic
def discard_draft(*, draft, by):
    """Put the text away; `bring_back_draft` undoes it until the next one is put away."""
    draft = Draft.objects.visible_to(by).select_for_update().get(pk=draft.pk)
    if draft.sealed is not None:
        draft.earlier, draft.earlier_saved_at, draft.earlier_tab = draft.sealed, draft.saved_at, None
        draft.sealed = draft.saved_at = None
        draft.save()
    return draft


@transaction.atomic
def bring_back_draft(*, draft, by):
    """What was put aside comes back; what stands there now is put aside instead, so nothing is lost either way."""
    draft = Draft.objects.visible_to(by).select_for_update().get(pk=draft.pk)
    if draft.earlier is not None:
        _swap(draft)
        draft.save()
    return draft

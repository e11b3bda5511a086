"""What is taken back of post, hours, notices and parents' choices."""

from datetime import date, datetime, time

from django.utils.translation import gettext as _

from followup.actions import post


def set_aside(*, by, noun, pk):
    post.bring_back(noun=noun, pk=pk, by=by)
    return _("Undone: it stands on the list again.")


def address(*, by, staff, email, before, mails):
    known = [[pk, state, at and datetime.fromisoformat(at), error] for pk, state, at, error in mails]
    post.put_address_back(staff=staff, email=email, before=before, mails=known, by=by)
    return _("Undone: the address is as before.")


def hours(*, by, before):
    if before:
        post.set_post_hours(
            by=by, **{name: time.fromisoformat(v) if isinstance(v, str) else v for name, v in before.items()}
        )
    else:
        post.usual_post_hours(by=by)
    return _("Undone: the hours are as before.")


def seen(*, by, pks):
    post.mark_unseen(pks=pks, by=by)
    return _("Undone: it stands here again.")


def choice(*, by, parent, before):
    chosen, stopped = before["chosen_on"], before["stopped_at"]
    kept = before | {
        "chosen_on": chosen and date.fromisoformat(chosen),
        "stopped_at": stopped and datetime.fromisoformat(stopped),
    }
    post.put_choice_back(parent=parent, before=kept, by=by)
    return _("Undone: the choice is as before.")

"""What is taken back of a plan that was told; each checks anew that the person may."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.actions.audiences import put_words_back
from cases.actions.audiences_given import put_back_version, undo_giving
from cases.actions.audiences_together import hand_over_again, take_part_home
from cases.models import AudienceVersion


def _found(pk, by):
    version = AudienceVersion.objects.visible_to(by).filter(pk=pk).first()
    if version is None:
        raise ValidationError(_("It is gone already."))
    return version


def version_given(*, by, version, told, documents):
    undo_giving(version=_found(version, by), told=told, documents=documents, by=by)
    return _("Undone: it has been given to nobody. The words are kept as a draft.")


def version_taken_back(*, by, version):
    put_back_version(version=_found(version, by), by=by)
    return _("Undone: it is given again.")


def begun_anew(*, by, version, before, row_version):
    put_words_back(version=_found(version, by), before=before, row_version=row_version, by=by)
    return _("Undone: your words stand there again.")


def part_handed(*, by, version):
    take_part_home(version=_found(version, by), by=by)
    return _("Undone: the other side no longer has your part.")


def part_taken_home(*, by, version, part):
    hand_over_again(version=_found(version, by), part=part, by=by)
    return _("Undone: the other side has your part again.")

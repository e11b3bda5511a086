"""A drawing from a child's answer becomes the picture of a goal's dream: handed down to the plan as a copy of its own (C21)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions.goal_drawings import draw_dream, follow_answer
from core import files
from core.uploads import Cleaned
from mapping.models import Drawing, Perspective


@transaction.atomic
def use_as_dream(*, drawing, goal, words, by):
    """What the child keeps from its parents there, it keeps here too (L06). Raises ValidationError when the bytes are gone."""
    voice = Perspective.objects.visible_to(by).get(pk=drawing.perspective_id)
    try:
        data = files.read(drawing.stored, drawing.municipality_id)
    except FileNotFoundError:
        raise ValidationError(_("The drawing was not found. Draw it or choose it again.")) from None
    cleaned = Cleaned(drawing.name, drawing.kind, drawing.content_type, data, drawing.sha256)
    return draw_dream(
        goal=goal,
        cleaned=cleaned,
        words=words,
        copied_from=drawing.uuid,
        answer_is_kept=voice.hidden_from_parents,
        by=by,
    )


def follow_voice(voice):
    """The copies at goals are kept from the parents, or no longer are, as the answer that they come from."""
    if drawn := [row.uuid for row in Drawing.objects.filter(perspective=voice.pk)]:
        follow_answer(drawn, voice.hidden_from_parents)

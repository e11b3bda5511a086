"""Ready sentences for a good word: the steps that class and child practise, then everyday ones."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cases.models import BehaviourStep

STEPS = 4  # more than can be seen at a glance are not read
EVERYDAY = (
    gettext_noop("Got off to a good start with the lesson."),
    gettext_noop("Helped somebody else."),
    gettext_noop("Waited for a turn."),
    gettext_noop("Kept going when it was hard."),
    gettext_noop("Was part of the play at break."),
)


def sentences(pathway, person, row=None):
    """[(key, words)] to choose from, in Danish as the family reads them. row: the one child it is about, for its own steps."""
    return sentences_by_child(pathway, person, [row] if row else [])[row.pk if row else None]


def sentences_by_child(pathway, person, rows):
    """PathwayChild id -> [(key, words)], its own steps first; None -> those of the class and every day. Two questions."""
    steps = BehaviourStep.objects.visible_to(person)
    current = steps.filter(
        goal__plan__pathway=pathway, goal__plan__state="in_force", goal__annex=None, goal__dropped_on=None
    )
    own = steps.filter(goal__annex__pathway_child__in=rows, goal__dropped_on=None, reached_on=None) if rows else ()
    of_child = {}
    for step in own.select_related("goal__annex") if rows else ():
        of_child.setdefault(step.goal.annex.pathway_child_id, []).append(step)
    shared = list(current[:STEPS])
    with translation.override("da"):
        everyday = [(f"day_{at}", _(words)) for at, words in enumerate(EVERYDAY)]
        return {
            pk: [_said(step) for step in [*of_child.get(pk, ())[:STEPS], *shared]][: STEPS + 1] + everyday
            for pk in (None, *(row.pk for row in rows))
        }


def shortlist(said):
    """Those that stand first where several children share a page: two of the steps, three of every day."""
    steps = [each for each in said if each[0].startswith("step_")]
    return steps[:2] + [each for each in said if each not in steps][:3]


def _said(step):
    return f"step_{step.pk}", _("It went well today: %(step)s") % {"step": _lower(step.text)}


def _lower(text):
    """A step begins with a capital of its own; inside a sentence it does not."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text

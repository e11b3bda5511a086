"""The child's own page: which pages wear its dress, and what its pictures, houses and dots need besides."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from mapping import asked
from mapping.actions.drawings import save_drawing
from mapping.models import Drawing
from programmes.instruments.parts import Kind

PAGES = {
    "home": "link/child/home.html",
    "question": "link/child/question.html",
    "review": "link/child/review.html",
    "thanks": "link/child/thanks.html",
    "over": "link/child/over.html",
    "decline": "link/child/decline.html",
}
ITEMS = {
    Kind.FACES: "link/items/faces.html",
    Kind.DRAWING: "link/items/drawing.html",
    Kind.CHOICE: "link/child/choice.html",
}
HOUSES = {"good": "house-good", "worries": "house-worries", "dreams": "house-dreams"}
LINK_WAYS = {"home": "answer_home", "review": "answer_review", "decline": "answer_decline", "rest": "answer_close"}
# What the pens are called; the colours themselves stand in child.css and draw.js.
PENS = ("black", "blue", "green", "yellow", "orange", "red", "purple", "brown")


def dress(ask, name, context, ways=None):
    """What a page of the child's shows besides what every page of questions shows. ways: other addresses than a link's."""
    state = context.get("state")
    ways = ways or {key: reverse(url) for key, url in LINK_WAYS.items()}
    more = {
        "young": bool(state and state.young),
        "ways": {"decline": "", "rest": "", "drawing": "answer_drawing"} | ways,
    }
    if name == "home":
        more["houses"] = houses(state)
        more["only_houses"] = all(each.instrument.kit == "houses" for each in state.questions)
    if name == "review":
        more["pictures"] = pictures(state.row)
    if name == "question":
        more |= _question(context, more["ways"]["drawing"])
    return more


def _question(context, drawing):
    question, state = context["question"], context["state"]
    kind = question.item.kind
    more = {
        "dots": [(each.answered, n + 1 == context["number"]) for n, each in enumerate(state.questions)],
        "house": HOUSES.get(question.section.key, "") if question.instrument.kit == "houses" else "",
        "kind": str(kind),
        "item_template": ITEMS.get(kind, context["item_template"]),
    }
    if kind is Kind.DRAWING:
        row = drawn(state.row, question)
        more |= {"drawn": row, "drawn_at": reverse(drawing, args=[row.uuid]) if row else "", "pens": PENS}
        more["words_instead"] = words_instead(state, question) if drawing == "answer_drawing" else ""
    return more


def drawn(voice, question):
    """The picture that is kept for this question, or None."""
    if voice is None or not question.value:
        return None
    return Drawing.objects.filter(perspective=voice.pk, uuid=question.value).kept().first()


def pictures(voice):
    """What the child has drawn and can be shown: uuids as the answers hold them."""
    rows = Drawing.objects.filter(perspective=voice.pk).kept() if voice else ()
    return {str(row.uuid) for row in rows if row.is_open}


def words_instead(state, question):
    """The question in words of the same part, for who would rather write than draw."""
    same = (each for each in state.questions if each.section is question.section and each.item.kind is Kind.TEXT)
    found = next(same, None)
    return asked.address(found) if found else ""


def houses(state):
    """(section, picture, address, whether something lives there) of each house; the house of good things stands first."""
    found = {}
    for each in state.questions:
        if each.instrument.kit == "houses":
            found.setdefault(each.section.key, (each.section, []))[1].append(each)
    return [
        (section, HOUSES.get(key, "house-good"), asked.address(_first(questions)), any(q.answered for q in questions))
        for key, (section, questions) in found.items()
    ]


def _first(questions):
    return next((each for each in questions if not each.answered), questions[0])


def keep_drawing(request, ask, question, device=""):
    """What was drawn, or photographed; "Next" without anything new leaves what is there. Code "empty" for nothing at all."""
    file = request.FILES.get("drawing")
    if file is None and not (question.answered and question.value):
        words = _("Draw something, take a photo of a drawing, or say that you will not answer.")
        raise ValidationError(words, code="empty")
    if file is not None:
        save_drawing(
            ask=ask, instrument=question.instrument.slug, item=question.item.key, file=file, by=request.person, device=device
        )  # fmt: skip

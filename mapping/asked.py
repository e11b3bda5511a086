"""What the pages of somebody who is asked by link need to know: which request it is, in which words, and where to go on."""

from uuid import uuid4

from django.urls import reverse
from django.utils.translation import get_language, override

from accounts.models import StaffMember
from cases.models import CustodyRelation
from cases.queries.family_page import ROLE_WORDS
from mapping.models import Ask
from mapping.queries.instruments import is_checked
from programmes.instruments.catalogue import instrument as instrument_of
from programmes.instruments.parts import LANGUAGES, Kind
from programmes.instruments.scoring import value_words

ASKING = {"school": "resource_advisor", "provider": "group_leader"}
ITEMS = {
    Kind.SCALE: "link/items/scale.html",
    Kind.FACES: "link/items/scale.html",
    Kind.RULER: "link/items/ruler.html",
    Kind.CHOICE: "link/items/choice.html",
    Kind.NUMBER: "link/items/number.html",
    Kind.TEXT: "link/items/text.html",
}  # how each kind of question is answered; a drawing has the child's own page


def ask_of(holder):
    """The request of this link: the open one, else the newest that was shut."""
    rows = list(Ask.objects.visible_to(holder).order_by("-pk"))
    return next((row for row in rows if row.closed_at is None), rows[0] if rows else None)


def languages_of(ask):
    """The languages in which this person can be asked all of it."""
    each = [set(instrument_of(*chosen).languages_for(ask.informant)) for chosen in ask.instruments]
    common = set.intersection(*each) if each else set()
    return [key for key in LANGUAGES if key in common] or ["da"]


def frame(ask, holder):
    """What every page of the questions shows of them."""
    offered, now = languages_of(ask), (get_language() or "da").split("-")[0]
    shown = now if now in offered else "da"
    unread = not all(is_checked(*chosen, shown, holder) for chosen in ask.instruments)
    return {"offered": offered, "words_in": shown, "in_danish_only": now not in offered, "unchecked": unread}


def about(ask, holder):
    """Who asks, how long it takes: the name is that of a colleague, never of a child."""
    asker = StaffMember.objects.visible_to(holder).filter(pk=ask.made_by_id).first()
    return {
        "asker": _called(asker, ask) if asker else holder.municipality_name,
        "municipality": holder.municipality_name,
        "minutes": sum(instrument_of(*chosen).minutes for chosen in ask.instruments),
        "who": _kin(holder.link["who"]),
    }


def _kin(who):
    """ "Mor" stands on the link in Danish; here it is said in the language of the page."""
    with override("da"):
        known = {str(each.label).casefold(): each for each in CustodyRelation.Relation}
    relation = known.get(who.casefold())
    return str(relation.label).capitalize() if relation else who


def _called(asker, ask):
    """ "Samira Nygaard (gruppeleder)"; in other languages the words for the role of the side that asks."""
    if not (get_language() or "da").startswith("da") and ask.sector in ASKING:
        return f"{asker.name} ({ROLE_WORDS[ASKING[ask.sector]]})"
    title = asker.title[:1].lower() + asker.title[1:] if asker.title[1:2].islower() else asker.title
    return f"{asker.name} ({title})" if title else asker.name


# ---- a pupil's sheet: known to this browser alone ----


def sheet_of(request, ask):
    """The pupil's sheet, named before there is any answer: two answers sent at once land on the same one."""
    if ask.informant != Ask.Informant.PUPILS:
        return None
    kept, link = request.session.get("sheet", {}), request.person.link["id"]
    if kept.get("link") != link:
        kept = request.session["sheet"] = {"link": link, "sheet": str(uuid4())}
    return kept["sheet"]


def put_away(request):
    request.session.pop("sheet", None)


# ---- one question ----


def address(question):
    return reverse("answer_question", args=[question.instrument.slug, question.item.key])


def step_of(state, slug, key):
    return next(
        (n for n, each in enumerate(state.questions) if (each.instrument.slug, each.item.key) == (slug, key)), None
    )


def question_page(state, step, request):
    question = state.questions[step]
    before = state.questions[step - 1] if step else None
    typed = posted(request, question.item) if request.method == "POST" else question.value
    return {
        "state": state,
        "question": question,
        "item_template": ITEMS.get(question.item.kind, ""),
        "choices": choices(question.item, typed),
        "typed": "" if typed is None else typed,
        "number": step + 1,
        "back": address(before) if before else reverse("answer_home"),
        "new_section": before is None or before.section is not question.section,
        "rather_not": question.answered and question.value is None and request.method != "POST",
    }


def choices(item, typed):
    """[(value, words, face, chosen)] of what can be chosen: points of a scale, options, or the figures of a ruler."""
    chosen = {str(each) for each in (typed if isinstance(typed, list) else [typed])}
    if item.points:
        found = [(point.value, point.words, point.face) for point in item.points]
    elif item.options:
        found = [(option.key, option.words, option.picture) for option in item.options]
    elif item.kind is Kind.RULER:
        found = [(value, value, None) for value in range(item.ends[0], item.ends[1] + 1)]
    else:
        found = []
    return [(value, words, face, str(value) in chosen) for value, words, face in found]


def posted(request, item):
    return request.POST.getlist("value") if item.several else request.POST.get("value", "")


def said(question):
    """The answer as it is read back; "" for what was not answered, or not wanted."""
    return value_words(question.item, question.value, (get_language() or "da").split("-")[0])

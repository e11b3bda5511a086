"""Where a mapping stands: the class environment side by side, and each child's offer and three voices."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Child, PathwayChild
from cases.permissions import can_edit_offer, can_view_sharing
from cases.queries.offers import OfferState, offer_states
from cases.walls import OFFER
from mapping.models import EnvironmentAnswer, NeedsMapping, Perspective
from mapping.permissions import ask_sector, can_write_voice
from mapping.queries.rounds import asks_by_voice
from programmes.content import by_key

Informant = Perspective.Informant


@dataclass(frozen=True)
class Dimension:
    """One question of the class environment with what each informant said (None when nothing is written)."""

    question: object
    team: EnvironmentAnswer | None
    pupils: EnvironmentAnswer | None

    @property
    def is_written(self):
        return _has_words(self.team) or _has_words(self.pupils)


@dataclass(frozen=True)
class Voice:
    """One perspective on one child: what was said or why not (rows), who is asked now (asks), and who may write or ask."""

    informant: str
    title: object
    rows: tuple
    may_write: bool
    is_mine: bool = False  # the reader has written here before
    asks: tuple = ()
    may_ask: bool = False

    @property
    def is_child_asked(self):
        """There is one child to ask, and it is asked now; of the others there may be more."""
        return self.informant == Informant.CHILD and bool(self.asks)

    @property
    def is_there(self):
        return bool(self.rows)


@dataclass(frozen=True)
class ChildLine:
    """A confirmed child. `offer` is None for those who do not read the offer: for them `accepted_on` says enough."""

    pathway_child: PathwayChild
    offer: OfferState | None
    voices: tuple
    age_warning: object
    may_offer: bool
    may_see_sharing: bool

    @property
    def is_heard(self):
        return any(row.is_heard for voice in self.voices for row in voice.rows)

    @property
    def missing(self):
        return [voice for voice in self.voices if not voice.is_there] if self.pathway_child.accepted_on else []


def mapping_of(pathway, person):
    """The mapping that is being worked on: the newest, or None before the first."""
    return NeedsMapping.objects.visible_to(person).filter(pathway=pathway).first()


def rounds_of(pathway, person):
    """All rounds of mapping, the newest first."""
    return list(NeedsMapping.objects.visible_to(person).filter(pathway=pathway))


def environment(mapping, person):
    """One Dimension for each question of the version, in its order: strengths first."""
    rows = {
        (row.informant, row.dimension): row
        for row in EnvironmentAnswer.objects.visible_to(person).filter(mapping=mapping)
    }
    questions = mapping.pathway.content.mapping.class_questions
    return [Dimension(q, rows.get(("team", q.key)), rows.get(("pupils", q.key))) for q in strengths_first(questions)]


def strengths_first(questions):
    return sorted(questions, key=lambda question: not question.strengths)


def pupils_of(pathway, person):
    """The class's pupils today whom this person sees, by name."""
    return Child.objects.visible_to(person).in_class(pathway.school_class_id, timezone.localdate()).by_name()


def children_of_pathway(pathway, person):
    """Children in the pathway today whom this person sees, by name; and how many more wait for a basis."""
    rows = PathwayChild.objects.visible_to(person).filter(pathway=pathway).on(timezone.localdate())
    seen = list(
        rows.seen_with_child(person)
        .select_related("child", "confirmed_by", "confirmed_with")
        .order_by("child__name_key", "pk")
    )
    return seen, rows.count() - len(seen)


def child_lines(mapping, seen, person):
    """A ChildLine for each of the children seen, in a fixed number of questions to the database."""
    voices = {}
    rows = Perspective.objects.visible_to(person).filter(mapping=mapping, pathway_child__in=seen)
    for row in rows.select_related("author", "parent", "carer"):
        row.asked = None
        voices.setdefault((row.pathway_child_id, row.informant), []).append(row)
    asks = asks_by_voice(mapping, seen, voices, person)
    offers = offer_states(seen, person) if person.has(*_offer_readers()) else {}
    return [_line(mapping, row, voices, asks, offers.get(row.pk), person) for row in seen]


def _offer_readers():
    return {role for roles in (*OFFER.own.values(), *OFFER.shared.values()) for role in roles}


def _line(mapping, row, voices, asks, offer, person):
    content = mapping.pathway.content
    found = tuple(
        _voice(p, row, voices.get((row.pk, p.key), ()), asks.get((row.pk, p.key), ()), mapping, person)
        for p in content.mapping.perspectives
    )
    may_offer = bool(offer) and can_edit_offer(person, row) and (bool(offer.offer) or row.accepted_on is None)
    return ChildLine(
        row, offer, found, content.limit("age").check(row.age_at_start), may_offer, can_view_sharing(person, row)
    )


def _voice(perspective, row, rows, asks, mapping, person):
    """Half an answer is neither said nor missing: it stands with who was asked, until it is finished."""
    told = sorted((v for v in rows if v.is_heard or v.not_obtained_reason), key=lambda v: (not v.is_heard, v.pk))
    if any(v.is_heard for v in told):
        told = [v for v in told if v.is_heard or not _is_heard_of(v, told)]
    may_ask = mapping.is_open and bool(row.accepted_on) and bool(ask_sector(person, row.child, perspective.key))
    return Voice(
        perspective.key, perspective.title, tuple(told), can_write_voice(person, row, perspective.key),
        any(v.author_id == person.staff_id and not v.who and not v.link_id for v in told), tuple(asks), may_ask,
    )  # fmt: skip


def _is_heard_of(missing, told):
    """Whether the same person has answered after all."""
    return any(v.is_heard and (v.parent_id, v.carer_id) == (missing.parent_id, missing.carer_id) for v in told)


@dataclass(frozen=True)
class Step:
    """What comes next in an open mapping: why, and the door to it."""

    text: str
    label: str
    url: str


def next_step(mapping, dimensions, lines, unseen, may_confirm, rounds=()):
    """The class first, then who needs more, then each family's answer and each child's voices; None when all is there."""
    found = _class_step(mapping, dimensions, {each.informant for each in rounds if each.ask or each.finished})
    if found is None and may_confirm and not lines and not unseen:
        text = _("The class has been described. Now see together who needs more than the class.")
        found = Step(text, _("Confirm which children"), reverse("children_confirm", args=[mapping.pathway.uuid]))
    return found or next((step for line in lines if (step := _child_step(line))), None)


def _class_step(mapping, dimensions, asked):
    """The class is described in words, or its team and pupils are asked; a later round asks."""
    if "team" not in asked and not any(_has_words(each.team) for each in dimensions):
        text, informant = _("Begin with the class: what goes well, and what is hard. The class team tells."), "team"
    elif "pupils" not in asked and not any(_has_words(each.pupils) for each in dimensions):
        text, informant = _("The team has told. Now the pupils, without names."), "pupils"
    else:
        return None
    if mapping.kind == NeedsMapping.Kind.FOLLOW_UP:
        return Step(text, _("Ask"), reverse("class_ask", args=[mapping.pathway.uuid, informant]))
    return Step(text, _("Write about the class"), reverse("environment_edit", args=[mapping.uuid, informant]))


def _child_step(line):
    row = line.pathway_child
    name = {"name": row.child.short_name}
    if line.may_offer and line.offer.key == "not_offered":
        return Step(
            _("The family of %(name)s has not been asked yet.") % name,
            _("Make the offer"),
            reverse("offer_edit", args=[row.uuid]),
        )
    voice = next((each for each in line.missing if each.may_write and not each.asks), None)
    if voice is None:
        return None
    text = _("%(name)s: “%(voice)s” has not been heard yet. If it cannot be, write why.") % (
        name | {"voice": voice.title}
    )
    if voice.may_ask:
        address = reverse("child_ask", args=[row.uuid]) + f"?hvem={voice.informant}"
        return Step(text, _("Ask"), address)
    return Step(text, _("Write what was said"), reverse("perspective_edit", args=[row.uuid, voice.informant]))


def _has_words(row):
    return bool(row and (row.strengths or row.text))


def told(perspective, content):
    """(title, words) of each answer of a perspective in the version's order, strengths first."""
    words = {
        q.key: perspective.strengths if q.strengths else perspective.answers.get(q.key)
        for q in content.mapping.child_questions
    }
    return [(q.title, words[q.key]) for q in strengths_first(content.mapping.child_questions) if words[q.key]]


def method_words(perspective, content):
    return by_key(content.mapping.methods, perspective.method).title if perspective.method else ""

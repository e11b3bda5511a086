"""Who is asked in a round, how far each is, and what was answered so recently that it need not be asked again."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleAssignment, StaffMember
from accounts.roles import Role
from cases.models import Carer, ClassMembership, CustodyRelation
from cases.reach import reaches_pathway
from mapping.models import Ask, Evidence, Perspective
from mapping.permissions import ask_sector
from mapping.rounds import MOST_OPEN, REUSE_MONTHS
from programmes.instruments.catalogue import instrument as instrument_of
from programmes.instruments.catalogue import instruments_for
from programmes.instruments.scoring import shown_items, value_words

Informant = Ask.Informant


@dataclass(frozen=True)
class AskLine:
    """One request that is open. answered and of: None where this person does not read the answer."""

    ask: Ask
    who: str
    titles: tuple
    answered: int | None = None
    of: int | None = None

    @property
    def is_late(self):
        return self.ask.due_on < timezone.localdate()


def asked_words(ask):
    """Whom a request was put to, as the page says it."""
    person = ask.parent or ask.carer or ask.staff
    if person:
        return person.name
    return ask.who or str(ask.get_informant_display())


def titles_of(ask):
    return tuple(instrument_of(*each).title for each in ask.instruments)


def asks_by_voice(mapping, seen, voices, person):
    """(PathwayChild pk, informant) -> AskLines of what is open, in one question; `voices` are the rows that have been read already.

    A row that was sent or declined gets `asked`: the request that may be opened again.
    """
    found = {}
    if not seen:
        return found
    rows = Ask.objects.visible_to(person).filter(mapping=mapping, pathway_child__in=seen)
    for ask in rows.select_related("parent", "carer", "staff", "link", "made_by"):
        key = (ask.pathway_child_id, ask.informant)
        row = _row_of(ask, voices.get(key, ()))
        if ask.closed_at is None:
            answered, of = progress(ask, row, person)
            found.setdefault(key, []).append(AskLine(ask, asked_words(ask), titles_of(ask), answered, of))
        elif row is not None and (row.finished_at or ask.declined_at):
            row.asked = ask
    return found


def _row_of(ask, rows):
    """The row that a request is answered in, among those of its voice."""
    for row in rows:
        if ask.link_id and row.link_id == ask.link_id:
            return row
        if ask.staff_id and (row.author_id, row.who) == (ask.staff_id, ""):
            return row
        same = (row.parent_id, row.carer_id, row.who) == (ask.parent_id, ask.carer_id, _who(ask))
        if not ask.link_id and not ask.staff_id and same:
            return row
    return None


def _who(ask):
    return ask.who if ask.informant == Informant.PROFESSIONAL else ""


def progress(ask, row, person):
    """(how many are answered, of how many); of a colleague's own answers only she knows."""
    if ask.staff_id and ask.staff_id != person.staff_id and row is None:
        return None, None
    answered = of = 0
    for slug, number in ask.instruments:
        values = row.values.get(slug, {}) if row else {}
        items = shown_items(instrument_of(slug, number), values, ask.informant)
        answered, of = answered + sum(item.key in values for item in items), of + len(items)
    return answered, of


def said(perspective):
    """(question, answer in words) of each answer given in an instrument, in its order."""
    found = []
    for slug, number in perspective.versions.items():
        values = perspective.values.get(slug, {})
        for item in shown_items(instrument_of(slug, number), values, perspective.informant):
            words = value_words(item, values.get(item.key))
            if words:
                found.append((item.words_for(perspective.informant), words))
    return found


# ---- the class ----


@dataclass(frozen=True)
class ClassRound:
    """One round of the class: by its team or its pupils. finished of expected; nothing of what was said."""

    informant: str
    title: object
    ask: Ask | None
    finished: int
    expected: int

    @property
    def is_open(self):
        return bool(self.ask) and self.ask.closed_at is None


def class_rounds(mapping, person):
    """The two rounds of the class, asked or not; the count comes from `app.class_spread`, which tells nobody's answer."""
    counts = {row[0]: row[4] for row in spread(mapping) if not row[1]}
    asks = {
        ask.informant: ask
        for ask in Ask.objects.visible_to(person)
        .filter(mapping=mapping, child=None, declined_at=None)
        .select_related("link")
    }
    expected = {
        Informant.TEAM: team_size(mapping.pathway, person),
        Informant.PUPILS: pupils_count(mapping.pathway, person),
    }
    return [
        ClassRound(each.key, each.title, asks.get(each.key), counts.get(each.key, 0), expected.get(each.key, 0))
        for each in mapping.pathway.content.mapping.class_perspectives
    ]


def spread(mapping):
    """Rows of (informant, instrument, item, value, n); see `app.class_spread`."""
    with connection.cursor() as db:
        db.execute("select informant, instrument, item, value, n from app.class_spread(%s)", [mapping.pk])
        return db.fetchall()


def pupils_count(pathway, person):
    """How many sit in the class today; 0 for those who do not see all of them, for their count would be wrong."""
    if not pathway.school_class_id or not reaches_pathway(person, pathway, *SEES_CLASS):
        return 0
    rows = ClassMembership.objects.visible_to(person).filter(school_class=pathway.school_class_id)
    return rows.on(timezone.localdate()).aggregate(n=Count("pk"))["n"]


def team_size(pathway, person):
    return team_of(pathway, person).count()


def team_of(pathway, person):
    """Those who work in the class by role, today."""
    return StaffMember.objects.visible_to(person).filter(pk__in=_in_the_team(pathway, person))


def _in_the_team(pathway, person):
    here = Q(scope="class", scope_id=pathway.school_class_id) | Q(scope="pathway", scope_id=pathway.pk)
    roles = RoleAssignment.objects.visible_to(person).filter(here, role=Role.CLASS_TEAM)
    return roles.live(timezone.localdate()).values("staff_member")


# ---- whom to ask ----


@dataclass(frozen=True)
class Somebody:
    """One who can be asked about a child. key: what the form posts; language: what the parent speaks, where we know."""

    key: str
    informant: str
    name: str
    note: str = ""
    language: str = "da"
    parent: object = None
    carer: object = None
    staff: object = None
    is_done: bool = (
        False  # asked already, has answered in this round, or has too many forms open: not ticked beforehand
    )
    is_expected: bool = True  # of colleagues: the class team


SEES_CLASS = ("resource_advisor", "class_team", "principal", "learning_advisor")
SPOKEN = {"ar": ("arab",), "tr": ("tyrk", "turk", "türk"), "en": ("engelsk", "engli")}


def language_of(parent):
    """The key of the language that a parent speaks, when questions exist in it; else Danish."""
    spoken = parent.language.strip().casefold()
    return next((key for key, starts in SPOKEN.items() if spoken == key or spoken.startswith(starts)), "da")


def people_to_ask(row, mapping, person):
    """Everybody whom this person may ask about the child, in the order of the voices; five questions at most."""
    may = {informant for informant in Perspective.Informant.values if ask_sector(person, row.child, informant)}
    found = [Somebody("child", Informant.CHILD, row.child.short_name)] if Informant.CHILD in may else []
    if Informant.PARENT in may:
        found += _family(row, person)
    if Informant.PROFESSIONAL in may:
        found += _colleagues(mapping.pathway, person)
    about = Q(child=row.child_id) | Q(parent__in=[p.parent for p in found if p.parent])
    about |= Q(carer__in=[p.carer for p in found if p.carer])
    asks, heard = list(Ask.objects.visible_to(person).open().filter(about)), _heard(row, mapping, person)
    return [_marked(each, row, mapping, asks, heard) for each in found]


def _heard(row, mapping, person):
    """(informant, parent, carer, staff) of those who have answered in this round."""
    voices = Perspective.objects.visible_to(person).filter(
        mapping=mapping, pathway_child=row.pk, who="", obtained_on__isnull=False
    )
    return {
        (v.informant, v.parent_id, v.carer_id, v.author_id if v.informant == Informant.PROFESSIONAL else None)
        for v in voices
        if v.is_heard
    }


def _marked(somebody, row, mapping, asks, heard):
    """What stands beside a name: that she is asked or has answered, and how many forms she has open of how many."""
    wanted = Ask(
        child_id=row.child_id, informant=somebody.informant, parent=somebody.parent, carer=somebody.carer, staff=somebody.staff
    )  # fmt: skip
    key = (wanted.informant, wanted.parent_id, wanted.carer_id, wanted.staff_id)
    hers = [ask for ask in asks if is_same_person(wanted, ask)]
    asked = any((ask.mapping_id, ask.child_id) == (mapping.pk, row.child_id) for ask in hers)
    open_now = sum(len(ask.instruments) for ask in hers)
    word = _("has answered") if key in heard else _("is asked") if asked else ""
    room = _("%(open)s of %(most)s forms open") % {"open": open_now, "most": MOST_OPEN}
    return replace(
        somebody, note=", ".join(filter(None, [somebody.note, word, room])), is_done=bool(word) or open_now >= MOST_OPEN
    )


def person_of(ask):
    """Who it is among all requests: a parent, a carer and a child across all that is asked; a colleague for each child."""
    if ask.parent_id:
        return {"parent_id": ask.parent_id}
    if ask.carer_id:
        return {"carer_id": ask.carer_id}
    if ask.staff_id:
        return {"staff_id": ask.staff_id, "child_id": ask.child_id}
    found = {
        "child_id": ask.child_id,
        "informant": ask.informant,
        "parent_id": None,
        "carer_id": None,
        "staff_id": None,
    }
    return found | ({"who": ask.who} if ask.informant == Informant.PROFESSIONAL else {})


def is_same_person(wanted, ask):
    return all(getattr(ask, name) == value for name, value in person_of(wanted).items())


def _family(row, person):
    today = timezone.localdate()
    custody = (
        CustodyRelation.objects.visible_to(person).filter(child=row.child_id).holding(today).select_related("parent")
    )
    carers = Carer.objects.visible_to(person).filter(child=row.child_id).on(today)
    return [
        Somebody(f"parent-{each.parent_id}", Informant.PARENT, each.parent.name, str(each.get_relation_display()),
                 language_of(each.parent), parent=each.parent)
        for each in custody
    ] + [Somebody(f"carer-{each.pk}", Informant.PARENT, each.name, str(each.get_kind_display()), carer=each) for each in carers]  # fmt: skip


def _colleagues(pathway, person):
    """The class team, whose view the mapping expects, and the two who lead; the asker herself too, for her own view."""
    leads = [each for each in (pathway.lead_id, pathway.co_lead_id) if each]
    team = set(_in_the_team(pathway, person).values_list("staff_member", flat=True))
    rows = StaffMember.objects.visible_to(person).filter(Q(pk__in=team) | Q(pk__in=leads))
    return [
        Somebody(f"staff-{each.pk}", Informant.PROFESSIONAL, each.name, each.title, staff=each,
                 is_expected=each.pk in team and each.pk != person.staff_id)
        for each in rows.order_by("name", "pk")
    ]  # fmt: skip


def instruments_to_choose(mapping, about, age=None):
    """What can be asked with in this round, for a child of that age."""
    found = instruments_for(mapping.pathway.programme_version.programme.slug, about, mapping.kind)
    return [
        each
        for each in found
        if age is None or ((each.youngest or 0) <= age and (each.oldest is None or age <= each.oldest))
    ]


# ---- what is known ----


def evidence_of(mapping, person):
    """PathwayChild pk (None for the class) -> what is known already, in one question."""
    found = {}
    for row in Evidence.objects.visible_to(person).filter(mapping=mapping).select_related("written_by"):
        found.setdefault(row.pathway_child_id, []).append(row)
    return found


def recent_answers(row, mapping, person):
    """Answers about the child of an earlier round, given so recently that they may be taken over (C11)."""
    since = timezone.localdate() - timedelta(days=round(REUSE_MONTHS * 30.44))
    mine = Perspective.objects.writable_by(person).filter(child=row.child_id)
    taken = mine.filter(mapping=mapping, pathway_child=row.pk, obtained_on__isnull=False)
    have = {_speaker(each) for each in taken}
    found = mine.filter(finished_at__isnull=False, obtained_on__gte=since).exclude(mapping=mapping)
    found = found.select_related("author", "parent", "carer").order_by("-obtained_on", "pk")
    may = {informant for informant in Perspective.Informant.values if ask_sector(person, row.child, informant)}
    return [each for each in found if each.informant in may and _speaker(each) not in have]


def _speaker(voice):
    """Who speaks: a child and a parent are whom they are, a professional is her own or who was asked."""
    own = (voice.author_id, voice.who) if voice.informant == Informant.PROFESSIONAL else ()
    return voice.informant, voice.parent_id, voice.carer_id, own

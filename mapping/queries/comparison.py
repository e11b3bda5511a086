"""A child's voices side by side in two rounds, through the reader's own walls; and the copies that leave the house.

What stands behind a wall is counted and not told: the page says that there is a voice, and whose side it is on.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db import connection
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import CustodyRelation, PathwayChild
from core.templatetags.ui import day_month
from mapping import compare
from mapping.compare import Answers, Speaker
from mapping.models import NeedsMapping, Perspective
from mapping.queries.lines import method_words, strengths_first, told
from programmes.instruments.catalogue import UnknownInstrument, instrument
from programmes.instruments.parts import Kind

Informant = Perspective.Informant


@dataclass(frozen=True)
class Copy:
    """For whom a copy is: professionals (everything the reader sees), a meeting, or one custody holder (L06, L11)."""

    parent: object = None
    on_paper: bool = False  # paper is left lying: what the child keeps from the parents is in none (L06)
    at_meeting: bool = False  # for those who sit together, parents among them: nothing the child keeps from them

    @property
    def is_whole(self):
        return not (self.parent or self.at_meeting or self.on_paper)

    def holds(self, voice, alone):
        """Whether this voice may stand in the copy. `alone`: the parent is the only one who holds custody.

        A custody holder gets the child's voice unless it is kept from the parents, her own and the professionals'. What
        was written as "the parents" is hers only when there is nobody else whose it could be.
        """
        if voice.hidden_from_parents and not self.is_whole:
            return False
        if self.parent is None or voice.informant != Informant.PARENT:
            return True
        return voice.parent_id == self.parent.pk or (alone and voice.parent_id is None and voice.carer_id is None)


@dataclass
class Comparison:
    row: PathwayChild
    now: NeedsMapping | None = None
    before: NeedsMapping | None = None
    rounds: list = field(default_factory=list)
    sides: list = field(default_factory=list)
    quotes: list = field(default_factory=list)  # (dimension key, title, [(speaker, [Quote])])
    speakers: list = field(default_factory=list)
    unseen: list = field(default_factory=list)  # sentences
    since: str = ""
    kept: bool = False  # something the child said is kept from the parents

    @property
    def is_empty(self):
        return not (self.sides or self.quotes)


@dataclass(frozen=True)
class Known:
    """What a comparison rests on, read at once for several children."""

    rounds: list
    voices: dict  # pk of PathwayChild -> its perspectives
    custody: dict  # pk of Child -> everybody who is or was its parent here


def known_of(rows, person):
    rows = list(rows)
    rounds = NeedsMapping.objects.visible_to(person).filter(pathway__in={row.pathway_id for row in rows})
    found = Known(list(rounds), {}, _custody([row.child_id for row in rows], person))
    voices = Perspective.objects.visible_to(person).filter(pathway_child__in=[row.pk for row in rows])
    for each in voices.select_related("author", "parent", "carer", "link").order_by("obtained_on", "pk"):
        found.voices.setdefault(each.pathway_child_id, []).append(each)
    return found


def comparison(row, person, *, now=None, before=None, copy=Copy(), known=None, tells_unseen=True):  # noqa: B008
    """`row` with its child and pathway. now, before: uuids of rounds, else the newest with answers and the one before it.

    known: read for several children at once, by those who show many; they do not tell what is unseen of each.
    """
    known = known or known_of([row], person)
    rounds = [each for each in known.rounds if each.pathway_id == row.pathway_id]
    voices, custody = known.voices.get(row.pk, []), known.custody.get(row.child_id, [])
    page = Comparison(row, rounds=rounds)
    page.now, page.before = _rounds(rounds, voices, str(now or ""), before)
    if page.now is None:
        return page
    page.since = month_of(page.before, page.now) if page.before else ""
    alone = len({each.parent_id for each in custody if each.holds_now}) == 1
    of_copy = [v for v in voices if copy.holds(v, alone)]
    page.kept = any(v.hidden_from_parents for v in voices)
    names = _Names(row, of_copy, custody)
    said = {r.pk: _answers(r, of_copy, names, row) for r in (page.now, page.before) if r}
    latest, earlier = said[page.now.pk], said[page.before.pk] if page.before else []
    hidden = _unseen(page, row, voices) if tells_unseen and copy.is_whole else {}
    silent = _silent(page, of_copy, names, hidden, latest, earlier, copy)
    found = _instruments(latest, earlier)
    page.sides = [_side(each, found, latest, earlier, silent, page.since) for each in _apart(found, latest, earlier)]
    page.sides = [side for side in page.sides if side.rows or side.sheets]
    page.quotes = _by_dimension(found, latest, row)
    marks = [mark for side in page.sides for each in side.rows for mark in each.marks]
    drawn = {mark.speaker.key: mark.speaker for mark in marks if mark.value is not None or mark.earlier is not None}
    page.speakers = sorted(drawn.values(), key=lambda each: (compare.ORDER[each.informant], each.name))
    return page


def month_of(mapping, beside):
    """ "februar", with the year where the two rounds are not of the same one."""
    same = mapping.opened_on.year == beside.opened_on.year
    return formats.date_format(mapping.opened_on, "F" if same else "F Y").lower()


def _rounds(rounds, voices, now, before):
    """(the round looked at, the one it is compared with or None); `before` "" asks for none."""
    heard = {(v.mapping_id, v.informant) for v in voices if v.is_heard}
    answered = {pk for pk, _informant in heard}
    several = {pk for pk in answered if sum(pk == each for each, _informant in heard) > 1}
    chosen = next((r for r in rounds if str(r.uuid) == now), None)
    for rich in (several, answered, {r.pk for r in rounds}):  # one voice alone has nothing to stand beside
        chosen = chosen or next((r for r in rounds if r.pk in rich), None)
    if chosen is None or before == "":
        return chosen, None
    older = rounds[rounds.index(chosen) + 1 :]
    asked = next((r for r in rounds if str(r.uuid) == str(before) and r != chosen), None)
    return chosen, asked or next((r for r in older if r.pk in answered), None)


# ---- who speaks ----


def _custody(children, person):
    """pk of Child -> everybody who is or was its parent here; `holds_now` for custody that counts today."""
    rows = CustodyRelation.objects.visible_to(person).filter(child__in=children)
    holding = set(rows.holding(timezone.localdate()).values_list("pk", flat=True))
    found = {}
    for each in rows.select_related("parent").order_by("pk"):
        each.holds_now = each.pk in holding
        found.setdefault(each.child_id, []).append(each)
    return found


def custody_holders(row, person):
    """Parents for whom a copy can be made: those who hold custody today and whose access is not suspended (L11)."""
    return [each.parent for each in _custody([row.child_id], person).get(row.child_id, []) if each.holds_now]


class _Names:
    """What each voice is called inside a sentence: the child by its name, a parent as mother or father where that tells
    them apart, the only professional of the school as the school, all others by name."""

    def __init__(self, row, voices, custody):
        self.child = row.child.given_name
        kinds = Counter(each.relation for each in custody)
        self.relations = {
            each.parent_id: str(each.get_relation_display())
            for each in custody
            if kinds[each.relation] == 1 and each.relation in ("mother", "father", "co_mother")
        }
        mine = [v for v in voices if v.informant == Informant.PROFESSIONAL and v.sector == "school"]
        asked = {self.key(v) for v in mine if v.values} or {self.key(v) for v in mine}
        self.school = asked.pop() if len(asked) == 1 else None

    def key(self, voice):
        if voice.informant == Informant.CHILD:
            return ("child",)
        if voice.informant == Informant.PARENT:
            return ("parent", voice.parent_id or 0, voice.carer_id or 0)
        return ("professional", voice.author_id if not voice.who else 0, voice.who)

    def speaker(self, voice):
        return Speaker(self.key(voice), self._name(voice), voice.informant)

    def _name(self, voice):
        if voice.informant == Informant.CHILD:
            return self.child
        if voice.informant == Informant.PARENT:
            known = self.relations.get(voice.parent_id)
            return known or next((p.name for p in (voice.parent, voice.carer) if p), _("the parents"))
        if self.key(voice) == self.school:
            return _("the school")
        return voice.who or voice.author.name

    def nobody(self, informant, parent=None):
        """Of whom nobody has answered; in a parent's copy it is that parent, whatever the other one did."""
        if parent and informant == Informant.PARENT:
            return Speaker(("parent", parent.pk, 0), self.relations.get(parent.pk) or parent.name, informant)
        name = {"child": self.child, "parent": _("the parents")}.get(informant, _("the school"))
        return Speaker((informant, 0, 0), name, informant)


def _answers(mapping, voices, names, row):
    content = row.pathway.content
    titles = {str(q.title): q.key for q in strengths_first(content.mapping.child_questions)}
    return [
        Answers(
            names.speaker(v), v.values, v.versions,
            told=[(titles.get(str(title), ""), str(title), words) for title, words in told(v, content)],
            when=_when(v, content),
        )
        for v in voices
        if v.mapping_id == mapping.pk and v.is_heard
    ]  # fmt: skip


def _when(voice, content):
    day = day_month(voice.obtained_on)
    if voice.informant == Informant.PROFESSIONAL:
        return f"{voice.who or voice.author.name}, {day}"
    if voice.method == Perspective.Method.FORM and not (voice.strengths or voice.answers):
        return _("Own answer, %(day)s") % {"day": day}
    how = method_words(voice, content) if voice.method else _("Told to")
    return f"{how}, {voice.author.name}, {day}"


# ---- who is silent, and why ----


def _unseen(page, row, voices):
    """informant -> how many voices of this round have been heard and are not shown to this reader; their sentences."""
    with connection.cursor() as db:
        db.execute("select informant, heard from app.voices_heard(%s, %s)", [[page.now.pk], row.child_id])
        heard = dict(db.fetchall())
    shown = Counter(v.informant for v in voices if v.mapping_id == page.now.pk and v.is_heard)
    hidden = {key: n - shown[key] for key, n in heard.items() if n > shown[key]}
    page.unseen = [_hidden_words(key, hidden[key], row) for key in Informant.values if key in hidden]
    return hidden


def _hidden_words(informant, n, row):
    if informant == Informant.CHILD:
        return _("%(name)s has answered.") % {"name": row.child.given_name}
    if informant == Informant.PARENT:
        return ngettext("%(n)s answer from the parents.", "%(n)s answers from the parents.", n) % {"n": n}
    return ngettext("%(n)s answer from a professional.", "%(n)s answers from professionals.", n) % {"n": n}


def _silent(page, voices, names, hidden, latest, earlier, copy):
    """(Speaker, why) for each perspective nobody of whom has answered this time."""
    heard = {a.speaker.informant for a in latest}
    found = []
    for informant in Informant.values:
        if informant in heard or (not copy.is_whole and informant == Informant.CHILD):
            continue  # in a parent's copy a child's voice that is kept is not there at all, and nothing says so
        here = [v for v in voices if v.mapping_id == page.now.pk and v.informant == informant]
        why = _why(here, informant in hidden)
        known = [a.speaker for a in earlier if a.speaker.informant == informant]
        found += [(speaker, why) for speaker in known or [names.nobody(informant, copy.parent)]]
    return found


def _why(rows, is_hidden):
    reason = next((v.not_obtained_reason for v in rows if v.not_obtained_reason), "")
    if is_hidden:
        return compare.behind_wall()
    if any(v.obtained_on and not v.is_heard for v in rows):
        return compare.under_way()
    return compare.because(reason) if reason else compare.unheard()


# ---- what was asked ----


def version_of(slug, number_):
    """One version of an instrument, the newest published for None; None when there is none."""
    try:
        return instrument(slug, number_)
    except UnknownInstrument:
        return None


def _instruments(latest, earlier):
    """Each instrument somebody answered, in the newest version answered; those that several answered first, sums of others' last."""
    asked = Counter(slug for a in latest for slug in a.values) or Counter(slug for a in earlier for slug in a.values)
    found = []
    for slug in asked:
        numbers = {str(a.versions.get(slug, "")) for a in latest or earlier if slug in a.values} - {""}
        newest = max(numbers, key=lambda each: int(each) if each.isdigit() else 0) if numbers else None
        if each := version_of(slug, newest) or version_of(slug, None):
            found.append(each)
    sums_last = lambda each: each.licence == "totals"  # noqa: E731
    return sorted(found, key=lambda each: (sums_last(each), -min(asked[each.slug], 2), each.order, each.slug))


def _apart(found, latest, earlier):
    """Those with a table of their own: not what was answered instead of another with the same areas that is there."""
    slugs = {each.slug for each in found}
    beside_both = lambda each: any({each.slug, each.beside} <= a.values.keys() for a in (*latest, *earlier))  # noqa: E731
    return [each for each in found if each.beside not in slugs or beside_both(each)]


def _side(each, found, latest, earlier, silent, since):
    known = lambda slug, number_: version_of(slug, number_) or version_of(slug, None) or each  # noqa: E731
    stand_ins = [other for other in found if other.beside == each.slug]
    return compare.side_of(each, latest, earlier, silent=silent, version_of=known, since=since, stand_ins=stand_ins)


def _by_dimension(instruments, latest, row):
    """(key, title, [(speaker, quotes)]) in the order of the dimensions, strengths first."""
    titles = {
        d.key: str(d.title) for each in instruments for d in sorted(each.dimensions, key=lambda d: not d.strengths)
    }
    for q in strengths_first(row.pathway.content.mapping.child_questions):
        titles.setdefault(q.key, str(q.title))
    known = lambda slug, number_: version_of(slug, number_) or instrument(slug)  # noqa: E731
    found = compare.quotes(instruments, latest, version_of=known, areas=titles)
    lines = []
    for key, title in [*titles.items(), ("", _("What else was said"))]:
        by_speaker = {}
        for quote in found.get(key, []):
            by_speaker.setdefault(quote.speaker, []).append(quote)
        if by_speaker:
            lines.append((key, title, list(by_speaker.items())))
    return lines


# ---- who reads it ----


def reads_answers(person):
    """Whether this person has any way to a child's answers at all (A18): else the page is not hers."""
    wall = Perspective.objects.none().wall
    roles = {role for roles in (*wall.own.values(), *wall.shared.values()) for role in roles}
    return person.has(*roles, "class_team")


def rows_seen(person):
    return (
        PathwayChild.objects.visible_to(person)
        .seen_with_child(person)
        .select_related("child", "pathway__programme_version")
    )


__all__ = [
    "Comparison",
    "Copy",
    "comparison",
    "custody_holders",
    "known_of",
    "month_of",
    "reads_answers",
    "rows_seen",
    "version_of",
]


def own_words(voices, content, dimension, wishes="needs"):
    """What these voices said of a dimension in their own words, else of their wishes; "" when they said nothing of either."""
    titles = {str(q.title): q.key for q in content.mapping.child_questions}
    found = {}
    for voice in voices:
        if not voice.is_heard:
            continue
        for title, words in told(voice, content):
            found.setdefault(titles.get(str(title), ""), []).append(words)
        for slug, values in voice.values.items():
            each = version_of(slug, voice.versions.get(slug))
            for item in each.items if each else ():
                words = values.get(item.key)
                if item.kind is Kind.TEXT and isinstance(words, str) and words.strip():
                    found.setdefault(item.dimension, []).append(words.strip())
    return "\n".join(found.get(dimension) or found.get(wishes) or [])

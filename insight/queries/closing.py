"""The closing page: the first and the last mapping side by side, goals and measures with what came of them, and the decision.

Each part is read through the reader's own walls: what she does not see here, she sees nowhere else either.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import PathwayChild
from classes.models import ClassSession
from classes.queries import co_teaching_summary
from core.templatetags.ui import few_decimals
from followup.cadences import cadence_of
from followup.models import Occurrence
from followup.permissions import can_close_pathway
from followup.queries import open_lines
from followup.queries.closings import decision_title, decisions_of, last_closing, waiting_referrals
from insight.permissions import can_see_class_log
from insight.queries.closing_parts import children_to_the_end, goals_over_time, measures_of
from mapping.actions import closing_state
from mapping.models import EnvironmentAnswer, NeedsMapping, Perspective
from mapping.permissions import can_see_class_answers
from mapping.queries import strengths_first, told
from mapping.queries.class_answers import class_comparison
from mapping.queries.comparison import Copy, comparison, known_of, reads_answers
from parentgroups.models import GroupEnrolment, GroupSession, ParentGroup
from parentgroups.queries import held_marks

Kind = NeedsMapping.Kind


@dataclass(frozen=True)
class Change:
    """Whether both rounds say something: a status of core's `status` tag, and its words."""

    look: str
    words: str


@dataclass(frozen=True)
class Side:
    """One informant's words in both rounds."""

    who: str
    css: str
    first: EnvironmentAnswer | None
    last: EnvironmentAnswer | None


@dataclass(frozen=True)
class Compared:
    """One question of the class environment, first beside last."""

    title: str
    is_strength: bool
    sides: tuple
    change: Change


@dataclass(frozen=True)
class VoicePair:
    title: str
    first: list  # (title, words)
    last: list
    change: Change


@dataclass
class ClosingChild:
    row: PathwayChild
    voices: list = field(default_factory=list)
    kept: bool = False  # something the child said is kept from the parents: it stands in the mapping alone
    figures: object = None  # a Comparison of the first and the last round, without what the child keeps


@dataclass
class ClosingPage:
    pathway: object
    first: NeedsMapping | None = None
    last: NeedsMapping | None = None
    mapping: str = ""  # completed | left_out | not_asked
    dimensions: list = field(default_factory=list)
    figures: object = None  # a ClassComparison of the first and the last round
    children: list = field(default_factory=list)
    goals: list = field(default_factory=list)
    measures: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    closing: object = None
    decision: str = ""
    decided: list = field(default_factory=list)
    referrals: list = field(default_factory=list)
    may_close: bool = False
    to_do: list = field(default_factory=list)  # what the programme asks for before the end, and nobody has done yet

    @property
    def is_group(self):
        return self.pathway.school_class_id is None

    @property
    def open_measures(self):
        return [line for line in self.measures if line.is_open]

    @property
    def may_settle(self):
        return any(line.may_settle for line in self.open_measures)

    @property
    def child_ids(self):
        return {each.row.child_id for each in self.children} | {each.child.pk for each in self.decided}


def closing_page(person, pathway, today):
    page = ClosingPage(pathway, mapping=closing_state(pathway))
    page.first, page.last = rounds(pathway, person)
    rows = children_to_the_end(pathway, person)
    if page.first or page.last:
        page.dimensions = _dimensions(page, person)
        page.children = _voices(page, rows, person)
        _figures(page, person)
    names = {row.pk: row.child for row in rows}
    page.goals = goals_over_time(pathway, person, names)
    page.measures = measures_of(pathway, person, today, names)
    page.facts = list(_facts(pathway, person, rows))
    page.closing = last_closing(pathway, person)
    page.decision = str(pathway.content.closing_decision(page.closing.decision).title) if page.closing else ""
    page.decided = decisions_of(pathway, person)
    page.referrals = waiting_referrals(person, today, pathway=pathway)
    page.may_close = pathway.is_open and can_close_pathway(person, pathway)
    if page.closing is None and pathway.is_open:
        page.to_do = [line for line in open_lines(pathway, person, today) if cadence_of(line.occurrence).before]
    return page


def rounds(pathway, person):
    """(the first round, the last one or None): the first is the initial one, the last the closing one or the newest after it."""
    found = list(NeedsMapping.objects.visible_to(person).filter(pathway=pathway).order_by("opened_on", "pk"))
    first = next((each for each in found if each.kind == Kind.INITIAL), None)
    rest = [each for each in found if each != first]
    last = next((each for each in rest if each.kind == Kind.CLOSING), None) or (rest[-1] if rest else None)
    return first, last


# ---- first and last ----


def _dimensions(page, person):
    said = {}
    both = [each for each in (page.first, page.last) if each]
    for row in EnvironmentAnswer.objects.visible_to(person).filter(mapping__in=both):
        if row.strengths or row.text:
            said[row.mapping_id, row.dimension, row.informant] = row
    return [
        found
        for q in strengths_first(page.pathway.content.mapping.class_questions)
        if (found := _dimension(page, q, said))
    ]


def _dimension(page, question, said):
    def of(mapping, informant):
        return said.get((mapping.pk, question.key, informant)) if mapping else None

    perspectives = page.pathway.content.mapping.class_perspectives
    sides = tuple(
        Side(str(p.title), "v-s" if p.key == "team" else "v-b", of(page.first, p.key), of(page.last, p.key))
        for p in perspectives
    )
    shown = tuple(side for side in sides if side.first or side.last)
    if not shown:
        return None
    before, after = any(side.first for side in shown), any(side.last for side in shown)
    return Compared(str(question.title), question.strengths, shown, _change(before, after, _same(shown)))


def _same(sides):
    words = lambda row: (row.strengths, row.text) if row else ("", "")  # noqa: E731
    return all(words(side.first) == words(side.last) for side in sides)


def _change(before, after, same):
    if before and after:
        return Change("planned", _("Said the same")) if same else Change("held", _("Said anew"))
    return Change("due", _("Only in the first round")) if before else Change("closed", _("Only in the last round"))


def _voices(page, rows, person):
    content, said, kept = page.pathway.content, {}, set()
    both = [each for each in (page.first, page.last) if each]
    for row in (
        Perspective.objects.visible_to(person)
        .filter(mapping__in=both, pathway_child__in=rows)
        .order_by("obtained_on", "pk")
    ):
        if row.hidden_from_parents:  # parents sit at the closing meeting, and get the paper home (L06)
            kept.add(row.pathway_child_id)
            continue
        said.setdefault((row.mapping_id, row.pathway_child_id, row.informant), []).append(row)
    found = []
    for row in rows:
        pairs = [_pair(page, row, perspective, said, content) for perspective in content.mapping.perspectives]
        found.append(ClosingChild(row, [pair for pair in pairs if pair], row.pk in kept))
    return found


def _figures(page, person):
    """The answers of both rounds as figures, where both were asked with questions: of the class, and of each child."""
    if not (page.first and page.last):
        return
    asked = {"now": page.last.uuid, "before": page.first.uuid}
    if can_see_class_answers(person, page.pathway):
        page.figures = class_comparison(page.pathway, person, **asked)
    if not reads_answers(person):
        return
    known = known_of([each.row for each in page.children], person)
    for each in page.children:
        each.row.pathway = page.pathway
        each.figures = comparison(
            each.row, person, copy=Copy(at_meeting=True), known=known, tells_unseen=False, **asked
        )


def _pair(page, row, perspective, said, content):
    def of(mapping):
        """What was said, and why nothing was."""
        voices = said.get((mapping.pk, row.pk, perspective.key), []) if mapping else []
        words = [each for voice in voices for each in told(voice, content) if each[1]]
        why = [each.not_obtained_reason for each in voices if each.not_obtained_reason]
        return words, [("", f"{_('Missing, because:')} {each}") for each in why]

    (first, no_first), (last, no_last) = of(page.first), of(page.last)
    if not (first or last or no_first or no_last):
        return None
    if first or last:
        change = _change(bool(first), bool(last), first == last)
    else:
        change = Change("planned", _("Missing in both rounds"))
    return VoicePair(str(perspective.title), first or no_first, last or no_last, change)


# ---- sessions, hours, attendance ----


def _facts(pathway, person, rows):
    """(title, words): what was held, as far as the reader may know."""
    if can_see_class_log(person, pathway) and pathway.school_class_id:
        n = ClassSession.objects.visible_to(person).kept().filter(pathway=pathway).count()
        yield _("Sessions in the class"), ngettext("%(n)s session", "%(n)s sessions", n) % {"n": n}
        taught = [week.lessons for week in co_teaching_summary(pathway).weeks if week.lessons]
        if taught:
            words = ngettext("%(lessons)s lessons in %(n)s week", "%(lessons)s lessons in %(n)s weeks", len(taught))
            yield _("Lessons with two adults"), words % {"lessons": few_decimals(sum(taught)), "n": len(taught)}
    held, late, not_held = _follow_ups(pathway, person)
    if held or not_held:
        words = ngettext("%(n)s held", "%(n)s held", held) % {"n": held}
        if late:
            words += ", " + ngettext("%(n)s of them late", "%(n)s of them late", late) % {"n": late}
        if not_held:
            words += ", " + ngettext("%(n)s not held", "%(n)s not held", not_held) % {"n": not_held}
        yield _("Follow-ups"), words
    if person.has("group_leader", "provider_manager"):
        yield from _of_group(pathway, person, rows)


def _follow_ups(pathway, person):
    held = late = not_held = 0
    rows = Occurrence.objects.visible_to(person).filter(pathway=pathway, subject=None, state__in=("held", "not_held"))
    for row in rows:
        row.pathway = pathway
        if cadence_of(row).form != "meeting":
            continue
        held, not_held = held + (row.state == "held"), not_held + (row.state == "not_held")
        late += row.state == "held" and row.held_on > row.due_on
    return held, late, not_held


def _of_group(pathway, person, rows):
    """Evenings held, and places used by these children's families: the group's own people only; the school does not learn
    who came (E05)."""
    enrolments = GroupEnrolment.objects.visible_to(person).filter(child__in=[row.child_id for row in rows])
    groups = {each.group_id for each in enrolments}
    if pathway.track == "parent_group":
        enrolments = GroupEnrolment.objects.visible_to(person).filter(group__pathway=pathway)
        groups = set(ParentGroup.objects.visible_to(person).filter(pathway=pathway).values_list("pk", flat=True))
    planned = GroupSession.objects.visible_to(person).filter(group__in=groups).exclude(state="before")
    states = list(planned.values_list("state", flat=True)) if groups else []
    if "held" in states:
        said = {"held": states.count("held"), "all": len(states)}
        yield _("Evenings in the parent group"), _("%(held)s of %(all)s planned were held") % said
    if marks := held_marks(list(enrolments)):
        said = {"present": sum(mark.status == "present" for mark in marks), "all": len(marks)}
        yield _("Attendance in the parent group"), _("%(present)s of %(all)s places were used") % said


__all__ = ["ClosingPage", "closing_page", "decision_title", "measures_of", "rounds"]

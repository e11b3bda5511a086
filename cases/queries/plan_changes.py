"""What changed from one version of the plan to the next, in words; goals and measures are matched by their root, not by their text."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cases.models import BehaviourStep, Goal, Measure, PathwayPlan, PlanAlignment
from cases.models.plan_parts import LEVEL_WORDS

WORDS = re.compile(r"\s*\S+")
MOVED = 3  # words: a shorter stretch may stand in both places by chance


@dataclass(frozen=True)
class Piece:
    """Some words of a rewording: `same`, `new`, `gone`, or unchanged in another place: moved `away` from here, and `here`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Rewording:
    """A text that was written anew: what it is, and its words before and after, piece by piece."""

    title: str
    pieces: tuple


@dataclass
class PlanChange:
    """One version beside the one before it: in words, and with each rewording word by word."""

    plan: PathwayPlan
    words: list = field(default_factory=list)
    rewordings: list = field(default_factory=list)

    def reworded(self, title, before, after):
        if before != after:
            self.rewordings.append(Rewording(title, pieces(before, after)))


def pieces(before, after):
    """The words of two texts in one line: what stands in both, what is gone and what is new."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    found = []
    words = [[word.strip() for word in each] for each in (old, new)]  # the same word, whatever stands before it
    for kind, a, b, c, d in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece("gone", "".join(old[a:b]).strip()))
        if d > c:
            found.append(Piece("new", "".join(new[c:d]).strip()))
    return tuple(_moved(found))


def _moved(found):
    """What is gone in one place and new in another has been moved."""
    gone = [_plain(piece.text) for piece in found if piece.kind == "gone"]
    new = [_plain(piece.text) for piece in found if piece.kind == "new"]
    both = {words for words in gone if words in new and len(words.split()) >= MOVED}
    kinds = {"gone": "away", "new": "here"}
    for piece in found:
        yield Piece(kinds.get(piece.kind, piece.kind), piece.text) if _plain(piece.text) in both else piece


def _plain(text):
    return " ".join(text.split())


def history_of(plans, person):
    """For each version, newest first, what changed in it. Four queries."""
    parts = {model: _by_plan(model, plans, person) for model in (Goal, Measure, PlanAlignment)}
    steps = _steps_of([goal for goals in parts[Goal].values() for goal in goals], person)
    found = []
    for plan, before in pairwise([*plans, None]):
        change = PlanChange(plan)
        if before is None:
            change.words = [_("The first version.")]
        else:
            _compare(change, before, parts, steps)
        found.append(change)
    return found


def _by_plan(model, plans, person):
    found = {plan.pk: [] for plan in plans}
    rows = model.objects.visible_to(person).of_class().filter(plan__in=found)
    for part in rows.select_related("owner") if model is Measure else rows:
        found[part.plan_id].append(part)
    return found


def _steps_of(goals, person):
    found = {goal.pk: [] for goal in goals}
    for step in BehaviourStep.objects.visible_to(person).filter(goal__in=found):
        found[step.goal_id].append(step.text)
    return found


def _compare(change, before, parts, steps):
    plan = change.plan
    change.reworded(_("“What goes well” has been rewritten."), before.strengths, plan.strengths)
    change.reworded(_("“What we work on” has been rewritten."), before.focus, plan.focus)
    _compare_goals(change, parts[Goal][before.pk], parts[Goal][plan.pk], steps)
    _compare_measures(change, parts[Measure][before.pk], parts[Measure][plan.pk])
    _compare_alignments(change, parts[PlanAlignment][before.pk], parts[PlanAlignment][plan.pk])
    if not change.words and not change.rewordings:
        change.words = [_("Nothing but the number.")]


def matched(before, after, text):
    """Pairs of the same part in two versions, and what stands in only one: by root, else by equal words."""
    pairs, gone, new = [], [], list(after)
    for old in before:
        same = next((each for each in new if each.family == old.family), None)
        same = same or next((each for each in new if getattr(each, text) == getattr(old, text)), None)
        if same:
            new.remove(same)
            pairs.append((old, same))
        else:
            gone.append(old)
    return pairs, gone, new


def _compare_goals(change, before, after, steps):
    pairs, gone, new = matched(before, after, "text")
    change.words += [_("New goal: %s") % goal.text for goal in new]
    change.words += [_("Goal no longer there: %s") % goal.text for goal in gone]
    new_step, lost_step = _("New step in “%(goal)s”: %(step)s"), _("Step no longer there in “%(goal)s”: %(step)s")
    for old, goal in pairs:
        about = {"goal": goal.text}
        change.reworded(_("The goal has new words"), old.text, goal.text)
        for name, title in _goal_texts():
            change.reworded(f"{title} ({goal.text})", getattr(old, name), getattr(goal, name))
        for level, words in LEVEL_WORDS.items():
            change.reworded(f"{words} ({goal.text})", _point(old, level), _point(goal, level))
        was, now = _steps_reworded(change, goal, steps[old.pk], steps[goal.pk])
        change.words += [new_step % (about | {"step": step}) for step in now if step not in was]
        change.words += [lost_step % (about | {"step": step}) for step in was if step not in now]
        if was != now and sorted(was) == sorted(now):
            change.words.append(_("The steps of “%(goal)s” stand in another order.") % about)
        if goal.reached_on and not old.reached_on:
            change.words.append(_("Goal reached %(day)s: %(goal)s") % (about | {"day": _day(goal.reached_on)}))
        if goal.dropped_on and not old.dropped_on:
            change.words.append(_("Goal taken out: %s") % goal.text)


def _steps_reworded(change, goal, was, now):
    """The steps of both versions, without those that stand in the same place with other words: these are told word by word."""
    if len(was) != len(now):
        return was, now
    for number, (old, new) in enumerate(zip(was, now, strict=True), 1):
        if old not in now and new not in was:
            change.reworded(_("Step %(number)s of “%(goal)s”") % {"number": number, "goal": goal.text}, old, new)
    kept = [step for step in was if step in now]
    return kept, [step for step in now if step in was]


def _goal_texts():
    return (
        ("child_words", _("Own words")),
        ("academic", _("The academic part")),
        ("wellbeing", _("The wellbeing part")),
        ("sign", _("What it looks like when it succeeds")),
        ("baseline", _("Before the start")),
    )


def _point(goal, level):
    return goal.points[level + 2] if len(goal.points) == len(goal.LEVELS) else ""


def _compare_measures(change, before, after):
    from_on = change.plan.valid_from or timezone.localdate()
    ended = [m for m in before if m.ended_on]
    over = [m for m in before if not m.ended_on and m.ends_on and m.ends_on < from_on]
    pairs, gone, new = matched(before, after, "title")
    change.words += [_("Ended: %(title)s. %(effect)s") % {"title": m.title, "effect": m.effect} for m in ended]
    change.words += [_("New measure: %s") % m.title for m in new]
    change.words += [_("Its days were over: %(title)s, until %(day)s.") % {"title": m.title, "day": _day(m.ends_on)} for m in gone if m in over]  # fmt: skip
    change.words += [_("Measure no longer there: %s") % m.title for m in gone if m not in ended and m not in over]
    elements = {each.key: str(each.short) for each in change.plan.pathway.content.core_elements}
    for old, measure in pairs:
        change.reworded(_("The measure has new words"), old.title, measure.title)
        if old in ended:
            change.words.append(_("Begins anew: %s") % measure.title)
        else:
            change.words += list(_facts_changed(old, measure, elements))


def _facts_changed(old, measure, elements):
    """What else of a measure is not as it was: where, who, when and how much."""
    for title, was, now in (
        (_("the core element"), *(elements.get(each.core_element, each.core_element) for each in (old, measure))),
        (_("where"), old.get_arena_display(), measure.get_arena_display()),
        (_("who sees to it"), _who(old), _who(measure)),
        (_("association or other partner"), old.partner, measure.partner),
        (_("how you reach them"), old.partner_contact, measure.partner_contact),
        (_("the first day"), _day(old.starts_on), _day(measure.starts_on)),
        (_("the last day"), _day(old.ends_on), _day(measure.ends_on)),
        (_("intensity"), _intensity(old), _intensity(measure)),
    ):
        if str(was) != str(now):
            given = {"measure": measure.title, "what": title, "was": was or _("nothing"), "now": now or _("nothing")}
            yield _("%(measure)s: %(what)s was %(was)s and is now %(now)s.") % given


def _who(measure):
    return ", ".join(words for words in (measure.owner.name if measure.owner else "", measure.owner_words) if words)


def _day(day):
    return formats.date_format(day, _("j F Y")) if day else ""


def _intensity(measure):
    words = str(measure.get_intensity_display())
    return f"{words} ({measure.intensity_words})" if measure.intensity_words else words


def _compare_alignments(change, before, after):
    was = {row.key: row.aligned_on for row in before}
    titles = {each.key: str(each.title) for each in change.plan.pathway.content.plan.aligned_plans}
    for row in after:
        if row.aligned_on and row.aligned_on != was.get(row.key):
            given = {"plan": titles.get(row.key, row.key), "day": _day(row.aligned_on)}
            change.words.append(_("Agrees with: %(plan)s, %(day)s.") % given)

"""The invitation on paper, one page a family: neutral words, practical facts, and nothing of any child (E05)."""

from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Municipality
from cases.documents import Sheet
from core.pdf import render
from core.templatetags.ui import capital, clock, day
from parentgroups.models import GroupSession


@dataclass(frozen=True)
class Fact:
    term: str
    words: str


@dataclass(frozen=True)
class Letter:
    """One page: to whom, and what is true for that reader alone (an interpreter)."""

    greeting: str
    facts: tuple


@dataclass(frozen=True)
class Invitation:
    language: str
    title: str
    group: str
    letters: tuple
    paragraphs: tuple
    days_heading: str
    days: tuple
    closing: str
    call: tuple
    municipality: str
    sender: str
    is_fictional: bool

    @property
    def sheet(self):
        """The head of every document; the letters have a head of their own, and no foot."""
        return Sheet(self.title, "", "", self.municipality, self.is_fictional)

    @property
    def has_phone(self):
        return any(phone for _name, phone in self.call)


def words_of(group):
    """The programme's words for an invitation, or None when it has none."""
    series = group.pathway.content.group_series
    return series and series.invitation


def invitation_pdf(group, enrolments, person, language="da", draw=render):
    """A page for each of these families, or one blank page when there are none."""
    with translation.override(language):
        return draw("pdf/invitation.html", {"doc": invitation(group, enrolments, person, language)})


def invitation(group, enrolments, person, language="da") -> Invitation:
    """What the paper says. Of a family it has the parent's name and language only: no child, no school, no address."""
    pathway, words = group.pathway, words_of(group)
    with translation.override(language):
        days = _days(group, person)
        return Invitation(
            language=language, title=str(words.title), group=pathway.title,
            letters=tuple(_letter(group, words, each, days) for each in enrolments) or (_letter(group, words, None, days),),
            paragraphs=tuple(str(each) for each in words.paragraphs),
            days_heading=ngettext("We meet %(count)s time", "We meet %(count)s times", len(days)) % {"count": len(days)},
            days=tuple(capital(day(each.on_day)) for each in days), closing=str(words.closing),
            call=_call(group, pathway),
            municipality=person.municipality_name, sender=pathway.unit.name,
            is_fictional=Municipality.objects.filter(pk=pathway.municipality_id, is_fictional=True).exists(),
        )  # fmt: skip


def _call(group, pathway):
    """Whom to ring: the group's own number stands beside its leader, else each leader's."""
    leaders = [leader for leader in (pathway.lead, pathway.co_lead) if leader]
    return tuple(
        (leader.name, leader.phone if not group.phone else (group.phone if not at else ""))
        for at, leader in enumerate(leaders)
    )


def _days(group, person):
    rows = GroupSession.objects.visible_to(person).filter(group=group, state="planned").order_by("on_day")
    return list(rows.filter(on_day__gte=timezone.localdate()))


def _letter(group, words, enrolment, days):
    parent = enrolment and enrolment.parent
    name = parent.name if parent else _("parent")
    return Letter(f"{words.greeting} {name}", tuple(_facts(group, parent, days)))


def _facts(group, parent, days):
    if days:
        first = days[0]
        hours = _("at %(start)s–%(end)s") % {"start": clock(first.starts_at), "end": clock(first.ends_at)}
        begun = group.pathway.starts_on and group.pathway.starts_on < first.on_day
        words = _("The next time is %(day)s %(hours)s.") if begun else _("The first time is %(day)s %(hours)s.")
        yield Fact(_("When"), words % {"day": day(first.on_day), "hours": hours})
    if group.venue:
        yield Fact(_("Where"), group.venue)
    if group.childcare:
        yield Fact(_("Childcare"), group.childcare)
    if said := _interpreter(group, parent):
        yield Fact(_("Interpreter"), said)


def _interpreter(group, parent):
    language = (parent.language if parent and parent.needs_interpreter else "") or group.language
    if parent and parent.needs_interpreter and not language:
        return _("There is an interpreter.")
    if group.interpreter or (parent and parent.needs_interpreter):
        return (
            _("There is an interpreter: %(language)s.") % {"language": language}
            if language
            else _("There is an interpreter.")
        )
    return ""

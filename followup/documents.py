"""The minutes of a meeting as a PDF: what one reader may see of it, as plain data; nothing is read from the template."""

from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cases.documents import Sheet
from core.pdf import render
from core.templatetags.ui import capital, clock
from followup.models import Meeting
from followup.queries.holding import kind_of, next_after
from followup.queries.meetings import minutes_of
from followup.queries.praise import praise_of

SUCCESSES = 6


@dataclass(frozen=True)
class Line:
    """A line of any of the tables."""

    head: str
    words: str = ""
    more: str = ""
    last: str = ""


@dataclass(frozen=True)
class Minutes:
    sheet: Sheet
    facts: tuple
    agenda: tuple
    seats: tuple
    children: tuple
    goals: tuple
    seen: tuple
    decisions: tuple
    coming: str
    cooperation: str
    network: str
    child_ids: tuple
    successes: tuple = ()

    @property
    def names_children(self):
        return any(line.last for line in self.decisions)

    def pdf(self):
        return render("pdf/minutes.html", {"doc": self})


def minutes_pdf(meeting, pathway, person):
    """The document for this reader: `.pdf()` renders it. Each part stands behind the wall of what it is about (A53-A56, C18)."""
    found = minutes_of(meeting, person)
    kind = kind_of(pathway, meeting.kind) if pathway else None
    title = str(kind.title) if kind else _("Follow-up")
    return Minutes(
        sheet=_sheet(meeting, pathway, person, title),
        facts=tuple(_facts(meeting, found["about"])),
        agenda=tuple(str(part.title) for part in kind.agenda) if kind else (),
        seats=tuple(Line(seat.name, seat.role, seat_words(seat)) for seat in found["seats"]),
        children=tuple(Line(row.child.short_name, *child_words(row)) for row in found["children"]),
        goals=tuple(
            Line(row.goal.text, capital(str(row.get_reach_display())), row.words, name)
            for row, name in found["progress"]
        ),
        seen=tuple(_seen(meeting, kind)),
        decisions=tuple(
            Line(each.text, each.who, formats.date_format(each.due_on, _("j F Y")) if each.due_on else "", each.child)
            for each in found["decisions"]
        ),
        coming=_coming(meeting, pathway, person),
        cooperation=cooperation_words(meeting),
        network=network_words(meeting),
        child_ids=tuple(found["child_ids"]),
        successes=tuple(_successes(meeting, pathway, person)),
    )


def _successes(meeting, pathway, person):
    """What went home since the meeting before: the families have read it, so it may stand here with the name (C40)."""
    if pathway is None:
        return
    about = meeting.pathway_child if meeting.pathway_child_id else None
    before = Meeting.objects.visible_to(person).held().filter(pathway=pathway, held_on__lt=meeting.held_on)
    last = before.filter(pathway_child=about).order_by("-held_on").first()
    for each in praise_of(
        about or pathway, person, last.held_on if last else pathway.starts_on, meeting.held_on, SUCCESSES
    ):
        yield Line(each.names, each.text, formats.date_format(each.said_on, _("j F")))


def _sheet(meeting, pathway, person, title):
    place = pathway.title if pathway else ""
    lead = " · ".join(word for word in (place, capital(formats.date_format(meeting.held_on, _("l j F Y")))) if word)
    printed = _("printed %(day)s") % {"day": _long(timezone.localdate())}
    foot = " · ".join(word for word in (title, place, printed) if word)
    heading = _("Minutes: %(title)s") % {"title": title}
    return Sheet(heading, lead, foot, person.municipality_name, meeting.municipality.is_fictional)


def _facts(meeting, about):
    if about:
        yield Line(_("About"), about.short_name)
    if meeting.starts_at:
        hours = clock(meeting.starts_at) + (f"–{clock(meeting.ends_at)}" if meeting.ends_at else "")
        yield Line(_("When"), hours)
    if meeting.place:
        yield Line(_("Place"), meeting.place)
    if meeting.lead:
        yield Line(_("Led by"), meeting.lead.name)
    yield Line(_("Written by"), meeting.recorded_by.name)
    if meeting.parents_prepared_on:
        yield Line(_("Parents prepared"), _long(meeting.parents_prepared_on))


def _seen(meeting, kind):
    if meeting.summary:
        yield Line(_("What we saw"), meeting.summary)
    for title, text in note_parts(meeting, kind):
        yield Line(title, text)


def note_parts(meeting, kind):
    """[(title, text)] of the parts of the agenda that hold words of their own, in the agenda's order."""
    titles = {part.key: str(part.title) for part in kind.agenda} if kind else {}
    keys = [key for key in titles if key in meeting.notes] + [key for key in meeting.notes if key not in titles]
    return [(titles.get(key, _("Also said")), meeting.notes[key]) for key in keys]


def _coming(meeting, pathway, person):
    if not (pathway and meeting.occurrence_id):
        return _long(meeting.next_on)
    following = next_after(meeting, pathway, person)
    return _long(following.due_on if following else meeting.next_on)


# ---- words ----


def seat_words(seat):
    """Whether somebody came; "" while nobody knows."""
    words = {True: _("Took part"), False: _("Absent"), None: ""}[seat.attended]
    words = words or (_("Told afterwards") if seat.is_informed else "")
    return ", ".join(word for word in (words, _("supported the parents") if seat.is_support else "") if word)


def child_words(row):
    """(how it took part, and whom it wanted there)"""
    how = [capital(str(row.get_part_display()))]
    if row.how:
        how.append(str(row.get_how_display()))
    words = ", ".join(how) + (f": {row.not_heard_reason}" if row.not_heard_reason else "")
    return words, _("Wanted there: %(who)s") % {"who": row.wanted} if row.wanted else ""


def cooperation_words(meeting):
    if not meeting.cooperation:
        return ""
    words = capital(str(meeting.get_cooperation_display()))
    return f"{words}. {meeting.cooperation_words}".strip() if meeting.cooperation_words else words


def network_words(meeting):
    if meeting.needs_network_meeting is None:
        return ""
    if meeting.needs_network_meeting:
        return _("A network or coordination meeting is needed.")
    return _("No network or coordination meeting is needed now.")


def _long(day):
    return formats.date_format(day, _("j F Y")) if day else ""

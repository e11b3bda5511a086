"""To ask, to take back and to decline: one request to one person. Who asks whom is `ASKERS`; of the class, `RESPONSIBLE`."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.roles import sector_of
from cases.actions.links import last_day, make_link, renew_link, revoke_link
from cases.actions.sharing import share_new
from cases.models import CustodyRelation, PathwayChild
from mapping.actions.voicerows import OF_CLASS, new_voice, open_ask, voice_row
from mapping.models import Ask, ClassAnswer, NeedsMapping
from mapping.permissions import RESPONSIBLE, ask_sector, can_write_mapping
from mapping.queries.rounds import person_of
from mapping.rounds import MOST_OPEN
from programmes.instruments.catalogue import instrument as instrument_of

Informant, Way = Ask.Informant, Ask.Way
GRACE = 7  # days that a link works after the day it was asked for: a late answer is an answer


@dataclass(frozen=True)
class Made:
    """What was asked, with the secret part of the link and its code, which are shown once (None without a link)."""

    ask: Ask
    token: str | None = None
    code: str | None = None


@transaction.atomic
def make_ask(
    *, mapping, informant, way, instruments, due_on, by, pathway_child=None, parent=None, carer=None, staff=None, who="",
    language="da", factor="code",
):  # fmt: skip
    """Ask one person, with the instruments (slugs or Instruments) as they are today. By link its secret part is made too.

    Raises ValidationError: before the family has said yes (A48, L10), by field for what is missing or too early, code
    "open" for who is asked already or has too many forms open (`MOST_OPEN`).
    """
    sector = _sector(mapping, pathway_child, informant, by)
    mapping = _locked_mapping(mapping, by)
    chosen = [[each.slug, each.number] for each in map(_instrument, instruments)]
    _check(mapping, chosen, due_on, way, informant, staff, who)
    if pathway_child is not None:
        _check_child(mapping, pathway_child, by)
    ask = Ask(
        municipality_id=by.municipality_id, mapping=mapping, child_id=pathway_child and pathway_child.child_id, pathway_child=pathway_child,
        informant=informant, parent=parent, carer=carer, staff=staff, who=who.strip()[:120], instruments=chosen, way=way, sector=sector,
        due_on=due_on, made_by_id=by.staff_id,
    )  # fmt: skip
    demand_room(ask, by)
    made = _link(ask, language, factor, by) if way == Way.LINK else None
    ask.link = made and made.link
    ask.save()
    return Made(ask, made and made.token, made and made.code)


@transaction.atomic
def ask_several(*, mapping, people, way, instruments, due_on, by, pathway_child, language="", other="", factor="code"):
    """Ask each of `people` (`mapping.queries.rounds.Somebody`) with those of the instruments that have words for them.

    A colleague who was to get a link answers in Samspil instead. language: "" for what each parent speaks. other: a
    professional without an account. All or nobody: the first refusal stops the rest.
    """
    made = [
        make_ask(
            mapping=mapping, pathway_child=pathway_child, informant=each.informant, parent=each.parent, carer=each.carer, staff=each.staff,
            way=Way.LOGGED_IN if each.staff and way == Way.LINK else way, instruments=_meant_for(each.informant, each.name, instruments),
            due_on=due_on, language=_spoken(language or each.language, each.informant, instruments), factor=factor, by=by,
        )
        for each in people
    ]  # fmt: skip
    if other.strip():
        informant = Informant.PROFESSIONAL
        made.append(
            make_ask(
                mapping=mapping, pathway_child=pathway_child, informant=informant, way=way, due_on=due_on, who=other, factor=factor, by=by,
                instruments=_meant_for(informant, other, instruments), language=_spoken(language or "da", informant, instruments),
            )
        )  # fmt: skip
    if not made:
        raise ValidationError({"who": _("Choose whom to ask.")})
    return made


def _meant_for(informant, name, instruments):
    found = [each for each in instruments if informant in {p.key for p in each.perspectives}]
    if not found:
        raise ValidationError(
            {"instruments": _("None of the chosen has words for %(who)s. Choose one more.") % {"who": name}}
        )
    return found


def _spoken(language, informant, instruments):
    """The language when all the words are there in it; else Danish."""
    mine = [each for each in instruments if informant in {p.key for p in each.perspectives}]
    return language if all(language in each.languages_for(informant) for each in mine) else "da"


def _instrument(given):
    return instrument_of(given) if isinstance(given, str) else given


def _locked_mapping(mapping, by):
    rows = NeedsMapping.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("pathway__programme_version").get(pk=mapping.pk)


def _sector(mapping, pathway_child, informant, by):
    """The side that asks. Raises PermissionDenied for whoever may not."""
    if informant in OF_CLASS:
        found = sector_of(by, *RESPONSIBLE) if can_write_mapping(by, mapping.pathway) and pathway_child is None else ""
    else:
        found = ask_sector(by, pathway_child.child, informant) if mapping.pathway.is_open else ""
    if not found:
        raise PermissionDenied
    return found


def _check(mapping, chosen, due_on, way, informant, staff, who):
    if mapping.state != NeedsMapping.State.OPEN:
        raise ValidationError(_("The mapping is complete. Open it again, or begin a new one, before you ask."))
    if not chosen:
        raise ValidationError({"instruments": _("Choose what to ask about.")})
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("Choose today or a later day.")})
    if due_on > last_day("answer"):
        days = (last_day("answer") - timezone.localdate()).days
        raise ValidationError({"due_on": _("Choose a day within %(days)s days.") % {"days": days}})
    if way == Way.LINK and any(instrument_of(*each).licence == "totals" for each in chosen):
        raise ValidationError({"way": _("Of another's form only the sums are typed in: choose paper.")})
    if way == Way.LOGGED_IN and not (staff or informant == Informant.TEAM):
        raise ValidationError({"way": _("Only a colleague answers in Samspil. Choose a link, paper or together.")})
    if informant == Informant.PROFESSIONAL and not (staff or who.strip()):
        raise ValidationError({"who": _("Write who it is, for example “Pedagogue at the leisure club”.")})


def _check_child(mapping, pathway_child, by):
    here = PathwayChild.objects.visible_to(by).filter(pk=pathway_child.pk, pathway=mapping.pathway_id)
    if not here.on(timezone.localdate()).exists():
        raise PermissionDenied
    if not here.filter(accepted_on__isnull=False).exists():
        raise ValidationError(_("The child's part opens when all who hold custody have said yes to the offer."))


def demand_room(ask, by):
    """Nobody is asked twice for the same, and nobody has more forms open than she can manage (`mapping.rounds`)."""
    rows = Ask.objects.visible_to(by).open()
    if ask.informant in OF_CLASS:
        _check_class_once(ask, by)
        return
    mine = rows.filter(**person_of(ask))
    if twice := next((row for row in mine if row.mapping_id == ask.mapping_id and row.child_id == ask.child_id), None):
        raise ValidationError(
            _("%(who)s was asked on %(day)s and has not answered yet. Remind, or take that back first."),
            code="open",
            params={"who": who_words(ask), "day": date_format(timezone.localtime(twice.made_at), "j. F")},
        )
    if sum(len(row.instruments) for row in mine) + len(ask.instruments) > MOST_OPEN:
        titles = [str(instrument_of(*each).title) for row in mine for each in row.instruments]
        raise ValidationError(
            _("%(who)s would have more than %(most)s forms open. Open now: %(titles)s. Choose fewer, or wait for an answer."),
            code="open",
            params={"who": who_words(ask), "most": MOST_OPEN, "titles": ", ".join(titles) or _("none")},
        )  # fmt: skip


def _check_class_once(ask, by):
    """Once a round for each: two rounds of the same class in one mapping could be subtracted."""
    rows = Ask.objects.visible_to(by).filter(mapping=ask.mapping_id, informant=ask.informant)
    if rows.filter(declined_at=None).exists():
        raise ValidationError(_("The class has been asked already in this mapping."), code="open")


def who_words(ask):
    """Who is asked, for a sentence."""
    person = ask.parent or ask.carer or ask.staff
    if person:
        return person.name
    return ask.who or (ask.child.short_name if ask.informant == Informant.CHILD else str(ask.get_informant_display()))


def _link(ask, language, factor, by):
    of_class = ask.informant in OF_CLASS
    return make_link(
        kind="class" if of_class else "answer", pathway=ask.mapping.pathway, pathway_child=ask.pathway_child, parent=ask.parent,
        carer=ask.carer, who=_holder(ask, by), language=language, factor="code" if of_class else factor,
        until=until_of(ask), by=by,
    )  # fmt: skip


def until_of(ask):
    """The last day of its link, made or renewed today."""
    return min(max(ask.due_on, timezone.localdate()) + timedelta(days=GRACE), last_day("answer"))


@override("da")  # what is kept, and stands in the log, is Danish
def _holder(ask, by):
    """How the link's page calls its holder: never by a name that could be a child's."""
    if ask.parent_id:
        rows = CustodyRelation.objects.visible_to(by).filter(child=ask.child_id, parent=ask.parent_id)
        relation = rows.holding(timezone.localdate()).first()
        return str(relation.get_relation_display()).capitalize() if relation else _("Parent")
    if ask.carer_id:
        return str(ask.carer.get_kind_display()).capitalize()
    if ask.informant == Informant.CHILD:
        return _("The child")
    if ask.informant == Informant.PUPILS:
        return str(ask.mapping.pathway.school_class or ask.mapping.pathway.title)
    return who_words(ask)


# ---- taken back, shut, declined ----


def locked_for_asker(ask, by):
    """The request, locked, for those who may make one like it."""
    rows = Ask.objects.visible_to(by).select_for_update(of=("self",))
    ask = rows.select_related("mapping__pathway__programme_version", "child", "pathway_child", "link").get(pk=ask.pk)
    _sector(ask.mapping, ask.pathway_child, ask.informant, by)
    return ask


@transaction.atomic
def renew_ask(*, ask, by, due_on=None):
    """A new address and code in the place of those that are lost or locked, and a later day when one is given."""
    ask = locked_for_asker(ask, by)
    if ask.closed_at or not ask.link_id:
        raise ValidationError(_("This has been answered, or is no longer asked for."), code="closed")
    today = timezone.localdate()
    ask.due_on = max(due_on or ask.due_on, today)
    ask.save(update_fields=["due_on"])
    made = renew_link(link=ask.link, until=until_of(ask), by=by)
    ask.link = made.link
    return Made(ask, made.token, made.code)


@transaction.atomic
def withdraw_ask(*, ask, by):
    """Take a request back: its link is dead at once, and what has been answered so far counts for nothing."""
    ask = locked_for_asker(ask, by)
    if ask.closed_at:
        return ask
    if ask.informant in OF_CLASS:
        if ClassAnswer.objects.visible_to(by).filter(ask=ask).exists():
            raise ValidationError(_("Some have answered. Shut the round instead; then you see what they said."))
        ask.declined_at = timezone.now()
    _close(ask)
    _revoke(ask, by)
    return ask


@transaction.atomic
def shut_class_ask(*, ask, by):
    """Shut the class's round: nobody answers any more, and the spread can be seen by those who may."""
    ask = locked_for_asker(ask, by)
    if ask.informant not in OF_CLASS:
        raise PermissionDenied
    if ask.closed_at is None:
        _close(ask)
        _revoke(ask, by)
    return ask


def _close(ask):
    ask.closed_at = timezone.now()
    ask.save(update_fields=["closed_at", "declined_at", "declined_words"])


def _revoke(ask, by):
    if ask.link_id and ask.link.revoked_at is None:
        revoke_link(link=ask.link, by=by)


@transaction.atomic
def decline(*, ask, by, words=""):
    """Who would rather not answer says so, with or without words: the voice is missing, and that is its reason.

    What was said before in a talk stays. Half an answer is kept but counts for nothing.
    """
    ask = open_ask(ask, by)
    if ask.informant in OF_CLASS:
        raise PermissionDenied
    with override("da"):  # what is kept is Danish, whichever language the link's page is in
        reason = (
            _("Would rather not answer: %(words)s") % {"words": words.strip()}
            if words.strip()
            else _("Would rather not answer")
        )
    row = voice_row(ask, by, lock=True) or new_voice(ask, by)
    if not (row.strengths or row.answers):
        row.obtained_on, row.not_obtained_reason, row.finished_at = None, reason[:300], None
        row.row_version += 1
        row.save()
        if not by.link:
            share_new(child=ask.child, pathway=ask.mapping.pathway, noun="answer", obj=row, by=by)
    ask.declined_at, ask.declined_words = timezone.now(), words.strip()[:300]
    _close(ask)
    return ask

"""What is taken back of a round: that somebody was asked, that it was shut or answered, what was known and used again."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions.links import restore_link
from cases.undo import delete_unused
from mapping.actions.again import as_it_was
from mapping.actions.asks import locked_for_asker, withdraw_ask
from mapping.actions.evidence import add_evidence
from mapping.actions.papers import untype_papers
from mapping.actions.voicerows import locked_ask, may_answer, voice_row
from mapping.models import Ask, NeedsMapping, Perspective
from mapping.permissions import ask_sector
from mapping.queries.class_answers import is_told

TOO_LATE = _("It can no longer be taken back: something has been written about it since.")


def _demand_open(ask):
    if ask.mapping.state != NeedsMapping.State.OPEN:
        raise ValidationError(_("The mapping is complete. Open it again first."))


@transaction.atomic
def asked(*, by, asks):
    for row in Ask.objects.visible_to(by).filter(pk__in=asks):
        withdraw_ask(ask=row, by=by)
    return _("Undone: they are not asked.")


@transaction.atomic
def withdrawn(*, by, ask):
    _reopen(locked_for_asker(Ask(pk=ask), by), by)
    return _("Undone: the question stands, and the same link works again.")


@transaction.atomic
def shut(*, by, ask):
    row = locked_for_asker(Ask(pk=ask), by)
    if is_told(row):
        raise ValidationError(
            _("It stays shut: the answers have been shown, and one more could be seen as the difference.")
        )
    _reopen(row, by)
    return _("Undone: the round is open again.")


@transaction.atomic
def declined(*, by, ask):
    row = locked_ask(Ask(pk=ask), by)
    if not may_answer(row, by):
        raise ValidationError(TOO_LATE)
    _reopen(row, by)
    return _("Undone: the question stands.")


@transaction.atomic
def opened_again(*, by, ask, before):
    days = {name: datetime.fromisoformat(before[name]) for name in ("closed_at", "declined_at", "was") if before[name]}
    as_it_was(ask=Ask(pk=ask), before=before | days | {"due_on": date.fromisoformat(before["due_on"])}, by=by)
    return _("Undone: the answer stands as it was sent.")


def _reopen(ask, by):
    _demand_open(ask)
    twice = Ask.objects.visible_to(by).filter(
        mapping=ask.mapping_id, informant=ask.informant, child=ask.child_id, parent=ask.parent_id, carer=ask.carer_id,
        staff=ask.staff_id, who=ask.who, closed_at=None,
    )  # fmt: skip
    if ask.closed_at and twice.exists():
        raise ValidationError(TOO_LATE)
    if ask.link_id and ask.link.revoked_at:
        restore_link(link=ask.link, by=by)
    ask.closed_at, ask.declined_at, ask.declined_words = None, None, ""
    ask.save(update_fields=["closed_at", "declined_at", "declined_words"])


@transaction.atomic
def finished(*, by, ask):
    row = locked_ask(Ask(pk=ask), by)
    if not may_answer(row, by):
        raise ValidationError(TOO_LATE)
    _demand_open(row)
    voice = voice_row(row, by, lock=True)
    if voice:
        voice.finished_at = None
        voice.row_version += 1
        voice.save(update_fields=["finished_at", "row_version"])
    _reopen(row, by)
    return _("Undone: the answer can be changed again.")


def tallied(*, by, ask, batch):
    if not untype_papers(ask=Ask(pk=ask), batch=batch, by=by):
        raise ValidationError(TOO_LATE)
    return _("Undone: the papers are not typed in.")


@transaction.atomic
def evidence_added(*, by, evidence):
    from mapping.actions.evidence import remove_evidence
    from mapping.models import Evidence

    row = Evidence.objects.visible_to(by).filter(pk=evidence).first()
    if row is None:
        raise ValidationError(_("It is gone already."))
    remove_evidence(evidence=row, by=by)
    return _("Undone: it does not stand there.")


@transaction.atomic
def evidence_removed(*, by, mapping, pathway_child, kept):
    from cases.models import PathwayChild

    found = NeedsMapping.objects.visible_to(by).select_related("pathway").get(pk=mapping)
    row = PathwayChild.objects.visible_to(by).select_related("child").get(pk=pathway_child) if pathway_child else None
    add_evidence(mapping=found, pathway_child=row, by=by, **kept | {"dated_on": date.fromisoformat(kept["dated_on"])})
    return _("Undone: it stands there again.")


@transaction.atomic
def answer_reused(*, by, row):
    found = (
        Perspective.objects.writable_by(by)
        .select_related("mapping", "child")
        .filter(pk=row, taken_from__isnull=False)
        .first()
    )
    if (
        found is None
        or found.mapping.state != NeedsMapping.State.OPEN
        or not ask_sector(by, found.child, found.informant)
    ):
        raise ValidationError(TOO_LATE)
    from cases.models import InformationExchange

    shared = InformationExchange.objects.visible_to(by).filter(
        noun="answer", object_id=found.pk, from_sector=found.sector
    )
    for each in shared.filter(withdrawn_at=None):
        each.withdrawn_at = found.changed_at
        each.save(update_fields=["withdrawn_at"])
    delete_unused(found)
    return _("Undone: the answer has not been used again.")

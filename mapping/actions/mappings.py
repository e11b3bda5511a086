"""The mapping: of the class environment, of each child's voice, of the children themselves, and what it comes to (A45-A50)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import sector_of
from cases.actions.sharing import share_new
from cases.models import Pathway, PathwayChild, PathwayTransition
from cases.names import given_names_in, refuse_names
from cases.permissions import can_record_basis
from mapping.actions.closing import ANALYSIS, MAPPING, settle_due
from mapping.actions.dreams import follow_voice
from mapping.actions.privacy import stricter
from mapping.models import EnvironmentAnswer, NeedsMapping, Perspective
from mapping.permissions import (
    RESPONSIBLE,
    can_confirm_children,
    can_edit_environment,
    can_write_mapping,
    can_write_voice,
    voice_sector,
)
from mapping.queries import child_lines, children_of_pathway, pupils_of

State = NeedsMapping.State
Informant = Perspective.Informant
MAPPING_GROUP = "mapping"  # the step of the phase bar that a completed mapping leaves


@transaction.atomic
def open_mapping(*, pathway, by, kind=NeedsMapping.Kind.INITIAL):
    """Begin the mapping of a pathway; begun twice it is the same one."""
    if not can_write_mapping(by, pathway):
        raise PermissionDenied
    fields = {"municipality_id": by.municipality_id, "pathway": pathway, "kind": kind}
    if kind == NeedsMapping.Kind.FOLLOW_UP:  # there may be several, one after the other
        Pathway.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pathway.pk)
        fields["state"] = State.OPEN
    return NeedsMapping.objects.get_or_create(**fields, defaults={"opened_on": timezone.localdate()})[0]


# ---- the class ----


@transaction.atomic
def save_environment(*, mapping, informant, answers, by, seen_at="", names_checked=False):
    """Write what one informant says of the class: `answers` is dimension -> (strengths, text); blank ones are emptied.

    Raises ValidationError: by field for a pupil's full name, code "given_name" for a given name that nobody has said is
    not a pupil's (`names_checked`), code "stale" when somebody saved after `seen_at` (see `environment_stamp`).
    """
    if not can_edit_environment(by, mapping.pathway):
        raise PermissionDenied
    if mapping.state == State.ANALYSED:
        raise ValidationError(_("The mapping has been analysed. What it rests on stays as it was."))
    rows = {
        row.dimension: row
        for row in EnvironmentAnswer.objects.filter(mapping=mapping, informant=informant).select_for_update()
    }
    if environment_stamp(rows.values()) != seen_at:
        raise ValidationError(
            _("Somebody saved while you were writing. What stands now is beside your own text."), code="stale"
        )
    _no_names(mapping.pathway, answers, names_checked, by)
    for dimension, (strengths, text) in answers.items():
        _write_answer(mapping, informant, dimension, strengths.strip(), text.strip(), rows.get(dimension), by)
    return mapping


def environment_stamp(rows):
    """What a form carries to tell whether somebody saved in between: the time of the newest answer."""
    return max((row.answered_at.isoformat() for row in rows), default="")


def _no_names(pathway, answers, names_checked, by):
    pupils = list(pupils_of(pathway, by))
    refuse_names(
        {
            f"{key}_{part}": text
            for key, pair in answers.items()
            for part, text in zip(("strengths", "text"), pair, strict=True)
        },
        pupils,
    )
    found = given_names_in("\n".join(text for pair in answers.values() for text in pair), pupils)
    if found and not names_checked:
        names = ", ".join(sorted({child.given_name for child in found}))
        raise ValidationError(
            _("Is “%(names)s” a pupil of the class? This part names no child."),
            code="given_name",
            params={"names": names},
        )


def _write_answer(mapping, informant, dimension, strengths, text, row, by):
    if row is None and not (strengths or text):
        return
    row = row or EnvironmentAnswer(
        municipality_id=by.municipality_id, mapping=mapping, informant=informant, dimension=dimension
    )
    if row.pk and (row.strengths, row.text) == (strengths, text):
        return
    row.strengths, row.text, row.author_id = strengths, text, by.staff_id
    row.save()


# ---- the children ----


@transaction.atomic
def confirm_children(*, pathway, children, confirmed_with, by, starts_on=None):
    """Confirm by hand which pupils have indicated needs, with the group leader named beside the advisor (A22, A46).

    Those who are in the pathway already stay as they are. Returns the rows made. Warnings on age come from the limit.
    """
    if not can_confirm_children(by, pathway):
        raise PermissionDenied
    if confirmed_with is None or confirmed_with.pk == by.staff_id:
        raise ValidationError({"confirmed_with": _("Name the one with whom you answer for the mapping.")})
    pathway = Pathway.objects.visible_to(by).select_for_update().get(pk=pathway.pk)
    starts_on = starts_on or timezone.localdate()
    pupils = {child.pk: child for child in pupils_of(pathway, by)}
    if strangers := [child for child in children if child.pk not in pupils]:
        raise ValidationError({"children": _("%(name)s is not in the class today.") % {"name": strangers[0].name}})
    here = set(PathwayChild.objects.filter(pathway=pathway, ends_on=None).values_list("child_id", flat=True))
    return [_take_in(pathway, child, confirmed_with, starts_on, by) for child in children if child.pk not in here]


def _take_in(pathway, child, confirmed_with, starts_on, by):
    return PathwayChild.objects.create(
        municipality_id=by.municipality_id, pathway=pathway, child=child, starts_on=starts_on, age_at_start=child.age(starts_on),
        confirmed_by_id=by.staff_id, confirmed_with=confirmed_with,
    )  # fmt: skip


@transaction.atomic
def end_child(*, pathway_child, ends_on, reason, by):
    """A child stops in the pathway: what was written stays, and the other side's way to the child closes the day after."""
    if not can_confirm_children(by, pathway_child.pathway):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the child stops.")})
    row = PathwayChild.objects.visible_to(by).select_for_update().get(pk=pathway_child.pk)
    if ends_on < row.starts_on:
        raise ValidationError({"ends_on": _("The child cannot stop before it began.")})
    if row.ends_on is None:
        row.ends_on, row.ending_reason = ends_on, reason.strip()[:200]
        row.save(update_fields=["ends_on", "ending_reason"])
    return row


# ---- the voices ----


@transaction.atomic
def save_voice(
    *,
    mapping,
    pathway_child,
    informant,
    by,
    strengths="",
    answers=None,
    method="",
    obtained_on=None,
    missing_because="",
    hidden_from_parents=False,
    row_version=None,
):
    """Write down one voice about one child, or why it is missing; shared at once when a basis stands.

    Only after the family has said yes (A48, L10). `answers` is question key -> words. What the child keeps from the parents
    is kept whatever is written here (`mapping.actions.privacy`). Raises ValidationError, code
    "stale" when the row has been saved since `row_version`.
    """
    if not can_write_voice(by, pathway_child, informant):
        raise PermissionDenied
    _check_voice(pathway_child, obtained_on, missing_because, strengths, answers)
    row = voice_of(mapping, pathway_child, informant, by, lock=True)
    if row is None:
        row = Perspective(
            municipality_id=by.municipality_id, mapping=mapping, pathway_child=pathway_child, child_id=pathway_child.child_id, informant=informant,
            sector=voice_sector(by, pathway_child.child, informant), author_id=by.staff_id, row_version=0,
        )  # fmt: skip
    elif row_version is not None and row.row_version != row_version:
        raise ValidationError(
            _("Somebody saved while you were writing. What stands now is beside your own text."), code="stale"
        )
    row.strengths, row.answers, row.method = (
        strengths.strip(),
        {key: words.strip() for key, words in (answers or {}).items() if words.strip()},
        method,
    )
    row.obtained_on, row.not_obtained_reason = (
        (None, missing_because.strip()) if missing_because.strip() else (obtained_on, "")
    )
    row.hidden_from_parents = stricter(row, hidden_from_parents and informant == Informant.CHILD)
    row.row_version += 1
    _save_voice(row)
    follow_voice(row)
    share_new(child=pathway_child.child, pathway=mapping.pathway, noun="answer", obj=row, by=by)
    return row


def voice_of(mapping, pathway_child, informant, by, lock=False):
    """The row this person writes in: her own as a professional, else her side's of that voice, what was said before why not."""
    rows = Perspective.objects.writable_by(by).filter(
        mapping=mapping, pathway_child=pathway_child.pk, informant=informant, parent=None, carer=None, who=""
    )  # one parent's or a colleague's answer to what was asked is that person's own
    if informant == Informant.PROFESSIONAL:
        rows = rows.filter(author=by.staff_id)
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.order_by("obtained_on", "pk").first()


def _check_voice(pathway_child, obtained_on, missing_because, strengths, answers):
    said = bool(strengths.strip() or any(words.strip() for words in (answers or {}).values()))
    if not PathwayChild.objects.filter(pk=pathway_child.pk, accepted_on__isnull=False).exists():
        raise ValidationError(_("The child's part opens when all who hold custody have said yes to the offer."))
    if missing_because.strip():
        if said:
            raise ValidationError({"missing": _("Write either what was said or why it is missing, not both.")})
        return
    if not said:
        raise ValidationError({"strengths": _("Write what was said, or say further down why it is missing.")})
    if obtained_on is None or obtained_on > timezone.localdate():
        raise ValidationError({"obtained_on": _("Write the day of the talk, today or earlier.")})


def _save_voice(row):
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError(
            _("This voice has just been written down by somebody else. Open the page again.")
        ) from None


# ---- what it comes to ----


@transaction.atomic
def complete_mapping(*, mapping, by, reasons=None):
    """Close the mapping: each child whose family said yes has three voices, or a reason for each that is missing (A48).

    `reasons` is (PathwayChild pk, informant) -> words. Raises ValidationError that names what is missing, by field
    "reason_<pk>_<informant>". The pathway goes on to the phase after the mapping.
    """
    if not can_write_mapping(by, mapping.pathway):
        raise PermissionDenied
    mapping = (
        NeedsMapping.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("pathway__programme_version")
        .get(pk=mapping.pk)
    )
    if State.COMPLETE not in NeedsMapping.MOVES[mapping.state]:
        return mapping
    seen, unseen = children_of_pathway(mapping.pathway, by)
    if unseen:
        raise ValidationError(_("You do not see all the children of the pathway. The advisor completes the mapping."))
    errors = {}
    for line in child_lines(mapping, seen, by):
        for voice in line.missing:
            errors |= _settle_missing(mapping, line.pathway_child, voice, reasons or {}, by)
    if errors:
        raise ValidationError(errors)
    mapping.state, mapping.completed_on, mapping.row_version = (
        State.COMPLETE,
        timezone.localdate(),
        mapping.row_version + 1,
    )
    mapping.save(update_fields=["state", "completed_on", "row_version"])
    mapping.shut = _shut_asks(mapping)
    _go_on(mapping.pathway, by)
    mapping.settled = settle_due(mapping, MAPPING, mapping.completed_on, by)
    return mapping


def _shut_asks(mapping):
    """Nobody answers a mapping that is complete: what either side still asked for is shut. Gives the pks, for the undo."""
    with connection.cursor() as db:
        db.execute("select app.shut_asks(%s, %s)", [mapping.pk, timezone.now()])
        return db.fetchone()[0]


def _settle_missing(mapping, pathway_child, voice, reasons, by):
    words = reasons.get((pathway_child.pk, voice.informant), "").strip()
    if not words:
        message = _("%(name)s: %(voice)s is missing. Write why, or write the answer first.") % {
            "name": pathway_child.child.short_name,
            "voice": voice.title,
        }
        return {f"reason_{pathway_child.pk}_{voice.informant}": message}
    row = Perspective.objects.create(
        municipality_id=by.municipality_id, mapping=mapping, pathway_child=pathway_child, child_id=pathway_child.child_id,
        informant=voice.informant, sector=sector_of(by, *RESPONSIBLE), author_id=by.staff_id, not_obtained_reason=words[:300],
    )  # fmt: skip
    if can_record_basis(by, pathway_child):
        share_new(child=pathway_child.child, pathway=mapping.pathway, noun="answer", obj=row, by=by)
    return {}


def _go_on(pathway, by):
    phase = pathway.content.phase(pathway.phase)
    if phase.group != MAPPING_GROUP or len(phase.moves) != 1:
        return
    PathwayTransition.objects.create(
        municipality_id=by.municipality_id,
        pathway=pathway,
        kind="phase",
        before=pathway.phase,
        after=phase.moves[0],
        by_id=by.staff_id,
    )
    pathway.phase = phase.moves[0]
    pathway.save(update_fields=["phase"])


@transaction.atomic
def write_analysis(*, mapping, analysis, by, row_version=None):
    """Write what the two see together once the mapping is complete; it names no child and can be written on (A50)."""
    if not can_write_mapping(by, mapping.pathway):
        raise PermissionDenied
    mapping = (
        NeedsMapping.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("pathway__programme_version")
        .get(pk=mapping.pk)
    )
    if mapping.state == State.OPEN:
        raise ValidationError(_("Complete the mapping first. Then you write what you see together."))
    if row_version is not None and mapping.row_version != row_version:
        raise ValidationError(
            _("Somebody saved while you were writing. What stands now is beside your own text."), code="stale"
        )
    if not analysis.strip():
        raise ValidationError({"analysis": _("Write what you see together.")})
    refuse_names({"analysis": analysis}, list(pupils_of(mapping.pathway, by)))
    mapping.analysis, mapping.state, mapping.row_version = analysis.strip(), State.ANALYSED, mapping.row_version + 1
    mapping.save(update_fields=["analysis", "state", "row_version"])
    if mapping.kind == NeedsMapping.Kind.CLOSING:
        settle_due(mapping, ANALYSIS, timezone.localdate(), by)
    return mapping

"""What one of the family does on her page, and what staff put there. `by` is a person with a link, or staff where it says so."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.actions.links import note_visit
from cases.models import AccessLink, DailyNote, FamilyStep, FamilyWish, SpokenWish, StepTick
from cases.permissions import step_sector
from cases.queries.family_page import day_now, facts, monday_of, shown_steps
from programmes.instruments.parts import LANGUAGES

# ---- the family's side ----


def _holder(by):
    """Whose words they are, and which side reads them: as the link says, never as the form does."""
    return {
        "municipality_id": by.municipality_id,
        "child_id": by.link["child_id"],
        "parent_id": by.link["parent_id"],
        "carer_id": by.link["carer_id"],
    }


@transaction.atomic
def tick_step(*, step, outcome, line, by, device=""):
    """Say that the step was tried, or worked; said again it is changed, and an empty outcome takes it back.

    Raises ValidationError for a step that is no longer on the page.
    """
    if step.pk not in {row.pk for row in shown_steps(by)}:
        raise ValidationError(_("This step is not on the page any more."))
    if outcome not in ("", *StepTick.Outcome.values):
        raise ValidationError(_("Choose one of the two."))
    tick, _new = StepTick.objects.update_or_create(
        **_holder(by),
        step=step,
        defaults={"outcome": outcome, "line": line.strip() if outcome else "", "sector": step.sector, "link_id": by.link["id"]},
    )  # fmt: skip
    note_visit(by=by, device=device, what="step" if outcome else "step_back")
    return tick


@transaction.atomic
def save_wish(*, meeting, text, by, device=""):
    """What she wants to talk about, until the meeting is held. meeting: the uuid that her own page shows now."""
    found = facts()
    if not found or not found["meeting"] or found["meeting"]["uuid"] != str(meeting):
        raise ValidationError(
            _("The meeting has been held, moved to somebody else or cancelled. Call, if it is important.")
        )
    wish, _new = FamilyWish.objects.update_or_create(
        **_holder(by),
        meeting=meeting,
        sector=by.link["sector"],
        defaults={"text": text.strip(), "link_id": by.link["id"]},
    )
    note_visit(by=by, device=device, what="wish")
    return wish


@transaction.atomic
def save_day(*, by, form="", how="", worked="", device=""):
    """A carer's line of the day, which ends at six in the morning; until then it is changed. Custody holders write none."""
    if not by.link["carer_id"]:
        raise PermissionDenied
    if not (form or how.strip()):
        raise ValidationError({"form": _("Choose what the day was like, or write one line.")})
    note, _new = DailyNote.objects.update_or_create(
        **_holder(by),
        day=day_now(),
        sector=by.link["sector"],
        defaults={"form": form, "how": how.strip(), "worked": worked.strip(), "link_id": by.link["id"]},
    )
    note_visit(by=by, device=device, what="day")
    return note


@transaction.atomic
def keep_language(*, language, by):
    """The language she chose is her link's from now on: on her next phone too. One that we do not have is left out."""
    if language in LANGUAGES and language != by.link["language"]:
        AccessLink.objects.visible_to(by).filter(pk=by.link["id"]).update(language=language)


@transaction.atomic
def withdraw_by_link(*, basis, by, device=""):
    """A custody holder stops the sharing on one ground at once. True: stopped now; False: it had stopped before.

    Raises PermissionDenied for a ground that is not hers. Both sides' leads get a task; what was filed stays (L10).
    """
    with translation.override("da"):  # read by staff, whatever the family's language is
        reason = _("Taken back by a parent on the family's page.")
        task = _("The family has stopped the sharing. Talk about what it means, and call the family.")
    with connection.cursor() as db:
        db.execute("select app.family_withdraw(%s, %s, %s, %s)", [str(basis), timezone.now(), reason, task])
        (found,) = db.fetchone()
    if found is None:
        raise PermissionDenied
    if found == "stopped":
        note_visit(by=by, device=device, what="withdrew")
    return found == "stopped"


# ---- the staff's side ----


@transaction.atomic
def tick_wishes(*, wishes, spoken, by):
    """Which of the wishes that stood there were spoken of: these and no others of them. Ticked twice is once."""
    rows = FamilyWish.objects.visible_to(by).filter(pk__in=[each.pk for each in wishes])
    for wish in rows.filter(pk__in=spoken):
        SpokenWish.objects.get_or_create(
            municipality_id=by.municipality_id,
            wish=wish,
            defaults={"child_id": wish.child_id, "sector": wish.sector, "by_id": by.staff_id},
        )
    SpokenWish.objects.visible_to(by).filter(wish__in=rows.exclude(pk__in=spoken)).delete()


@transaction.atomic
def choose_step(*, pathway_child, text, by, source=None):
    """This week's step for the family, in the place of the one her side had chosen. Gives (the step, the one before or None)."""
    sector = step_sector(by, pathway_child)
    if not sector:
        raise PermissionDenied
    text = " ".join(text.split())
    if not text:
        raise ValidationError({"text": _("Choose a step, or write one.")})
    mine = {"pathway_child": pathway_child, "sector": sector, "monday": monday_of(timezone.localdate())}
    before = FamilyStep.objects.visible_to(by).standing().select_for_update().filter(**mine).first()
    if before and before.text == text:
        return before, None
    if before:
        _set_aside(before)
    step = FamilyStep.objects.create(
        municipality_id=by.municipality_id, child_id=pathway_child.child_id, text=text, source=source, chosen_by_id=by.staff_id, **mine
    )  # fmt: skip
    return step, before


@transaction.atomic
def remove_step(*, step, by):
    """Take it from the family's page; what was answered to it stays. Twice is once."""
    step = _locked_step(step, by)
    if step.removed_at is None:
        _set_aside(step)
    return step


@transaction.atomic
def bring_back_step(*, step, by):
    """Undo of `remove_step`, unless another stands there now."""
    step = _locked_step(step, by)
    same = {"pathway_child": step.pathway_child_id, "sector": step.sector, "monday": step.monday}
    if FamilyStep.objects.visible_to(by).standing().filter(**same).exclude(pk=step.pk).exists():
        raise ValidationError(_("Another step has been chosen since."))
    step.removed_at = None
    step.save(update_fields=["removed_at"])
    return step


def _locked_step(step, by):
    rows = FamilyStep.objects.visible_to(by)
    found = rows.select_related("pathway_child__child", "pathway_child__pathway").get(pk=step.pk)
    if step_sector(by, found.pathway_child) != found.sector:  # asked first: only writers may lock it
        raise PermissionDenied
    return rows.select_for_update().get(pk=step.pk)


def _set_aside(step):
    step.removed_at = timezone.now()
    step.save(update_fields=["removed_at"])
